package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDecoderTest {
    @TempDir
    Path folder;

    @Test
    void decode_ofMissingFile_namesThePath() {
        Path file = folder.resolve("absent.png");
        assertThatThrownBy(() -> ImageDecoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": there is no such image file");
    }

    @Test
    void decode_ofText_saysThatItIsNoImage() throws IOException {
        Path file = Files.writeString(folder.resolve("page.jpg"), "<html>not found</html>");
        assertThatThrownBy(() -> ImageDecoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("page.jpg: is not an image of a known kind (22 bytes)");
    }

    @Test
    void decode_ofTruncatedJpeg_saysSo() throws IOException {
        byte[] jpeg = encode("jpg", new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));
        assertThat(ImageDecoder.decode("whole.jpg", jpeg).getWidth()).isEqualTo(64);
        byte[] part = Arrays.copyOf(jpeg, jpeg.length - 10);
        assertThatThrownBy(() -> ImageDecoder.decode("part.jpg", part))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("part.jpg: the image is truncated");
    }

    @Test
    void decode_ofTruncatedPng_namesThePlace() throws IOException {
        byte[] png = encode("png", new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));
        byte[] part = Arrays.copyOf(png, png.length / 2);
        assertThatThrownBy(() -> ImageDecoder.decode("images.zip!part.png", part))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("images.zip!part.png: the image cannot be decoded");
    }

    @Test
    void decode_ofJpegWithBytesBehindTheEnd_reads() throws IOException {
        byte[] jpeg = encode("jpg", new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB));
        byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 5);
        System.arraycopy("tail!".getBytes(StandardCharsets.US_ASCII), 0, longer, jpeg.length, 5);
        assertThat(ImageDecoder.decode("tail.jpg", longer).getHeight()).isEqualTo(16);
    }

    @Test
    void decode_ofSixteenBitGrey_keepsTheUpperByte() throws IOException {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 0x12FF);
        grey.getRaster().setSample(1, 0, 0, 0xFF00);
        BufferedImage found = ImageDecoder.decode("grey16.png", encode("png", grey));
        assertThat(RgbPixels.of(found)).containsExactly(0x121212, 0xFFFFFF);
    }

    @Test
    void pixels_ofEveryKindOfImage_dropAlphaOnly() {
        int colour = 0x80102030;
        for (int type : new int[] {
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_BGR,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR
        }) {
            BufferedImage image = new BufferedImage(3, 2, type);
            image.setRGB(2, 1, colour);
            assertThat(RgbPixels.of(image)[5] & 0xFFFFFF).as("type " + type).isEqualTo(0x102030);
            BufferedImage part = image.getSubimage(2, 1, 1, 1);
            assertThat(RgbPixels.of(part)[0] & 0xFFFFFF)
                    .as("part of type " + type)
                    .isEqualTo(0x102030);
        }
    }

    private static byte[] encode(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
