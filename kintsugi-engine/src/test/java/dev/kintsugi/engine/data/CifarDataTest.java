package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CIFAR-10 and CIFAR-100 in the binary version. */
class CifarDataTest extends PublicFolders {
    @Test
    void cifar10_binary_hasPixelsAndLabels() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            write("cifar-10-batches-bin/data_batch_" + batch + ".bin", record(1, batch, batch + 1));
        }
        write("cifar-10-batches-bin/test_batch.bin", record(1, 9));

        DataSource source = open("cifar10");

        assertThat(rows(source)).containsExactly(10, 0, 1);
        assertThat(source.classNames())
                .hasSize(10)
                .startsWith("airplane", "automobile")
                .endsWith("ship", "truck");
        assertThat(source.split(DataSource.TEST).examples().targets().label(0)).isEqualTo(9);
        // Planes hold 10, 20 and 30 everywhere but at the second pixel of the first row, where red is 200.
        assertThat(source.split(DataSource.TRAIN).image(1).getRGB(0, 0) & 0xFFFFFF)
                .isEqualTo(0x0A141E);
        assertThat(source.split(DataSource.TRAIN).image(1).getRGB(1, 0) & 0xFFFFFF)
                .isEqualTo(0xC8141E);
    }

    @Test
    void cifar100_binary_hasSuperclassesAsAttribute() throws IOException {
        write("cifar-100-binary/fine_label_names.txt", "apple\naquarium_fish\n\n");
        write("cifar-100-binary/coarse_label_names.txt", "fish\nfruit_and_vegetables\n");
        write("cifar-100-binary/train.bin", record(2, 0x0100, 0x0001)); // coarse byte, then fine byte
        write("cifar-100-binary/test.bin", record(2, 0x0100));

        DataSource source = open("cifar100");

        Split train = source.split(DataSource.TRAIN);
        assertThat(source.classNames()).containsExactly("apple", "aquarium fish");
        assertThat(train.examples().targets().label(1)).isEqualTo(1);
        assertThat(train.attributes(0)).isEqualTo(Map.of("superclass", "fruit_and_vegetables"));
        assertThat(train.image(0).getRGB(1, 0) & 0xFFFFFF).isEqualTo(0xC8141E);
    }

    @Test
    void cifar10_brokenFiles_areErrorsThatNameThem() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            write("cifar-10-batches-bin/data_batch_" + batch + ".bin", record(1, 0));
        }
        Path folder = root.resolve("cifar-10-batches-bin");
        assertThatThrownBy(() -> open("cifar10")).hasMessageContaining("test_batch.bin: there is no such file");
        write("cifar-10-batches-bin/test_batch.bin", record(1, 10));
        assertThatThrownBy(() -> open("cifar10"))
                .hasMessageContaining("test_batch.bin: record 0: label 10 is out of range, allowed is 0 to 9");
        Files.write(folder.resolve("data_batch_3.bin"), new byte[3072]);
        assertThatThrownBy(() -> open("cifar10"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "data_batch_3.bin: 3072 bytes are not a whole number of records of 3073 bytes; the file is cut off");
        Files.delete(folder.resolve("data_batch_1.bin"));
        Files.write(folder.resolve("data_batch_1"), new byte[9]);
        assertThatThrownBy(() -> open("cifar10"))
                .hasMessageContaining("only the Python version, a pickle, which is not read");
    }

    @Test
    void cifar10_foldersOfImages_areReadToo() {
        images("cifar10_subset/train/airplane", 2);
        images("cifar10_subset/test/airplane", 1);

        assertThat(rows(open("cifar10", "folder", "cifar10_subset"))).containsExactly(2, 0, 1);
    }

    /** Records with these labels, whose planes hold 10, 20 and 30, and 200 at the second red pixel. */
    private static byte[] record(int labelBytes, int... labels) {
        byte[] bytes = new byte[labels.length * (labelBytes + 3072)];
        for (int record = 0; record < labels.length; record++) {
            int at = record * (labelBytes + 3072);
            bytes[at] = (byte) (labelBytes == 2 ? labels[record] >> 8 : labels[record]);
            bytes[at + labelBytes - 1] = (byte) labels[record];
            for (int i = 0; i < 3072; i++) {
                bytes[at + labelBytes + i] = (byte) (10 * (1 + i / 1024));
            }
            bytes[at + labelBytes + 1] = (byte) 200;
        }
        return bytes;
    }
}
