package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Data sets of single images per class, in small folders of the same form. */
class PublicDataTest extends PublicFolders {
    /** Ten labels 1 2 1 2 1 1 2 2 1 2 under {@code labels}, as scipy writes them. */
    private static final String LABELS =
            "AAAAAAAAAAAAAUlNDwAAACkAAAB4nONjYGBwAGI2IOaA0iDACuUzImGQWH5JRmoRkOaEykPAB3sATzQD2g8AAAA0AAAAeJzjY2Bg8ABiNiDm"
                    + "AGJOBghghfIZgZgLSoPU5CQmpeYUMzAwwcSZgJCRCUhC9AEAb34DGw==";

    @Test
    void caltech_withoutSplitFile_hasCoopsClassesAndSizes() {
        for (String folder : List.of("Faces", "Faces_easy", "BACKGROUND_Google", "accordion", "cougar_face")) {
            images("caltech-101/101_ObjectCategories/" + folder, 15);
        }

        DataSource source = open("caltech101");

        // Folders in order, upper case first; the face folder renamed, the two others of CoOp left out.
        assertThat(source.classNames()).containsExactly("face", "accordion", "cougar face");
        assertThat(source.promptTemplate()).isEqualTo("a photo of a {}.");
        // Of 15 images: round(7.5) = 8 (halves to even) train, round(3) = 3 validation, 4 test; three classes.
        assertThat(rows(source)).containsExactly(24, 9, 12);
        assertThat(source.split(DataSource.TRAIN).examples().ids()).noneMatch(id -> id.startsWith("Faces_easy"));
    }

    @Test
    void eurosat_withSplitFile_followsIt() throws IOException {
        images("eurosat/2750/SeaLake", 2);
        write("eurosat/split_zhou_EuroSAT.json", """
                {"train": [["SeaLake/0.png", 0, "SeaLake"]], "val": [], "test": [["SeaLake/1.png", 0, "SeaLake"]]}
                """);

        DataSource source = open("eurosat");

        assertThat(source.classNames()).containsExactly("Sea or Lake");
        assertThat(source.promptTemplate()).isEqualTo("a centered satellite photo of {}.");
        assertThat(rows(source)).containsExactly(1, 0, 1);
    }

    @Test
    void eurosat_malformedSplitFile_isAnErrorWithItsLine() throws IOException {
        write("eurosat/split_zhou_EuroSAT.json", "{\"train\": [\n[\"a\", 0, \"b\"}\n");

        assertThatThrownBy(() -> open("eurosat"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("split_zhou_EuroSAT.json:2: the split file is not JSON");
    }

    @Test
    void pets_withoutSplitFile_hasItsListsAndLowerCaseNames() throws IOException {
        StringBuilder trainval = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            TestData.image(root.resolve("oxford_pets/images/Egyptian_Mau_" + i + ".jpg"), i);
            trainval.append("Egyptian_Mau_").append(i).append(" 1 1 1\n");
        }
        TestData.image(root.resolve("oxford_pets/images/beagle_3.jpg"), 1);
        write("oxford_pets/annotations/trainval.txt", trainval.toString());
        write("oxford_pets/annotations/test.txt", "beagle_3 2 2 1\n");

        DataSource source = open("oxford-pets");

        assertThat(source.classNames()).containsExactly("egyptian mau", "beagle");
        assertThat(source.promptTemplate()).isEqualTo("a photo of a {}, a type of pet.");
        assertThat(rows(source)).containsExactly(8, 2, 1);
    }

    @Test
    void pets_wrongLabel_isAnErrorWithItsEntry() throws IOException {
        Files.createDirectories(root.resolve("oxford_pets/images"));
        write("oxford_pets/annotations/trainval.txt", "Bombay_1 1 1 1\nSphynx_1 1 1 1\n");
        write("oxford_pets/annotations/test.txt", "Bombay_2 1 1 1\n");

        assertThatThrownBy(() -> open("oxford-pets"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("trainval.txt: entry 2: class 1 is 'sphynx' here, but 'bombay' in an earlier");
    }

    @Test
    void flowers_withoutSplitFile_readsTheLabelsOfMatlab() throws IOException {
        for (int i = 1; i <= 10; i++) {
            TestData.image(root.resolve("oxford_flowers/jpg/image_%05d.jpg".formatted(i)), i);
        }
        byte[] tail = Base64.getDecoder().decode(LABELS);
        byte[] labels = new byte[116 + tail.length];
        System.arraycopy(tail, 0, labels, 116, tail.length);
        Files.write(root.resolve("oxford_flowers/imagelabels.mat"), labels);
        write("oxford_flowers/cat_to_name.json", "{\"2\": \"hard-leaved pocket orchid\", \"1\": \"pink primrose\"}");

        DataSource source = open("flowers102");

        assertThat(source.classNames()).containsExactly("pink primrose", "hard-leaved pocket orchid");
        // Five images of each class: round(2.5) = 2 train, 1 validation, 2 test.
        assertThat(rows(source)).containsExactly(4, 2, 4);
    }

    @Test
    void anyDataSet_baseHalf_isTheFirstRoundedUp() {
        for (int i = 0; i < 5; i++) {
            images("dtd/images/texture_" + i, 10);
        }

        assertThat(open("dtd", "class-subset", "base").classNames())
                .hasSize(3)
                .first()
                .isEqualTo("texture 0");
        assertThat(open("dtd", "class-subset", "novel").classNames()).containsExactly("texture 3", "texture 4");
        assertThat(open("dtd").promptTemplate()).isEqualTo("{} texture.");
    }

    /**
     * Classes first occur in the order River (6 rows), Forest (3) and Pasture (30), with 5 validation rows of River. In
     * CPython 3.11, after {@code random.seed(1)}: {@code sorted(random.sample(range(6), 4))} is 0 1 4 5; three rows are
     * too few for a draw; of 30 rows 3 14 15 24, and of the five 0 2 3 4.
     */
    @Test
    void shots_drawnAsByCoop_areItsRowsInEitherHalf() throws IOException {
        StringBuilder train = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            train.append(i == 0 ? "" : ", ").append("[\"%d.png\", 2, \"River\"]".formatted(i));
        }
        for (int i = 0; i < 33; i++) {
            train.append(", [\"%d.png\", %d, \"%s\"]".formatted(100 + i, i < 3 ? 0 : 1, i < 3 ? "Forest" : "Pasture"));
        }
        String validation = IntStream.range(0, 5)
                .mapToObj(i -> "[\"%d.png\", 2, \"River\"]".formatted(200 + i))
                .collect(Collectors.joining(", "));
        write(
                "eurosat/split_zhou_EuroSAT.json",
                "{\"train\": [%s], \"val\": [%s], \"test\": []}".formatted(train, validation));
        IntStream.concat(IntStream.range(0, 6), IntStream.concat(IntStream.range(100, 133), IntStream.range(200, 205)))
                .forEach(i -> TestData.image(root.resolve("eurosat/2750/" + i + ".png"), i));

        DataSource all = open("eurosat", "shots", "4", "shots-draw", "coop");
        DataSource base = open("eurosat", "shots", "4", "shots-draw", "coop", "class-subset", "base");

        assertThat(all.split(DataSource.TRAIN).examples().ids())
                .containsExactly(
                        "0.png", "1.png", "4.png", "5.png", "100.png", "101.png", "102.png", "106.png", "117.png",
                        "118.png", "127.png");
        assertThat(all.split(DataSource.VALIDATION).examples().ids())
                .containsExactly("200.png", "202.png", "203.png", "204.png");
        assertThat(base.split(DataSource.TRAIN).examples().ids())
                .containsExactly("100.png", "101.png", "102.png", "106.png", "117.png", "118.png", "127.png");
    }
}
