package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final String COMMIT = HubServer.COMMIT;

    @TempDir
    Path folder;

    private Path shipped;
    private Path snapshot;
    private ModelStore store;
    private byte[] weights = {};

    @BeforeEach
    void fill() throws IOException {
        weights = ParameterCodec.encode(
                ParameterSet.of(Map.of("a", FloatArray.owning(new long[] {2, 3}, new float[6]))), Map.of());
        shipped = model(folder.resolve("shipped"), "clip");
        snapshot = model(folder.resolve("hub/models--owner--model/snapshots/" + COMMIT), "vilt");
        Files.createDirectories(folder.resolve("hub/models--owner--model/refs"));
        Files.writeString(folder.resolve("hub/models--owner--model/refs/main"), COMMIT);
        store = new ModelStore(
                List.of(new ModelSource() {
                    @Override
                    public String origin() {
                        return "shipped";
                    }

                    @Override
                    public List<String> ids() {
                        return List.of("kintsugi-small");
                    }

                    @Override
                    public Path folder(String id) {
                        return shipped;
                    }
                }),
                new HubCache(folder.resolve("hub")));
    }

    private Path model(Path place, String type) throws IOException {
        Files.createDirectories(place);
        Files.writeString(place.resolve("config.json"), "{\"model_type\":\"" + type + "\"}");
        Files.write(place.resolve("model.safetensors"), weights);
        return place;
    }

    @Test
    void resolve_shippedIdFolderAndHubId_findTheirFolders() {
        assertThat(store.resolve("kintsugi-small")).isEqualTo(shipped);
        assertThat(store.resolve(shipped.toString())).isEqualTo(shipped);
        assertThat(store.resolve("owner/model")).isEqualTo(snapshot);
        assertThat(store.resolve("owner/model@" + COMMIT)).isEqualTo(snapshot);
    }

    @Test
    void resolve_unknownHubId_saysHowToGetItAndWhatIsAtHand() {
        assertThatThrownBy(() -> store.resolve("owner/modell"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'owner/modell' is not in the model cache " + folder.resolve("hub"))
                .hasMessageContaining("./kintsugi models pull owner/modell")
                .hasMessageContaining("at hand are kintsugi-small, owner/model")
                .hasMessageContaining("did you mean owner/model?");
    }

    @Test
    void resolve_unknownRevision_namesItInTheCommand() {
        assertThatThrownBy(() -> store.resolve("owner/model@v2"))
                .hasMessageContaining("./kintsugi models pull owner/model@v2");
    }

    @Test
    void resolve_mistypedShippedId_namesTheNearest() {
        assertThatThrownBy(() -> store.resolve("kintsugi-smal"))
                .hasMessageContaining("is neither a folder nor a model id")
                .hasMessageContaining("did you mean kintsugi-small?");
    }

    @Test
    void resolve_folderWithoutWeights_namesTheMissingFile() throws IOException {
        Files.delete(snapshot.resolve("model.safetensors"));

        assertThatThrownBy(() -> store.resolve("owner/model"))
                .hasMessageContaining("lacks model.safetensors; get it by ./kintsugi models pull owner/model");
        Files.delete(shipped.resolve("config.json"));
        assertThatThrownBy(() -> store.resolve(shipped.toString())).hasMessageContaining("lacks config.json");
    }

    @Test
    void list_tellsKindSizeTypeAndHash() {
        List<ModelDescription> models = store.list();

        assertThat(models).extracting(ModelDescription::id).containsExactly("kintsugi-small", "owner/model");
        assertThat(models).extracting(ModelDescription::kind).containsExactly("CLIP", "ViLT");
        assertThat(models).extracting(ModelDescription::origin).containsExactly("shipped", "cache");
        assertThat(models).allSatisfy(model -> {
            assertThat(model.bytes()).isEqualTo(weights.length);
            assertThat(model.elementType()).isEqualTo("F32");
            assertThat(model.sha256()).isEqualTo(HubServer.sha256(weights));
            assertThat(model.problem()).isEmpty();
        });
    }

    @Test
    void list_damagedWeights_saysSo() throws IOException {
        Files.write(snapshot.resolve("model.safetensors"), new byte[] {1, 2, 3});

        assertThat(store.list().get(1).problem()).startsWith("damaged: ").contains("has only 3 bytes");
    }

    @Test
    void linkOrCopy_withoutSymbolicLinks_givesAnOrdinaryFile() throws IOException {
        Path pointer = folder.resolve("pointer");

        HubCache.linkOrCopy(pointer, shipped.resolve("model.safetensors"));

        assertThat(Files.isSymbolicLink(pointer)).isFalse();
        assertThat(pointer).hasBinaryContent(weights);
    }
}
