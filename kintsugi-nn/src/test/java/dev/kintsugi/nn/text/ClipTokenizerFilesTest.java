package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.parity.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerFilesTest {
    @TempDir
    Path folder;

    @Test
    void fromFolder_withoutFiles_saysWhichAreNeeded() {
        assertThatThrownBy(() -> ClipTokenizerFiles.fromFolder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": there is no tokeniser; needed is tokenizer.json, or both vocab.json and "
                        + "merges.txt");
    }

    @Test
    void fromTokenizerJson_ofWordPieces_isRefused() throws IOException {
        Path file = write("tokenizer.json", "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}}}");

        assertThatThrownBy(() -> ClipTokenizerFiles.fromTokenizerJson(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the tokeniser model is 'WordPiece' with end_of_word_suffix ''")
                .hasMessageContaining("supported is CLIP's");
    }

    @Test
    void fromTokenizerJson_withAnotherWordRegex_isRefused() throws IOException {
        String clip = Files.readString(Fixtures.clip("quick-gelu-fp32").resolve("tokenizer.json"));
        Path file = write("tokenizer.json", clip.replace("[\\\\p{N}]|", "[\\\\p{N}]+|"));

        assertThatThrownBy(() -> ClipTokenizerFiles.fromTokenizerJson(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the pre_tokenizer is")
                .hasMessageContaining("supported is CLIP's");
    }

    @Test
    void fromTokenizerJson_withoutLowerCase_isRefused() throws IOException {
        String clip = Files.readString(Fixtures.clip("quick-gelu-fp32").resolve("tokenizer.json"));
        Path file = write("tokenizer.json", clip.replace(",{\"type\":\"Lowercase\"}", ""));

        assertThatThrownBy(() -> ClipTokenizerFiles.fromTokenizerJson(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the normalizer is [NFC, Replace], supported is CLIP's");
    }

    @Test
    void fromTokenizerJson_cutOff_saysNotJson() throws IOException {
        String clip = Files.readString(Fixtures.clip("quick-gelu-fp32").resolve("tokenizer.json"));
        Path file = write("tokenizer.json", clip.substring(0, clip.length() / 2));

        assertThatThrownBy(() -> ClipTokenizerFiles.fromTokenizerJson(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not JSON");
    }

    @Test
    void fromVocabularyAndMerges_withAMergeOfUnknownSymbols_namesThem() throws IOException {
        Path vocabulary = write("vocab.json", "{\"<|startoftext|>\": 0, \"<|endoftext|>\": 1, \"a\": 2}");
        Path merges = write("merges.txt", "#version: 0.2\na b\n");

        assertThatThrownBy(() -> ClipTokenizerFiles.fromVocabularyAndMerges(vocabulary, merges))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the merge 'a b' needs the symbol 'b', which has no id");
    }

    @Test
    void fromVocabularyAndMerges_withoutSpecialTokens_namesTheMissingOne() throws IOException {
        Path vocabulary = write("vocab.json", "{\"a\": 0}");
        Path merges = write("merges.txt", "");

        assertThatThrownBy(() -> ClipTokenizerFiles.fromVocabularyAndMerges(vocabulary, merges))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the vocabulary of 1 symbols lacks '<|startoftext|>'");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
