package dev.kintsugi.engine.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Small folders of the same form as the public data sets, and what is read from them. */
abstract class PublicFolders {
    @TempDir
    Path root;

    static List<Integer> rows(DataSource source) {
        return List.of(
                source.split(DataSource.TRAIN).rows(),
                source.split(DataSource.VALIDATION).rows(),
                source.split(DataSource.TEST).rows());
    }

    void images(String folder, int count) {
        for (int i = 0; i < count; i++) {
            TestData.image(root.resolve(folder).resolve(i + ".png"), i);
        }
    }

    void write(String name, String content) throws IOException {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void write(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    DataSource open(String name, String... keysAndValues) {
        return DataSources.open(options(name, keysAndValues), 1);
    }

    DataOptions options(String name, String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 6];
        System.arraycopy(keysAndValues, 0, all, 6, keysAndValues.length);
        all[0] = "kind";
        all[1] = "public";
        all[2] = "name";
        all[3] = name;
        all[4] = "root";
        all[5] = root.toString();
        return TestData.options(all);
    }
}
