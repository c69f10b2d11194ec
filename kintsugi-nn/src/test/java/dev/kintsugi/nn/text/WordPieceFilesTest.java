package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.parity.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceFilesTest {
    private static final List<String> PIECES =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##able", "##a", "Un", "\u00e9", "e");

    @TempDir
    Path folder;

    @Test
    void fromFolder_vocabularyAlone_isUncased() throws IOException {
        write("vocab.txt", String.join("\n", PIECES) + "\n");

        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(folder)) {
            // Un becomes un; un + ##able and not un + ##a; é loses its accent; x has no piece
            assertThat(tokenizer.encode("Unable \u00e9 x [MASK]")).containsExactly(5, 6, 10, 1, 4);
            assertThat(tokenizer.vocabularySize()).isEqualTo(11);
            assertThat(tokenizer.startId()).isEqualTo(2);
            assertThat(tokenizer.endId()).isEqualTo(3);
            assertThat(tokenizer.unknownId()).isEqualTo(1);
        }
    }

    @Test
    void fromFolder_configThatKeepsCase_keepsAccentsToo() throws IOException {
        write("vocab.txt", String.join("\r\n", PIECES));
        write("tokenizer_config.json", "{\"do_lower_case\": false, \"strip_accents\": null}");

        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(folder)) {
            assertThat(tokenizer.encode("Unable \u00e9")).containsExactly(8, 6, 9);
        }
    }

    @Test
    void fromFolder_configThatStripsAccentsOnly_keepsCase() throws IOException {
        write("vocab.txt", String.join("\n", PIECES));
        write("tokenizer_config.json", "{\"do_lower_case\": false, \"strip_accents\": true}");

        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(folder)) {
            assertThat(tokenizer.encode("Un \u00e9")).containsExactly(8, 10);
        }
    }

    @Test
    void fromFolder_neitherFile_namesBoth() {
        assertThatThrownBy(() -> WordPieceFiles.fromFolder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": there is no tokeniser; needed is tokenizer.json or vocab.txt");
    }

    @Test
    void fromFolder_missingSpecialToken_namesIt() throws IOException {
        write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n");

        assertThatThrownBy(() -> WordPieceFiles.fromFolder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("vocab.txt") + ": the vocabulary of 5 symbols lacks '[MASK]'");
    }

    @Test
    void fromFolder_tokeniserOfClip_isRefused() throws IOException {
        Files.copy(Fixtures.clip("quick-gelu-fp32").resolve("tokenizer.json"), folder.resolve("tokenizer.json"));

        assertThatThrownBy(() -> WordPieceFiles.fromFolder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("tokenizer.json")
                        + ": the tokeniser model is 'BPE', supported is BERT's: WordPiece");
    }

    @Test
    void fromFolder_anotherPreTokenizer_isRefused() throws IOException {
        String json = Files.readString(Fixtures.vilt("few-patches-bf16").resolve("tokenizer.json"));
        write("tokenizer.json", json.replace("BertPreTokenizer", "Whitespace"));

        assertThatThrownBy(() -> WordPieceFiles.fromFolder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("tokenizer.json")
                        + ": the pre_tokenizer is 'Whitespace', supported is BERT's: BertPreTokenizer");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
