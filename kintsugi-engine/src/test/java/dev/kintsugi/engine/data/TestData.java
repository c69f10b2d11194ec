package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Files and settings for the tests of data sources. */
final class TestData {
    private TestData() {}

    /** Binds options as an experiment file would: keys and values in turn, a value with commas in brackets is a list. */
    static DataOptions options(String... keysAndValues) {
        Place place = place();
        List<Setting.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(entry(keysAndValues[i], keysAndValues[i + 1], place));
        }
        return Binder.bind(new Setting.Mapping(entries, place), DataOptions.class);
    }

    /** Writes a small image of one colour. */
    static Path image(Path file, int rgb) {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12; i++) {
            image.setRGB(i % 4, i / 4, rgb);
        }
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
