package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private static final String[] FOUR_SHAPES = {
        "--set", "data.train-rows=40",
        "--set", "data.class-attributes=[shape]",
        "--set", "data.shapes=[circle, square, star, heart]",
        "--set",
                "partition={kind: pathological, clients: 4, num-classes-per-partition: 1, "
                        + "class-assignment-mode: deterministic}"
    };

    @TempDir
    private Path folder;

    @Test
    void show_fewClasses_printsCountsWithShades() {
        Result result = show(FOUR_SHAPES);

        assertThat(result.code).isZero();
        assertThat(result.out).contains("partition pathological: 4 clients with 10 to 10 rows");
        // 40 rows of 4 classes are 10 each, and client k holds all of class k.
        assertThat(result.out)
                .contains("client   rows  circle  square  star  heart")
                .contains("c0000      10     10█      ·     ·      ·")
                .contains("c0003      10      ·       ·     ·     10█");
    }

    @Test
    void show_manyClasses_printsShadesThatFit() {
        Result result = show("--set", "partition.clients=60");

        assertThat(result.out)
                .contains("classes, left to right, 2 to a column")
                .contains("… and 20 more clients")
                .contains("(120 in all)");
        assertThat(result.out.lines().filter(line -> line.startsWith("c0")))
                .hasSize(40)
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void show_json_hasAllClients() throws IOException {
        Result result = show(with(FOUR_SHAPES, "--format", "json"));

        JsonNode json = new ObjectMapper().readTree(result.out);
        assertThat(json.at("/data/classes").size()).isEqualTo(4);
        assertThat(json.at("/partition/kind").asText()).isEqualTo("pathological");
        assertThat(json.at("/clients/2/classes/2").asInt()).isEqualTo(10);
        assertThat(json.at("/clients/2/presence/text").asInt()).isEqualTo(10);
        // Each client has one of four even classes: |1 − ¼| + 3 · ¼, halved.
        assertThat(json.at("/labelSkew").asDouble()).isEqualTo(0.75);
    }

    @Test
    void show_outHtml_isASelfContainedPageWithSamples() throws IOException {
        Path page = folder.resolve("new/page.html");

        Result result = show(with(FOUR_SHAPES, "--out", page.toString()));

        assertThat(result.code).isZero();
        assertThat(Files.readString(page))
                .contains("<svg", "data:image/png;base64,", "<h3>heart</h3>", "prefers-color-scheme:dark")
                .doesNotContain("src=\"http", "<script");
    }

    @Test
    void show_outSvg_isWellFormed() throws Exception {
        Path map = folder.resolve("map.svg");

        show(with(FOUR_SHAPES, "--out", map.toString()));

        // Parsing fails if the picture is no XML; 4 clients have a full cell with a title each.
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(map.toFile())
                        .getElementsByTagName("title")
                        .getLength())
                .isEqualTo(4);
    }

    @Test
    void show_missingModalities_drawsWhatEachClientHasLeft() throws IOException {
        Path page = folder.resolve("holes.html");
        String[] missText = {"--set", "missing.train={kind: sample-rate, rate: 0.25, modalities: [text]}"};
        Result result = show(with(with(FOUR_SHAPES, missText), "--out", page.toString()));

        assertThat(result.code).isZero();
        // 10 of 40 rows have no text; the letters of a client are as many as its share of 60.
        assertThat(result.out)
                .contains("missing sample-rate: training rows have image+text 75.0 %, image 25.0 %")
                .contains("█ image+text  a image");
        String bars = result.out.substring(result.out.indexOf("presence\n"));
        assertThat(bars.chars().filter(c -> c == 'a').count()
                        - "a image".chars().filter(c -> c == 'a').count())
                .isGreaterThanOrEqualTo(60L);
        assertThat(Files.readString(page)).contains("Clients and presence", ", image: ");

        JsonNode json = new ObjectMapper().readTree(show(with(with(FOUR_SHAPES, missText), "--format", "json")).out);
        int withoutText = 0;
        for (JsonNode client : json.path("clients")) {
            assertThat(client.at("/presence/image").asInt()).isEqualTo(10);
            withoutText += client.at("/patterns/image").asInt();
        }
        assertThat(withoutText).isEqualTo(10);
        assertThat(json.at("/missing/train/kind").asText()).isEqualTo("sample-rate");
    }

    @Test
    void show_completeRows_drawsNoPresence() {
        assertThat(show(FOUR_SHAPES).out).doesNotContain("presence");
    }

    @Test
    void show_experimentFile_usesItsDataAndPartition() throws IOException {
        Path file = folder.resolve("experiment.yaml");
        Files.writeString(file, """
                name: test
                method: promptfl
                data: {kind: made, train-rows: 30, domains: [night]}
                partition: {kind: natural-id, partition-by: domain}
                federation: {rounds: 2}
                """);

        Result result = show(file.toString());

        assertThat(result.code).isZero();
        assertThat(result.out)
                .contains("partition natural-id: 1 clients with 30 to 30 rows")
                .contains("\nnight ");
    }

    @Test
    void show_disjointClasses_countsOwnTestRows() throws IOException {
        String[] disjoint = {
            "--set", "data.train-rows=40", "--set", "data.test-rows=20",
            "--set", "data.class-attributes=[shape]", "--set", "data.shapes=[circle, square, star, heart]",
            "--set", "partition={kind: disjoint-classes, clients: 4}"
        };

        // 20 test rows of four classes are five each, and every client owns one class.
        assertThat(show(disjoint).out).contains("each client has 5 to 5 test rows of its own");
        JsonNode json = new ObjectMapper().readTree(show(with(disjoint, "--format", "json")).out);
        assertThat(json.at("/clients/3/testRows").asInt()).isEqualTo(5);
    }

    @Test
    void check_incompleteDataSet_printsCountsAndEndsWithTheDataCode() throws IOException {
        Path images = Files.createDirectories(folder.resolve("eurosat/2750/River"));
        Files.writeString(images.resolve("1.jpg"), "no image");
        Files.writeString(folder.resolve("eurosat/split_zhou_EuroSAT.json"), """
                {"train": [["River/1.jpg", 0, "River"], ["River/2.jpg", 0, "River"]], "val": [], "test": []}
                """);

        Result table = data("check", "--kind", "eurosat", "--root", folder.toString());
        Result json = data("check", "--kind", "eurosat", "--root", folder.toString(), "--images", "--format", "json");

        assertThat(table.code).isEqualTo(20);
        assertThat(table.out)
                .contains("train           2     13500  differs")
                .contains("Image files that are missing: 1")
                .contains("2.jpg");
        assertThat(table.err).contains("eurosat is not complete: train: 2 of 13500; ");
        assertThat(json.code).isEqualTo(20);
        JsonNode node = new ObjectMapper().readTree(json.out);
        assertThat(node.at("/complete").asBoolean()).isFalse();
        assertThat(node.at("/unreadable/all").asInt()).isEqualTo(1);
        assertThat(node.at("/counts/test/expected").asInt()).isEqualTo(8100);
    }

    @Test
    void check_ownIndexInAnExperiment_isCompleteWithoutSizes() throws IOException {
        Files.writeString(folder.resolve("data.csv"), "text,label\nred,a\nblue,b\n");
        Path file = folder.resolve("experiment.yaml");
        Files.writeString(file, "name: x\nmethod: promptfl\ndata: {kind: index, path: data.csv}\n");

        Result result = data("check", file.toString(), "--root", folder.toString());

        assertThat(result.code).isZero();
        assertThat(result.out).contains("without split      2         -").contains("Complete: every file is there");
    }

    @Test
    void check_wrongUse_isAnErrorThatSaysWhat() {
        assertThat(data("check").code).isEqualTo(2);
        assertThat(data("check").err).contains("needed is either an experiment FILE.yaml or --kind");
        assertThat(data("check", "--kind", "oxford-pet").err)
                .contains("--kind: ", "did you mean 'oxford-pets'?")
                .doesNotContain("--set");
        Result nothing = data("check", "--kind", "dtd", "--root", folder.toString());
        assertThat(nothing.code).isEqualTo(20);
        assertThat(nothing.err).contains("data.folder 'dtd': there is no such file or folder under");
        assertThat(data("check", "--set", "data.kind=made").err).contains("made data need no files");
    }

    @Test
    void show_wrongSettings_areOneLineErrors() {
        Result unknown = show("--set", "partition.client=3");
        assertThat(unknown.code).isEqualTo(10);
        assertThat(unknown.err).contains("did you mean 'clients'?");

        Result tooMany = show("--set", "partition.clients=3000");
        assertThat(tooMany.code).isEqualTo(10);
        assertThat(tooMany.err)
                .contains("partition.clients must be at most 2000, the number of training rows, but was 3000");

        Result missing =
                show("--set", "data.kind=index", "--set", "data.path=none.csv", "--set", "data.root=" + folder);
        assertThat(missing.code).isEqualTo(20);
        assertThat(missing.err).contains("data.path 'none.csv'");

        Result ending = show("--out", "picture.gif");
        assertThat(ending.code).isEqualTo(50);
        assertThat(ending.err).contains("must end in .html or .svg");
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    private static Result show(String... arguments) {
        return data(with(new String[] {"show"}, arguments));
    }

    private static Result data(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] command = {"data"};
        int code = Kintsugi.execute(new PrintWriter(out), new PrintWriter(err), with(command, arguments));
        return new Result(code, out.toString(), err.toString());
    }

    private record Result(int code, String out, String err) {}
}
