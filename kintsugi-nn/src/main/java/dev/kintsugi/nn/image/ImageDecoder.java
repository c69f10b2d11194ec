package dev.kintsugi.nn.image;

import dev.kintsugi.core.error.DataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads JPEG and PNG (and GIF, BMP, TIFF) as 8-bit RGB, as Pillow's {@code Image.open(…).convert("RGB")} does.
 *
 * <p>Alpha is dropped, not blended; a colour profile and the orientation of Exif are ignored. Of 16 bits per channel
 * the upper 8 are kept, also for grey, which Pillow would clip to white. CMYK is refused. Thread-safe.
 */
public final class ImageDecoder {
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    private ImageDecoder() {}

    /**
     * Returns the image of a file, of type {@link BufferedImage#TYPE_INT_RGB}.
     *
     * @throws DataException if the file is missing, truncated, or not an image that can be read
     */
    public static BufferedImage decode(Path file) {
        byte[] bytes;
        try {
            if (!Files.isRegularFile(file)) {
                throw new DataException(file + ": there is no such image file");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException(file + ": the image cannot be read: " + e.getMessage(), e);
        }
        return decode(file.toString(), bytes);
    }

    /**
     * Returns the image in {@code bytes}, of type {@link BufferedImage#TYPE_INT_RGB}.
     *
     * @param place where the bytes come from, for errors
     * @throws DataException if the bytes are truncated or not an image that can be read
     */
    public static BufferedImage decode(String place, byte[] bytes) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new DataException(place + ": is not an image of a known kind (" + bytes.length
                        + " bytes); allowed are JPEG, PNG, GIF, BMP and TIFF");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return read(place, bytes, reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof DataException known) {
                throw known;
            }
            // Readers answer damaged bytes with all kinds of runtime exceptions.
            throw new DataException(place + ": the image cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static BufferedImage read(String place, byte[] bytes, ImageReader reader) throws IOException {
        if (reader.getFormatName().equalsIgnoreCase("jpeg")) {
            // The JPEG reader fills what is missing with grey and only warns.
            if (isTruncatedJpeg(bytes)) {
                throw new DataException(
                        place + ": the image is truncated: its end marker is missing after " + bytes.length + " bytes");
            }
        }
        BufferedImage image = reader.read(0);
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            throw new DataException(place + ": the image has the colours of print (CMYK), allowed are grey and RGB; "
                    + "convert it first");
        }
        if (image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        return RgbPixels.image(RgbPixels.of(image), image.getWidth(), image.getHeight());
    }

    /**
     * Returns whether no end marker follows the last scan; inside a scan, 0xFF is always followed by 0 or a restart.
     */
    private static boolean isTruncatedJpeg(byte[] bytes) {
        for (int i = bytes.length - 2; i >= 0; i--) {
            if (bytes[i] == (byte) 0xFF) {
                int marker = bytes[i + 1] & 255;
                if (marker == END_OF_IMAGE) {
                    return false;
                }
                if (marker == START_OF_SCAN) {
                    return true;
                }
            }
        }
        return true;
    }
}
