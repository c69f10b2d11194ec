package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourcesTest {
    @TempDir
    private Path root;

    @BeforeEach
    void images() {
        TestData.image(root.resolve("img/1.png"), 0xFF0000);
        TestData.image(root.resolve("img/2.png"), 0x00FF00);
        TestData.image(root.resolve("img/3.png"), 0x0000FF);
    }

    @Test
    void folder_withSplits_readsClassesInOrderOfNames() {
        TestData.image(root.resolve("set/train/wine_glass/a.png"), 0x112233);
        TestData.image(root.resolve("set/train/bird/b.png"), 0x445566);
        TestData.image(root.resolve("set/val/bird/c.png"), 0x445566);
        TestData.image(root.resolve("set/test/wine_glass/d.png"), 0x778899);

        DataSource source = open("kind", "folder", "path", "set");

        assertThat(source.classNames()).containsExactly("bird", "wine glass");
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.examples().ids()).containsExactly("train/bird/b.png", "train/wine_glass/a.png");
        assertThat(train.examples().targets().label(1)).isEqualTo(1);
        assertThat(train.image(1).getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x112233);
        assertThat(source.split(DataSource.VALIDATION).rows()).isEqualTo(1);
        assertThat(source.split(DataSource.TEST).rows()).isEqualTo(1);
    }

    @Test
    void folder_withoutSplits_isSplitByTheSeedPerClass() {
        for (int i = 0; i < 10; i++) {
            TestData.image(root.resolve("set/cat/" + i + ".png"), i);
            TestData.image(root.resolve("set/dog/" + i + ".png"), i);
        }

        DataSource source = open("kind", "folder", "path", "set", "test-share", "0.3", "validation-share", "0.1");

        // Per class: 10 · 0.3 = 3 test rows; of the 7 that are left, 0.7 rounded is 1 validation row.
        assertThat(source.split(DataSource.TEST).rows()).isEqualTo(6);
        assertThat(source.split(DataSource.VALIDATION).rows()).isEqualTo(2);
        assertThat(source.split(DataSource.TRAIN).rows()).isEqualTo(12);
    }

    @Test
    void folder_withoutImages_isAnErrorWithTheLayoutExpected() throws IOException {
        Files.createDirectories(root.resolve("set/cat"));

        assertThatThrownBy(() -> open("kind", "folder", "path", "set"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected <class>/*.jpg or train/<class>/*.jpg");
    }

    @Test
    void csv_withQuotesAndNumbers_keepsTheOrderOfLabelIds() throws IOException {
        write("data.csv", """
                image,label,label_id,split,text,gender
                img/1.png,zebra,0,train,"a, ""b"" c",x
                img/2.png,ant,1,train,,y
                img/3.png,ant,1,test,d,y
                """);

        DataSource source = open("kind", "index", "path", "data.csv", "validation-share", "0");

        assertThat(source.classNames()).containsExactly("zebra", "ant");
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.text(0)).isEqualTo("a, \"b\" c");
        assertThat(train.attributes(1)).containsExactlyEntriesOf(Map.of("gender", "y"));
        assertThat(train.examples().presence().has(1, Modality.TEXT)).isFalse();
        assertThatThrownBy(() -> train.text(1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.csv:3: row 'img/2.png' has no text");
    }

    @Test
    void index_inParts_everyTrainingRowIsInOneAndTestRowsAreInAll() throws IOException {
        StringBuilder rows = new StringBuilder("id,text,label,split\n");
        for (int i = 0; i < 300; i++) {
            rows.append(i).append(",word,").append(i % 2 == 0 ? "ant" : "bee");
            rows.append(i % 10 == 0 ? ",test\n" : ",train\n");
        }
        write("data.csv", rows.toString());

        List<String> trained = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            DataSource part =
                    open("kind", "index", "path", "data.csv", "train-part", "{number: " + number + ", of: 3}");
            List<String> ids =
                    new ArrayList<>(part.split(DataSource.TRAIN).examples().ids());
            ids.addAll(part.split(DataSource.VALIDATION).examples().ids());
            // 270 rows by a hash: 90 on average, standard deviation sqrt(270 · 1/3 · 2/3) = 7.7
            assertThat(ids).hasSizeBetween(60, 120);
            trained.addAll(ids);
            assertThat(part.split(DataSource.TEST).rows()).isEqualTo(30);
        }
        assertThat(trained).hasSize(270).doesNotHaveDuplicates();
        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv", "train-part", "{number: 4, of: 3}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("number must be from 1 to 3 (of), but is 4");
    }

    @Test
    void jsonLines_multiLabelWithMissingImage_hasPresenceAndAllLabels() throws IOException {
        write("data.jsonl", """
                {"id": "a", "image": "img/1.png", "text": null, "labels": ["drama", "comedy"], "split": "train"}
                {"id": "b", "image": null, "text": "t", "labels": ["crime"], "split": "test"}
                """);

        DataSource source = open("kind", "index", "path", "data.jsonl");

        assertThat(source.classNames()).containsExactly("comedy", "crime", "drama");
        assertThat(source.split(DataSource.TRAIN).examples().targets().labels(0))
                .containsExactly(0, 2);
        Split test = source.split(DataSource.TEST);
        assertThat(test.examples().presence().has(0, Modality.IMAGE)).isFalse();
        assertThatThrownBy(() -> test.image(0)).hasMessageContaining("row 'b' has no image");
    }

    @Test
    void index_besideAZip_readsImagesFromIt() throws IOException {
        write("data.jsonl", "{\"id\": \"a\", \"image\": \"images/1.png\", \"label\": \"x\"}\n");
        try (OutputStream file = Files.newOutputStream(root.resolve("images.zip"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("images/1.png"));
            Files.copy(root.resolve("img/1.png"), zip);
        }

        DataSource source = open("kind", "index", "path", "data.jsonl", "test-share", "0");

        assertThat(source.split(DataSource.TRAIN).image(0).getRGB(3, 2) & 0xFFFFFF)
                .isEqualTo(0xFF0000);
    }

    @Test
    void contentHash_changesWithTextAndImageSize_only() throws IOException {
        String line = "{\"id\": \"a\", \"image\": \"img/1.png\", \"text\": \"%s\", \"label\": \"x\"}\n";
        write("data.jsonl", line.formatted("one"));
        String[] open = {"kind", "index", "path", "data.jsonl"};
        String first = open(open).contentHash();
        assertThat(open(open).contentHash()).isEqualTo(first).hasSize(64);

        write("data.jsonl", line.formatted("two"));
        String second = open(open).contentHash();
        Files.write(root.resolve("img/1.png"), new byte[7]);

        assertThat(second).isNotEqualTo(first);
        assertThat(open(open).contentHash()).isNotEqualTo(second);
    }

    @Test
    void coop_knownDataset_hasItsTemplateNamesAndFolder() throws IOException {
        TestData.image(root.resolve("2750/Highway/1.png"), 1);
        TestData.image(root.resolve("2750/River/1.png"), 2);
        TestData.image(root.resolve("2750/River/2.png"), 3);
        write("split_zhou_EuroSAT.json", """
                {"train": [["Highway/1.png", 0, "Highway"], ["River/1.png", 1, "River"]],
                 "val": [], "test": [["River/2.png", 1, "River"]]}
                """);

        DataSource source = open("kind", "coop-split", "path", "split_zhou_EuroSAT.json");

        assertThat(source.name()).isEqualTo("EuroSAT");
        assertThat(source.classNames()).containsExactly("Highway or Road", "River");
        assertThat(source.promptTemplate()).isEqualTo("a centered satellite photo of {}.");
        assertThat(source.split(DataSource.TEST).rows()).isEqualTo(1);
    }

    @Test
    void coop_novelHalf_isRebasedAndRoundsBaseUp() throws IOException {
        for (int i = 0; i < 5; i++) {
            TestData.image(root.resolve("p/" + i + ".png"), i);
        }
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            rows.append(i == 0 ? "" : ", ").append("[\"p/%d.png\", %d, \"class_%d\"]".formatted(i, i, i));
        }
        write("split.json", "{\"train\": [" + rows + "], \"test\": []}");

        DataSource base = open("kind", "coop-split", "path", "split.json", "class-subset", "base");
        DataSource novel = open("kind", "coop-split", "path", "split.json", "class-subset", "novel");

        assertThat(base.classNames()).containsExactly("class 0", "class 1", "class 2");
        assertThat(novel.classNames()).containsExactly("class 3", "class 4");
        assertThat(novel.split(DataSource.TRAIN).examples().targets().label(0)).isZero();
    }

    @Test
    void novelHalf_ofOneClass_isEmptyAndRefused() throws IOException {
        write("data.csv", "text,label\none,only\n");

        assertThat(open("kind", "index", "path", "data.csv", "class-subset", "base")
                        .classNames())
                .containsExactly("only");
        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv", "class-subset", "novel"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.class-subset: the novel half of")
                .hasMessageContaining("is empty, as it has 1 class, [only]; at least 2 are needed");
    }

    @Test
    void shots_perClass_keepThatManyAndAtMostFourForValidation() throws IOException {
        StringBuilder rows = new StringBuilder("image,label,split\n");
        for (int i = 0; i < 60; i++) {
            TestData.image(root.resolve("p/" + i + ".png"), i);
            rows.append("p/%d.png,%s,%s\n".formatted(i, i % 2 == 0 ? "a" : "b", i < 40 ? "train" : "val"));
        }
        write("data.csv", rows.toString());

        DataSource source = open("kind", "index", "path", "data.csv", "shots", "8", "test-share", "0");

        assertThat(source.split(DataSource.TRAIN).rows()).isEqualTo(16);
        assertThat(source.split(DataSource.VALIDATION).rows()).isEqualTo(8);
        assertThat(open("kind", "index", "path", "data.csv", "shots", "8", "test-share", "0")
                        .contentHash())
                .isEqualTo(source.contentHash());
    }

    @Test
    void index_missingImage_isAnErrorWithLineAndPath() throws IOException {
        write("data.csv", "image,label\nimg/1.png,a\nimg/9.png,a\n");

        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.csv:3: the image '")
                .hasMessageContaining("9.png' of row 'img/9.png' does not exist");
    }

    @Test
    void index_unreadableImage_isAnErrorWithItsPath() throws IOException {
        Files.writeString(root.resolve("img/1.png"), "no picture");
        write("data.csv", "image,label\nimg/1.png,a\n");
        Split train = open("kind", "index", "path", "data.csv").split(DataSource.TRAIN);

        assertThatThrownBy(() -> train.image(0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1.png: is not an image of a known kind (10 bytes)");
    }

    @Test
    void index_badRows_areErrorsWithTheirLine() throws IOException {
        assertError(
                "image,label,label_id\nimg/1.png,a,0\nimg/2.png,b,2\n",
                "data.csv:3: class 'b' has label_id 2, which is out of range: allowed is 0 to 1");
        assertError(
                "image,label,label_id\nimg/1.png,a,0\nimg/2.png,b,0\n",
                "data.csv:3: class 'b' has label_id 0, " + "but earlier rows have 'a' for that number");
        assertError(
                "image,label\nimg/1.png,a\nimg/1.png,a\n", "data.csv:3: the id 'img/1.png' occurs twice, first at ");
        assertError("image,label\nimg/1.png,a,b\n", "data.csv:2: the line has 3 fields, expected 2 (image, label)");
        assertError("image,label,split\nimg/1.png,a,exam\n", "data.csv:2: the split 'exam' is not known");
        assertError("image,label\nimg/1.png,\n", "data.csv:2: the row has no value in the label column 'label'");
        assertError("image,label\n\"img/1.png,a\n", "data.csv:2: a quote is opened but never closed");
        assertError("image,label\n", "the index has no rows");
        assertError(
                "photo,label\nimg/1.png,a\n",
                "there is neither an image nor a text column, and none of sounds; set image-column, text-column or "
                        + "audio-column to one of photo, label");
    }

    @Test
    void jsonLines_brokenLine_isAnErrorWithItsLine() throws IOException {
        write("data.jsonl", "{\"id\": 1, \"text\": \"t\", \"label\": \"x\"}\n{\"id\": \n");

        assertThatThrownBy(() -> open("kind", "index", "path", "data.jsonl"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.jsonl:2: the line is not JSON");
    }

    @Test
    void index_unknownColumnOrClass_isAnErrorWithTheNearest() throws IOException {
        write("data.csv", "image,label,caption\nimg/1.png,cat,x\n");

        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv", "text-column", "captoin"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("text-column: column 'captoin' is not known; did you mean 'caption'?");
        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv", "classes", "[cats]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("class 'cats' is not known; did you mean 'cat'?");
    }

    @Test
    void path_notThere_isAnErrorThatNamesTheRoot() {
        assertThatThrownBy(() -> open("kind", "index", "path", "nothing.csv"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.path 'nothing.csv': there is no such file or folder under '")
                .hasMessageContaining("(data.root); set data.root or KINTSUGI_DATA");
    }

    @Test
    void coop_labelsWithAHole_areAnError() throws IOException {
        write("split.json", "{\"train\": [[\"img/1.png\", 0, \"a\"], [\"img/2.png\", 2, \"b\"]], \"test\": []}");

        assertThatThrownBy(() -> open("kind", "coop-split", "path", "split.json"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label 2 ('b') is out of range, allowed is 0 to 1");
    }

    private void assertError(String csv, String message) throws IOException {
        write("data.csv", csv);
        assertThatThrownBy(() -> open("kind", "index", "path", "data.csv"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
    }

    private DataSource open(String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 2];
        System.arraycopy(keysAndValues, 0, all, 0, keysAndValues.length);
        all[keysAndValues.length] = "root";
        all[keysAndValues.length + 1] = root.toString();
        return DataSources.open(TestData.options(all), 1);
    }
}
