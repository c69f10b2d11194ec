package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.metric.Spread;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.experiment.FederationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Draws run folders that look like those of a real run: learning curves that rise and level off, clients with few
 * classes, confusion between neighbouring classes.
 *
 * @param finalAccuracy where the learning curve levels off, in [0, 1]
 * @param finished whether there is a {@code result.json}
 * @param measured puts what the clients measured into the line of a round
 */
record SampleRun(
        String method,
        long seed,
        int clients,
        int rounds,
        List<String> classes,
        double finalAccuracy,
        boolean finished,
        BiConsumer<Integer, ObjectNode> measured) {
    static final List<String> CLOTHES = List.of(
            "shirt",
            "t-shirt",
            "trousers",
            "shoes",
            "dress",
            "hat",
            "shorts",
            "outwear",
            "skirt",
            "longsleeve",
            "socks",
            "scarf");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROMPT_VALUES = 16 * 512;
    private static final Map<String, String> TITLES = Map.of(
            "promptfl", "Averages a learned text context over clients",
            "coop-local", "Every client learns a context of its own; nothing travels",
            "zero-shot", "The frozen model with a hand-written prompt");

    static SampleRun of(String method, long seed, double finalAccuracy) {
        return new SampleRun(method, seed, 20, 25, CLOTHES, finalAccuracy, true, (round, line) -> {});
    }

    SampleRun withClients(int number) {
        return new SampleRun(method, seed, number, rounds, classes, finalAccuracy, finished, measured);
    }

    SampleRun withRounds(int number) {
        return new SampleRun(method, seed, clients, number, classes, finalAccuracy, finished, measured);
    }

    SampleRun withClasses(List<String> names) {
        return new SampleRun(method, seed, clients, rounds, names, finalAccuracy, finished, measured);
    }

    SampleRun withMeasured(BiConsumer<Integer, ObjectNode> lines) {
        return new SampleRun(method, seed, clients, rounds, classes, finalAccuracy, finished, lines);
    }

    SampleRun unfinished() {
        return new SampleRun(method, seed, clients, rounds, classes, finalAccuracy, false, measured);
    }

    /** Writes {@code parent/method/seed-n} and returns it. */
    Path write(Path parent) {
        Path folder = parent.resolve(method).resolve("seed-" + seed);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("run.json"), header().toPrettyString());
            List<ObjectNode> population = population();
            writeLines(folder.resolve("clients.jsonl"), population);
            List<ObjectNode> log = log();
            writeLines(folder.resolve("rounds.jsonl"), finished ? log : log.subList(0, log.size() / 2));
            List<ObjectNode> times = timings();
            writeLines(folder.resolve("timings.jsonl"), finished ? times : times.subList(0, times.size() / 2));
            if (finished) {
                Files.writeString(
                        folder.resolve("result.json"), result(population).toPrettyString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static void writeLines(Path file, List<ObjectNode> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        Files.writeString(file, text);
    }

    private boolean trains() {
        return !method.equals("zero-shot");
    }

    private boolean travels() {
        return method.startsWith("promptfl");
    }

    private ObjectNode header() {
        ObjectNode run =
                JSON.createObjectNode().put("format", 1).put("name", "clothing").put("seed", seed);
        ObjectNode card = run.putObject("method").put("id", method);
        card.put("title", TITLES.getOrDefault(method, method));
        card.put("paper", "Guo et al., \"PromptFL\", IEEE Transactions on Mobile Computing, 2024");
        card.put("fidelity", "official-code").put("placement", travels() ? "FEDERATED" : trains() ? "LOCAL" : "NONE");
        card.put("sends", travels() ? "the context, both ways" : "nothing");
        card.putArray("deviations").add("The context is averaged with weights by samples, not uniformly.");
        card.putObject("options").put("context-tokens", 16).put("class-position", "end");
        ObjectNode settings = run.putObject("settings");
        settings.put("name", "clothing").put("seed", seed).put("data-seed", 1).put("backbone", "pretrain:lit.yaml");
        settings.putObject("data")
                .put("kind", "folder")
                .put("root", "../shared/data")
                .put("path", "clothing_small");
        settings.putObject("partition")
                .put("kind", "dirichlet")
                .put("clients", clients)
                .put("alpha", 0.3);
        settings.set("federation", JSON.valueToTree(Settings.render(FederationOptions.DEFAULTS)));
        ((ObjectNode) settings.path("federation")).put("rounds", rounds);
        settings.set("training", JSON.valueToTree(Settings.render(LocalTraining.DEFAULTS)));
        ((ObjectNode) settings.path("training")).put("local-epochs", 5);
        settings.putObject("method").put("id", "promptfl").put("context-tokens", 16);
        settings.putArray("controls").add("zero-shot").add("coop-local");
        run.putObject("versions")
                .put("kintsugi", "0.1.0")
                .put("java", "17.0.15")
                .put("os", "Linux amd64")
                .put("pytorch", "2.10.0")
                .put("processor", "2 cores")
                .put("threads", 2)
                .put("intraOpThreads", 1);
        run.putObject("backbone").put("name", "lit-mobilenet").put("hash", "9f2c".repeat(16));
        ObjectNode data = run.putObject("data").put("name", "clothing_small").put("hash", "41d7".repeat(16));
        classes.forEach(data.putArray("classes")::add);
        data.put("trainRows", clients * 60L).put("testRows", classes.size() * 40L);
        data.putArray("modalities").add("image").add("text");
        ArrayNode shape = run.putArray("parameters")
                .addObject()
                .put("name", "prompt.context")
                .put("scope", "SHARED")
                .putArray("shape");
        shape.add(16).add(512);
        return run.put("started", "2026-11-21T08:0" + seed + ":00Z");
    }

    private List<ObjectNode> population() {
        KeyedRandom random = RandomKey.of(1, "population").open();
        List<ObjectNode> lines = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            long rows = 20 + random.nextInt(80);
            double[] shares = random.nextDirichlet(0.3, classes.size());
            ObjectNode line = JSON.createObjectNode().put("client", String.format("c%04d", k));
            ArrayNode counts = JSON.createArrayNode();
            long sum = 0;
            for (double share : shares) {
                long count = Math.round(rows * share);
                counts.add(count);
                sum += count;
            }
            line.put("rows", sum).set("classes", counts);
            long texts = k % 3 == 0 ? Math.round(sum * random.nextDouble()) : sum;
            line.putObject("presence").put("image", sum).put("text", texts);
            ObjectNode patterns = line.putObject("patterns"); // those that the client has, as in a real run
            if (texts > 0) {
                patterns.put("image+text", texts);
            }
            if (texts < sum) {
                patterns.put("image", sum - texts);
            }
            lines.add(line);
        }
        return lines;
    }

    private List<ObjectNode> log() {
        KeyedRandom random = RandomKey.of(seed, method).open();
        List<ObjectNode> lines = new ArrayList<>();
        int cohort = Math.min(clients, 100);
        for (int r = 0; r <= rounds; r++) {
            ObjectNode line = JSON.createObjectNode().put("round", r);
            double progress = trains() ? 1 - Math.exp(-5.0 * r / rounds) : 1;
            if (r > 0) {
                ArrayNode ids = line.putArray("cohort");
                for (int k = 0; k < cohort; k++) {
                    ids.add(String.format("c%04d", k));
                }
                if (trains()) {
                    line.put("loss", 2.4 - 1.7 * progress + 0.03 * random.nextGaussian());
                    measured.accept(r, line);
                }
                line.put("bytesDown", travels() ? 4L * PROMPT_VALUES * cohort : 0);
                line.put("bytesUp", travels() ? 4L * PROMPT_VALUES * cohort : 0);
                line.putArray("failed");
            }
            double accuracy = r == rounds
                    ? testAccuracy()
                    : 0.4 + (testAccuracy() - 0.4) * progress + (trains() ? 0.008 * random.nextGaussian() : 0);
            line.putObject("evaluation")
                    .put("accuracy", accuracy)
                    .put("macroF1", accuracy - 0.02)
                    .put("clientMean", Math.min(1, accuracy + (method.equals("coop-local") ? 0.15 : 0.01)));
            lines.add(line);
        }
        return lines;
    }

    private List<ObjectNode> timings() {
        KeyedRandom random = RandomKey.of(seed, method + "-times").open();
        List<ObjectNode> lines = new ArrayList<>();
        for (int r = 1; r <= rounds; r++) {
            lines.add(JSON.createObjectNode()
                    .put("round", r)
                    .put("trainSeconds", trains() ? 1.1 + 0.1 * random.nextDouble() : 0)
                    .put("aggregateSeconds", 0.004 + 0.001 * random.nextDouble())
                    .put("evaluateSeconds", 0.2 + 0.03 * random.nextDouble())
                    .put("residentBytes", 612_000_000L + random.nextInt(9_000_000)));
        }
        return lines;
    }

    /** Returns the accuracy that this seed ends with: the method's, moved by up to ± 1.5 points. */
    double testAccuracy() {
        return trains()
                ? finalAccuracy
                        + 0.03 * (RandomKey.of(seed, method + "-level").open().nextDouble() - 0.5)
                : finalAccuracy;
    }

    private JsonNode result(List<ObjectNode> population) {
        KeyedRandom random = RandomKey.of(seed, method + "-result").open();
        ObjectNode result = JSON.createObjectNode().put("rounds", rounds);
        ObjectNode test = result.putObject("conditions").putObject("test");
        double accuracy = testAccuracy();
        test.put("samples", classes.size() * 40L).put("accuracy", accuracy).put("macroF1", accuracy - 0.02);
        double[] byClass = new double[classes.size()];
        ArrayNode perClass = test.putArray("perClass");
        for (int c = 0; c < byClass.length; c++) {
            byClass[c] = Math.min(1, Math.max(0, accuracy + 0.12 * random.nextGaussian()));
            perClass.addObject().put("class", classes.get(c)).put("samples", 40).put("accuracy", byClass[c]);
        }
        List<Double> locals = new ArrayList<>();
        ArrayNode scores = test.putArray("clients");
        for (ObjectNode client : population) {
            double local = 0;
            long rows = Math.max(1, client.path("rows").asLong());
            for (int c = 0; c < byClass.length; c++) {
                local += byClass[c] * client.path("classes").get(c).asLong() / rows;
            }
            double shown = Math.min(1, local + (method.equals("coop-local") ? 0.2 * random.nextDouble() : 0));
            locals.add(shown);
            scores.addObject()
                    .put("client", client.path("client").asText())
                    .put("accuracy", accuracy)
                    .put("localAccuracy", shown);
        }
        Spread spread = Spread.of(locals);
        test.put("clientMean", spread.mean()).put("clientStd", spread.deviation());
        ArrayNode confusion = test.putArray("confusion");
        for (int t = 0; t < byClass.length; t++) {
            long[] row = new long[byClass.length];
            row[t] = Math.round(40 * byClass[t]);
            for (long left = 40 - row[t]; left > 0; left--) {
                int other =
                        (t + 1 + (random.nextDouble() < 0.6 ? 0 : random.nextInt(byClass.length - 1))) % byClass.length;
                row[other == t ? (t + 1) % byClass.length : other]++;
            }
            ArrayNode counts = confusion.addArray();
            for (long count : row) {
                counts.add(count);
            }
        }
        long travelled = travels() ? 4L * PROMPT_VALUES * Math.min(clients, 100) * rounds : 0;
        return result.put("bytesDown", travelled)
                .put("bytesUp", travelled)
                .put("trainableParameters", trains() ? PROMPT_VALUES : 0)
                .put("seconds", rounds * (trains() ? 1.4 : 0.2))
                .put("backboneHash", "9f2c".repeat(16))
                .put("dataHash", "41d7".repeat(16));
    }
}
