package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.parameter.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers expected are those of the SOURCE.md files of the data. */
class RealDataTest {
    private final Path root =
            Path.of(Optional.ofNullable(System.getenv("KINTSUGI_DATA")).orElseGet(RealDataTest::besideTheRepository));

    private static String besideTheRepository() {
        return Path.of(System.getProperty("kintsugi.repository", "."))
                .resolve("../shared/data")
                .toString();
    }

    @BeforeEach
    void assumeData() {
        Assumptions.assumeTrue(
                Files.isDirectory(root), "the folder ../shared/data beside the repository, or KINTSUGI_DATA");
    }

    @Test
    void clothing_small_hasItsThreeSplits() {
        DataSource source = open("clothing_small/data.csv");

        assertThat(source.name()).isEqualTo("clothing_small");
        assertThat(source.classNames())
                .containsExactly(
                        "dress",
                        "hat",
                        "longsleeve",
                        "outwear",
                        "pants",
                        "shirt",
                        "shoes",
                        "shorts",
                        "skirt",
                        "t-shirt");
        assertThat(rows(source)).containsExactly(3068, 341, 372);
        assertThat(source.split(DataSource.TRAIN).image(0).getHeight()).isPositive();
    }

    @Test
    void fashion_products_withClassWordsRemoved_readsThatColumn() {
        DataSource source = open("fashion_products/data.jsonl", "text-column", "text_noclass", "validation-share", "0");

        assertThat(rows(source)).containsExactly(4052, 0, 1005);
        assertThat(source.split(DataSource.TRAIN).text(0)).isEqualTo("Peter England Men Formal Tan");
        assertThat(source.split(DataSource.TRAIN).attributes(0))
                .containsEntry("gender", "Men")
                .containsEntry("season", "Summer");
    }

    @Test
    void cifar10_subset_asIndexAndAsFolder_hasTheSameClasses() {
        DataSource index = open("cifar10_subset/data.csv");
        DataSource folder = DataSources.open(
                TestData.options("kind", "folder", "path", "cifar10_subset", "root", root.toString()), 1);

        assertThat(rows(index)).containsExactly(9000, 1000, 2000);
        assertThat(rows(folder)).containsExactly(9000, 1000, 2000);
        assertThat(folder.classNames()).isEqualTo(index.classNames());
    }

    @Test
    void movie_posters_plots_hasSeveralLabelsAndMissingTexts() {
        DataSource source = open("movie_posters_plots/data.jsonl", "validation-share", "0");

        assertThat(source.classNames()).hasSize(21);
        Split train = source.split(DataSource.TRAIN);
        Split test = source.split(DataSource.TEST);
        assertThat(train.rows() + test.rows()).isEqualTo(5045);
        assertThat(train.examples().targets().isSingleLabel()).isFalse();
        assertThat(without(train) + without(test)).isEqualTo(560);
    }

    @Test
    void product_pairs_readsImagesFromTheZip() {
        DataSource source = open("product_pairs/data.jsonl", "test-share", "0");

        assertThat(rows(source)).containsExactly(37018, 2001, 0);
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.image(37017).getWidth()).isPositive();
        assertThat(train.text(0)).isEqualTo("Nike Sahara Team India Fanwear Round Neck Jersey");
    }

    private static long without(Split split) {
        PresenceTable presence = split.examples().presence();
        return IntStream.range(0, split.rows())
                .filter(row -> !presence.has(row, Modality.TEXT))
                .count();
    }

    private static int[] rows(DataSource source) {
        return new int[] {
            source.split(DataSource.TRAIN).rows(),
            source.split(DataSource.VALIDATION).rows(),
            source.split(DataSource.TEST).rows()
        };
    }

    /** SOURCE.md: 7,767 and 3,162 windows of 12 classes, 10,411 windows in the six basic ones. */
    @Test
    void har_hapt_hasTheOfficialWindowsAndUsers() {
        DataSource all = har();
        assertThat(all.classNames()).hasSize(12).startsWith("WALKING", "WALKING UPSTAIRS");
        assertThat(rows(all)).containsExactly(7767, 0, 3162);
        assertThat(all.repairs()).isEmpty();

        DataSource six = har(
                "classes",
                "[WALKING, WALKING_UPSTAIRS, WALKING_DOWNSTAIRS, SITTING, STANDING, LAYING]",
                "split-by",
                "user",
                "validation-share",
                "0.2");
        int[] counts = rows(six);
        assertThat(IntStream.of(counts).sum()).isEqualTo(10411);
        Split test = six.split(DataSource.TEST);
        assertThat(IntStream.range(0, test.rows())
                        .mapToObj(row -> Integer.valueOf(test.attributes(row).get("user")))
                        .distinct()
                        .sorted())
                .containsExactly(2, 4, 9, 10, 12, 13, 18, 20, 24);
        // Of 21 training users, 4.2 rounded is 4 for validation.
        Split validation = six.split(DataSource.VALIDATION);
        assertThat(IntStream.range(0, validation.rows())
                        .mapToObj(row -> validation.attributes(row).get("user"))
                        .distinct())
                .hasSize(4);
        Signal first = six.split(DataSource.TRAIN).signal(0, new Modality("accelerometer"));
        assertThat(first.channels()).isEqualTo(3);
        assertThat(first.length()).isEqualTo(128);
    }

    /** SOURCE.md: 3,000 pairs, takes 0 to 4 of 50 are test; 8 kHz. */
    @Test
    void av_mnist_hasSoundsAndImagesOfSixSpeakers() {
        DataSource source = open("av_mnist/pairs.csv", "validation-share", "0");

        assertThat(rows(source)).containsExactly(2700, 0, 300);
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.examples().presence().modalities()).containsExactly(Modality.IMAGE, Modality.AUDIO);
        assertThat(IntStream.range(0, train.rows())
                        .mapToObj(row -> train.attributes(row).get("speaker"))
                        .distinct())
                .hasSize(6);
        assertThat(train.rate(0, Modality.AUDIO)).isEqualTo(8000);
        // The first training row is 0_george_10.wav, 0.745 s.
        assertThat(train.signal(0, Modality.AUDIO).length()).isBetween(5956, 5964);
        assertThat(source.repairs()).isEmpty();
    }

    private DataSource har(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "kind",
                "windows",
                "path",
                "har_hapt/windows.csv",
                "root",
                root.toString(),
                "arrays",
                "{accelerometer: acc.npy, gyroscope: gyro.npy}"));
        all.addAll(List.of(more));
        return DataSources.open(TestData.options(all.toArray(new String[0])), 1);
    }

    private DataSource open(String path, String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 6];
        System.arraycopy(keysAndValues, 0, all, 6, keysAndValues.length);
        System.arraycopy(new String[] {"kind", "index", "path", path, "root", root.toString()}, 0, all, 0, 6);
        return DataSources.open(TestData.options(all), 1);
    }
}
