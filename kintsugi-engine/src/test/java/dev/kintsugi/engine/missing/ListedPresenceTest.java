package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedPresenceTest {
    @TempDir
    private Path folder;

    private EffectivePresence apply(String name, String content, ExampleTable table) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return MissingPatterns.train(
                new MissingPattern.Listed(file.toAbsolutePath().toString()), table, clients(1, table.rows()), 1);
    }

    @Test
    void csv_setsWhatIsLeftAndKeepsTheOthers() throws IOException {
        PresenceTable left = apply("p.csv", "id,present\nr0,text\nr2,image+text\n", complete(TWO, 4))
                .table();

        assertThat(left.describe(0)).isEqualTo("text");
        assertThat(left.describe(1)).isEqualTo("image+text");
        assertThat(left.describe(2)).isEqualTo("image+text");
    }

    @Test
    void jsonLines_setsWhatIsLeft() throws IOException {
        PresenceTable left = apply("p.jsonl", "{\"id\": \"r3\", \"present\": [\"image\"]}\n", complete(TWO, 4))
                .table();

        assertThat(left.describe(3)).isEqualTo("image");
    }

    @Test
    void unknownModality_namesTheLineAndTheNearest() {
        assertThatThrownBy(() -> apply("p.csv", "id,present\nr0,text\nr1,imag\n", complete(TWO, 4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("p.csv:3")
                .hasMessageContaining("'imag'")
                .hasMessageContaining("image");
    }

    @Test
    void modalityThatTheRowLacksByNature_namesTheLine() {
        ExampleTable holes = MissingRows.withHoles(TWO, 3); // row 0 has an image only

        assertThatThrownBy(() -> apply("p.csv", "id,present\nr0,text\n", holes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("p.csv:2: row 'r0' has no text that could be left of it; it has image");
    }

    @Test
    void idTwice_namesBothLines() {
        assertThatThrownBy(() -> apply("p.csv", "id,present\nr0,text\nr0,image\n", complete(TWO, 4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("p.csv:3: id 'r0' stands at")
                .hasMessageContaining("p.csv:2");
    }

    @Test
    void nothingLeft_isAnError() {
        assertThatThrownBy(() -> apply("p.csv", "id,present\nr0,\n", complete(TWO, 4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("p.csv:2: 'present' is missing");
        assertThatThrownBy(() -> apply("p.jsonl", "{\"id\": \"r0\", \"present\": []}\n", complete(TWO, 4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("p.jsonl:1: nothing would be left of row 'r0'");
    }

    @Test
    void noIdOfTheSplit_isAnError() {
        assertThatThrownBy(() -> apply("p.csv", "id,present\nx,text\n", complete(TWO, 4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none of its 1 ids is among the 4 rows");
    }

    @Test
    void noSuchFile_isAnError() {
        assertThatThrownBy(() -> MissingPatterns.train(
                        new MissingPattern.Listed(folder + "/none.csv"), complete(TWO, 4), clients(1, 4), 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv");
    }
}
