package dev.kintsugi.nn.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.parity.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
    private static final String SECOND = "model-00002-of-00003.safetensors";

    @TempDir
    Path folder;

    private Path index = Path.of("");

    @BeforeEach
    void copyTheShards() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.clip("defaults-bf16-shards"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        index = folder.resolve(WeightFiles.INDEX);
    }

    @Test
    void of_shards_listsThemInOrder() {
        assertThat(WeightFiles.of(folder).files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("model-00001-of-00003.safetensors", SECOND, "model-00003-of-00003.safetensors");
    }

    @Test
    void of_folderWithoutWeights_saysWhatIsNeeded() throws IOException {
        Files.delete(index);
        Files.createFile(folder.resolve("pytorch_model.bin"));

        assertThatThrownBy(() -> WeightFiles.of(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessage(folder + ": there is no weight file; needed is model.safetensors, or "
                        + "model.safetensors.index.json with its shards (pytorch_model.bin is not read: it can run code; "
                        + "convert it to safetensors)");
    }

    @Test
    void of_missingShard_isNamed() throws IOException {
        Files.delete(folder.resolve(SECOND));

        assertThatThrownBy(() -> WeightFiles.of(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessage(index + ": the shard '" + SECOND + "' is missing; the index names 3 shards");
    }

    @Test
    void of_indexThatLeadsElsewhere_isRefused() throws IOException {
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../secret.safetensors\"}}");

        assertThatThrownBy(() -> WeightFiles.of(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessage(index + ": tensor 'a' is said to be in '../secret.safetensors', allowed are names of "
                        + "safetensors files in the same folder");
    }

    @Test
    void of_damagedIndex_isNamed() throws IOException {
        Files.writeString(index, "{\"weight_map\": {\"a\": ");
        assertThatThrownBy(() -> WeightFiles.of(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(index + ": is not JSON");

        Files.writeString(index, "{\"metadata\": {}}");
        assertThatThrownBy(() -> WeightFiles.of(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessage(index + ": lacks the object 'weight_map' of tensor and file names");
    }

    @Test
    void read_tensorThatIsNotInItsShard_isNamed() throws IOException {
        Files.writeString(index, "{\"weight_map\": {\"absent\": \"" + SECOND + "\"}}");

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.of(folder)))
                .isInstanceOf(WeightsException.class)
                .hasMessage(folder.resolve(SECOND) + ": tensor 'absent' is missing, which " + index
                        + " says is in this file");
    }

    @Test
    void read_truncatedShard_isNamed() throws IOException {
        Path shard = folder.resolve(SECOND);
        byte[] bytes = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(bytes, bytes.length - 2));

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.of(folder)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(shard + ": is truncated: tensor '");
    }
}
