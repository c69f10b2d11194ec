package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command says about new samples. */
class PredictCommandTest extends TrainedTinyRuns {
    @Test
    void predict_ofAFolder_tellsEveryImageInTheOrderOfPaths() throws Exception {
        Path photos = photos();

        JsonNode told = json(promptfl, photos, "--top", 0);

        assertThat(told.path("samples").findValuesAsText("sample"))
                .containsExactly(photos + "/a.jpg", photos + "/b/z.png", photos + "/c.PNG");
        for (JsonNode sample : told.path("samples")) {
            assertThat(sample.path("seenWith").toString()).isEqualTo("[\"image\"]");
            assertThat(sample.path("classes")).hasSameSizeAs(told.path("classes"));
            double sum = 0;
            double before = 1;
            for (JsonNode one : sample.path("classes")) {
                sum += one.path("probability").asDouble();
                assertThat(one.path("probability").asDouble()).isLessThanOrEqualTo(before);
                before = one.path("probability").asDouble();
            }
            assertThat(sum).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void predict_asATable_hasALinePerSample() throws Exception {
        assertThat(predict(promptfl, photos(), "--top", 2)).as(err.toString()).isEqualTo(0);

        assertThat(out.toString().lines().toList()).hasSize(4);
        assertThat(out.toString().lines().findFirst().orElse(""))
                .matches("sample\\s+seen with\\s+class\\s+probability\\s+next");
        assertThat(err.toString()).contains("promptfl, ").contains("classes, backbone");
    }

    @Test
    void predict_ofOneImageAloneOrAmongOthers_saysTheSame() throws Exception {
        Path photos = photos();
        JsonNode together = json(promptfl, photos);
        JsonNode alone = json(promptfl, photos.resolve("b/z.png"));

        assertThat(alone.at("/samples/0/classes/0/class")).isEqualTo(together.at("/samples/1/classes/0/class"));
        assertThat(alone.at("/samples/0/classes/0/probability").asDouble())
                .isCloseTo(together.at("/samples/1/classes/0/probability").asDouble(), within(1e-5));
    }

    @Test
    void predict_ofAnIndex_takesWhatARowHasAndFillsTheRest() throws Exception {
        photos();
        Path index = Files.writeString(
                folder.resolve("photos/rows.jsonl"),
                "{\"id\": \"both\", \"image\": \"a.jpg\", \"text\": \"a red circle\"}\n"
                        + "{\"id\": \"text\", \"text\": \"a red circle\"}\n"
                        + "{\"id\": \"image\", \"image\": \"a.jpg\", \"text\": \" \"}\n");

        JsonNode told = json(fedPrime, index);

        assertThat(told.path("samples").findValuesAsText("sample")).containsExactly("both", "text", "image");
        assertThat(told.path("samples").findValues("seenWith").toString())
                .isEqualTo("[[\"image\",\"text\"], [\"text\"], [\"image\"]]");
        // the same image and text, whole or in part, must not give the same scores
        assertThat(told.path("samples").findValues("classes").stream()
                        .distinct()
                        .toList())
                .hasSize(3);
    }

    @Test
    void predict_ofATextThatTheMethodDoesNotLookAt_saysSo() throws Exception {
        photos();
        Path index = Files.writeString(
                folder.resolve("photos/rows.jsonl"), "{\"image\": \"a.jpg\", \"text\": \"a red circle\"}\n");

        assertThat(json(promptfl, index).at("/samples/0/seenWith").toString()).isEqualTo("[\"image\"]");
        assertThat(err.toString()).contains("note: the texts of 1 samples were not looked at");
    }

    @Test
    void predict_ofARowWithNothing_isAnErrorOrLeftOut() throws Exception {
        photos();
        Path index = Files.writeString(
                folder.resolve("photos/rows.jsonl"),
                "{\"id\": \"image\", \"image\": \"a.jpg\"}\n{\"id\": \"nothing\", \"text\": \"\"}\n");

        assertThat(predict(fedPrime, index)).isEqualTo(20);
        assertThat(err.toString()).contains("rows.jsonl:2: sample 'nothing' has nothing to look at");
        assertThat(predict(fedPrime, index, "--skip-broken")).as(err.toString()).isEqualTo(0);
        assertThat(err.toString()).contains("left out: 1 of 2 samples");
    }

    @Test
    void predict_ofATextWithAMethodThatNeedsImages_namesBoth() throws Exception {
        Path index = Files.writeString(folder.resolve("rows.csv"), "id,text\nr1,a red circle\n");

        assertThat(predict(promptfl, index)).isEqualTo(20);
        assertThat(err.toString()).contains("sample 'r1' has no image, which method 'promptfl' needs");
    }

    @Test
    void predict_ofDamagedImages_namesTheFileOrGoesOnWithoutThem() throws Exception {
        Path photos = photos();
        byte[] whole = Files.readAllBytes(IMAGES.resolve("landscape.png"));
        Files.write(photos.resolve("b/cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(photos.resolve("b/text.jpg"), "no image");

        assertThat(predict(promptfl, photos)).isEqualTo(20);
        assertThat(err.toString()).contains("b/cut.png").contains("--skip-broken");

        Path lines = folder.resolve("predictions.jsonl");
        assertThat(predict(promptfl, photos, "--skip-broken", "--out", lines))
                .as(err.toString())
                .isEqualTo(0);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("left out: 2 of 5 samples").contains("b/text.jpg");
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            rows.add(JSON.readTree(line));
        }
        assertThat(rows).hasSize(5);
        assertThat(rows.get(1).path("leftOut").asText()).contains("b/cut.png");
        assertThat(rows.get(3).path("classes")).hasSize(3);
    }

    @Test
    void predict_withNewClasses_choosesAmongThem() throws Exception {
        Path photos = photos();
        Path names = Files.writeString(folder.resolve("names.txt"), "red mug\n\nold bowl \n");

        JsonNode listed = json(promptfl, photos, "--classes", "red mug,old bowl");
        JsonNode read = json(promptfl, photos, "--classes-file", names);

        assertThat(listed.path("classes").toString()).isEqualTo("[\"red mug\",\"old bowl\"]");
        assertThat(read).isEqualTo(listed);
    }

    @Test
    void predict_ofAPersonalMethod_asksForTheClientAndUsesItsModel() throws Exception {
        Path photos = photos();

        assertThat(predict(coopLocal, photos)).isEqualTo(10);
        assertThat(err.toString()).contains("--client NAME: c0000, c0001, c0002");
        assertThat(predict(coopLocal, photos, "--client", "c0010")).isEqualTo(10);
        assertThat(err.toString())
                .contains("client 'c0010' has no model")
                .contains("did you mean 'c00")
                .contains("c0000, c0001, c0002");
        assertThat(json(coopLocal, photos, "--client", "c0000").path("samples"))
                .isNotEqualTo(json(coopLocal, photos, "--client", "c0001").path("samples"));
        assertThat(predict(promptfl, photos, "--client", "c0000")).isEqualTo(10);
        assertThat(err.toString()).contains("keeps no parameters on its clients");
    }

    @Test
    void predict_ofAMethodWithASharedAndAPersonalModel_takesTheSharedOneByDefault() throws Exception {
        Path photos = photos();

        JsonNode all = json(fedPgp, photos).path("samples");
        JsonNode one = json(fedPgp, photos, "--client", "c0001").path("samples");

        assertThat(all).hasSameSizeAs(one).isNotEqualTo(one);
        assertThat(json(fedPgp, photos, "--classes", "mug,bowl", "--client", "c0001")
                        .at("/samples/0/classes"))
                .hasSize(2);
    }

    @Test
    void predict_ofTheTestRows_agreesWithTheRun() throws Exception {
        // A folder of images with known classes: trained and tested on them, then predicted without the labels.
        Path data = folder.resolve("data");
        List<String> pictures = List.of("landscape.png", "portrait.png", "square.png", "grey.jpg", "rgba.png");
        for (String split : List.of("train", "test")) {
            for (String label : List.of("bowl", "mug")) {
                Path of = Files.createDirectories(data.resolve(split).resolve(label));
                for (int i = 0; i < pictures.size(); i++) {
                    Files.copy(IMAGES.resolve(pictures.get(i)), of.resolve(i + pictures.get(i)));
                }
            }
        }
        Path model = TinyRuns.PARITY.resolve("clip/quick-gelu-fp32");
        Path file = Files.writeString(
                folder.resolve("own.yaml"),
                "name: own\nbackbone: '" + model.toAbsolutePath().normalize() + "'\n"
                        + "data: {kind: folder, root: '" + data + "', path: .}\n"
                        + "partition: {kind: iid, clients: 2}\nfederation: {rounds: 1}\n"
                        + "training: {batch-size: 4}\nmethod: {id: promptfl, context-length: 2}\n");
        Path runs = folder.resolve("runs");
        assertThat(Kintsugi.execute(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "run",
                        file.toString(),
                        "--out",
                        runs.toString()))
                .as(err.toString())
                .isEqualTo(0);

        int right = 0;
        for (String label : List.of("bowl", "mug")) {
            JsonNode told = json(runs, data.resolve("test").resolve(label)); // the experiment's folder: it has one run
            for (JsonNode sample : told.path("samples")) {
                right += sample.at("/classes/0/class").asText().equals(label) ? 1 : 0;
            }
        }

        double accuracy = JSON.readTree(
                        runs.resolve("promptfl/seed-1/result.json").toFile())
                .at("/conditions/test/accuracy")
                .asDouble();
        assertThat(right / 10.0).isEqualTo(accuracy);
    }

    /** Folders of versions before this one do not say whether a sample may have several classes: their result does. */
    @Test
    void predict_ofAMultiLabelRun_tellsAllAboveTheThreshold() throws Exception {
        Path photos = photos();
        Path run = TinyRuns.copy(fedPrime, folder.resolve("copy"));
        TinyRuns.change(run, header -> ((ObjectNode) header.path("data")).put("multiLabel", true));

        JsonNode all = json(run, photos, "--threshold", "0");
        int classes = all.path("classes").size();
        assertThat(all.at("/samples/0/classes")).hasSize(classes);
        JsonNode told = json(run, photos);
        for (int i = 0; i < 3; i++) {
            List<String> likely = new ArrayList<>();
            for (JsonNode one : all.at("/samples/" + i + "/classes")) {
                if (one.path("probability").asDouble() >= 0.5) {
                    likely.add(one.path("class").asText());
                }
            }
            assertThat(told.at("/samples/" + i + "/classes").findValuesAsText("class"))
                    .isEqualTo(likely);
        }
        assertThat(predict(run, photos, "--threshold", "1")).isEqualTo(0);
        assertThat(out.toString()).contains("none; the highest is ");
    }
}
