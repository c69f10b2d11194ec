package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the command says where it cannot predict: of the run, of the samples, of the settings. */
class PredictRefusalTest extends TrainedTinyRuns {
    @Test
    void predict_whenAllIsBroken_isAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("text.jpg"), "no image");

        assertThat(predict(promptfl, file, "--skip-broken")).isEqualTo(20);
        assertThat(err.toString()).contains("none of the 1 samples can be used").contains("text.jpg");
    }

    @Test
    void predict_withClassesThatCannotBe_namesTheClass() throws Exception {
        Path photos = photos();

        assertThat(predict(promptfl, photos, "--classes", "mug,bowl,mug")).isEqualTo(10);
        assertThat(err.toString()).contains("class 'mug' stands twice");
        assertThat(predict(promptfl, photos, "--classes", "mug,,bowl")).isEqualTo(10);
        assertThat(err.toString()).contains("class 2 of the new classes has an empty name");
        assertThat(predict(promptfl, photos, "--classes", "mug," + "very ".repeat(80) + "long"))
                .isEqualTo(10);
        assertThat(err.toString()).contains("long' needs").contains("takes at most 77");
        // four classes as in the training: their number alone does not tell that they cannot change
        assertThat(predict(fedPrime, photos, "--classes", "a,b,c,d")).isEqualTo(10);
        assertThat(err.toString())
                .contains("method 'fed-prime' has learned its")
                .contains("cannot be changed");
    }

    @Test
    void predict_withAFolderThatIsNoRun_saysWhatToGive() throws Exception {
        Path photos = photos();

        assertThat(predict(folder.resolve("nowhere"), photos)).isEqualTo(50);
        assertThat(err.toString()).contains("there is no such folder; give the folder of a run");
        assertThat(predict(photos, promptfl)).isEqualTo(50);
        assertThat(err.toString()).contains("is no run folder: there is no run.json in it or below");
        assertThat(predict(shared.resolve("clip"), photos)).isEqualTo(50);
        assertThat(err.toString())
                .contains("holds 3 runs; name one of them: ")
                .contains("promptfl/seed-1")
                .contains("coop-local/seed-1");
        assertThat(predict(promptfl.resolve("report.html"), photos)).isEqualTo(50);
        assertThat(err.toString()).contains("is a file; give the folder of a run, here ");
        assertThat(predict(promptfl, promptfl)).isEqualTo(20);
        assertThat(err.toString()).contains("is the folder of a run, not of images");
        assertThat(predict(promptfl)).isEqualTo(2);
        assertThat(predict(promptfl, folder.resolve("no.png"))).isEqualTo(20);
        assertThat(err.toString()).contains("no.png: there is no such file or folder");
        assertThat(predict(promptfl, Files.createDirectory(folder.resolve("empty"))))
                .isEqualTo(20);
        assertThat(err.toString()).contains("no image was found in it or below");
    }

    @Test
    void predict_ofARunThatIsNotWhole_saysWhatIsMissing() throws Exception {
        Path photos = photos();
        Path run = TinyRuns.copy(promptfl, folder.resolve("copy"));
        byte[] prompts = Files.readAllBytes(run.resolve("prompts.safetensors"));

        Files.write(run.resolve("prompts.safetensors"), Arrays.copyOf(prompts, prompts.length - 8));
        assertThat(predict(run, photos)).isEqualTo(30);
        assertThat(err.toString()).contains("prompts.safetensors");
        Files.delete(run.resolve("prompts.safetensors"));
        assertThat(predict(run, photos)).isEqualTo(50);
        assertThat(err.toString()).contains("the run is finished, but its prompts.safetensors is not there");
        Files.delete(run.resolve("result.json"));
        assertThat(predict(run, photos)).isEqualTo(50);
        assertThat(err.toString())
                .contains("the run is not finished; it has 2 of 2 rounds")
                .contains("kintsugi run --resume");
        Files.writeString(run.resolve("run.json"), "{\"format\": 1, ");
        assertThat(predict(run, photos)).isEqualTo(50);
        assertThat(err.toString()).contains("run.json: is damaged");
    }

    @Test
    void predict_ofARunWithAnUnknownOption_namesIt() throws Exception {
        Path photos = photos();
        Path run = TinyRuns.copy(promptfl, folder.resolve("copy"));
        TinyRuns.change(run, header -> ((ObjectNode) header.at("/method/options")).put("contxt", 3));

        assertThat(predict(run, photos)).isEqualTo(10);
        assertThat(err.toString()).contains("run.json").contains("'contxt'");

        TinyRuns.change(run, header -> ((ObjectNode) header.path("method")).put("id", "promptfx"));
        assertThat(predict(run, photos)).isEqualTo(10);
        assertThat(err.toString()).contains("method 'promptfx' is not known; choose one of [");
    }

    @Test
    void predict_withOtherWeights_isRefused() throws Exception {
        Path photos = photos();
        Path other = TinyRuns.PARITY.resolve("clip/gelu-fp16");

        assertThat(predict(promptfl, photos, "--backbone", other)).isEqualTo(32);
        assertThat(err.toString()).contains("was trained on backbone").contains("prompts fit only the weights");
    }

    @Test
    void predict_withPromptsOfAnotherRun_isRefused() throws Exception {
        Path photos = photos();
        Path run = TinyRuns.copy(promptfl, folder.resolve("copy"));
        Files.copy(
                fedPrime.resolve("prompts.safetensors"),
                run.resolve("prompts.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(predict(run, photos)).isEqualTo(50);
        assertThat(err.toString()).contains("was learned by method fed-prime, but run.json beside it says promptfl");
    }

    @Test
    void predict_intoAFileThatCannotBe_isRefusedBeforeAnythingIsRead() throws Exception {
        Path photos = photos();

        assertThat(predict(promptfl, photos, "--out", photos)).isEqualTo(50);
        assertThat(err.toString()).contains("is a folder; --out needs the name of a file");
        assertThat(predict(promptfl, photos, "--out", folder.resolve("no/p.jsonl")))
                .isEqualTo(50);
        assertThat(err.toString()).contains("does not exist; make it");
        Path image = photos.resolve("a.jpg");
        assertThat(predict(promptfl, image, "--out", image)).isEqualTo(50);
        assertThat(err.toString()).contains("is among the samples and would be replaced");
    }
}
