package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What is said of public data sets that are not complete. */
class DataCheckTest extends PublicFolders {
    @Test
    void check_missingAndEmptyImages_areCountedAndListed() throws IOException {
        write("eurosat/split_zhou_EuroSAT.json", """
                {"train": [["River/0.png", 0, "River"], ["River/9.png", 0, "River"]],
                 "val": [], "test": [["River/1.png", 0, "River"], ["River/2.png", 0, "River"]]}
                """);
        images("eurosat/2750/River", 3);
        Files.write(root.resolve("eurosat/2750/River/2.png"), new byte[0]);
        Files.writeString(root.resolve("eurosat/2750/River/1.png"), "no image");

        DataCheck quick = check("eurosat", false);
        DataCheck thorough = check("eurosat", true);

        assertThat(quick.missing().all()).isEqualTo(1);
        assertThat(quick.missing().first().get(0)).endsWith("River/9.png");
        assertThat(quick.unreadable().all()).isEqualTo(1);
        assertThat(thorough.unreadable().all()).isEqualTo(2);
        assertThat(thorough.unreadable().first().get(0)).contains("1.png: is not an image of a known kind");
        assertThat(quick.fault().orElseThrow())
                .startsWith("train: 2 of 13500; validation: 0 of 5400; test: 2 of 8100; classes: 1 of 10; "
                        + "1 image files are missing, first ");
    }

    @Test
    void check_splitFileOfCoop_isHeldAgainstItsSizesToo() throws IOException {
        images("eurosat/2750/River", 1);
        write(
                "eurosat/split_zhou_EuroSAT.json",
                "{\"train\": [[\"River/0.png\", 0, \"River\"]], \"val\": [], \"test\": []}");
        DataOptions options = TestData.options(
                "kind", "coop-split", "root", root.toString(), "path", "eurosat/split_zhou_EuroSAT.json");

        assertThat(DataCheck.of((FileDataOptions) options, 1, false).fault().orElseThrow())
                .startsWith("train: 1 of 13500; ");
    }

    @Test
    void check_folderThatIsNotThere_hasTheProblem() {
        assertThat(check("food101", false).problem().orElseThrow())
                .contains("data.folder 'food-101': there is no such file or folder under '");
    }

    private DataCheck check(String name, boolean images) {
        return DataCheck.of((FileDataOptions) options(name), 1, images);
    }
}
