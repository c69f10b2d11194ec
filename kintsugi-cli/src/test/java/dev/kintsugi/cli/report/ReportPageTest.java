package dev.kintsugi.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void page_loadsNothingFromElsewhere() throws IOException {
        Path file = ReportPage.write(SampleRun.of("promptfl", 1, 0.74).write(folder));
        // The library has an image element in a string, for a button that these pages do not have.
        String page = Files.readString(file).replace(PageTemplate.library(), "");

        assertThat(page).doesNotContainPattern("(?i)<(link|iframe|object|embed|base|img)\\b");
        assertThat(page).doesNotContainPattern("(?i)<script[^>]*\\bsrc\\s*=");
        assertThat(page).doesNotContainPattern("(?i)@import|url\\(\\s*['\"]?(https?:)?//");
        assertThat(page).contains("default-src 'none'"); // the browser refuses whatever would slip through
    }

    @Test
    void page_ofAFinishedRun_holdsTheNumbersOfItsResult() throws IOException {
        Path run = SampleRun.of("promptfl", 2, 0.74).write(folder);
        JsonNode result = JSON.readTree(run.resolve("result.json").toFile());

        JsonNode data = data(ReportPage.write(run));

        JsonNode test = result.path("conditions").path("test");
        JsonNode shown = data.path("conditions").path(0);
        assertThat(shown.path("accuracy")).isEqualTo(test.path("accuracy"));
        assertThat(shown.path("macroF1")).isEqualTo(test.path("macroF1"));
        assertThat(shown.path("clientMean")).isEqualTo(test.path("clientMean"));
        assertThat(shown.path("clientStd")).isEqualTo(test.path("clientStd"));
        assertThat(shown.path("confusion").path("counts"))
                .hasToString(test.path("confusion").toString());
        for (JsonNode entry : test.path("clients")) {
            int at = IntStream.range(0, 20)
                    .filter(i -> shown.path("clients").path("names").path(i).equals(entry.path("client")))
                    .findFirst()
                    .orElseThrow();
            assertThat(shown.path("clients").path("local").path(at)).isEqualTo(entry.path("localAccuracy"));
        }
        JsonNode totals = data.path("rounds").path("bytesTotal");
        assertThat(totals.path(totals.size() - 1).asLong())
                .isEqualTo(result.path("bytesDown").asLong()
                        + result.path("bytesUp").asLong());
    }

    @Test
    void page_withNamesFullOfMarkup_keepsThemText() throws IOException {
        List<String> names = List.of(
                "</script><script>alert(1)</script>",
                "<!--",
                "\"double\" & 'single'",
                "🧣 scarf",
                "line\u2028separator",
                "{{data}} $1 \\");

        Path page = ReportPage.write(
                SampleRun.of("promptfl", 1, 0.74).withClasses(names).write(folder));

        assertThat(data(page).path("population").path("map").path("classes"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(names);
        String text = Files.readString(page);
        assertThat(text).doesNotContain("alert(1)</script>").doesNotContain("\u2028");
        // the data, the library, the shared script and the page's own
        assertThat(text.split("</script>", -1)).hasSize(1 + 4);
    }

    @Test
    void escape_ofMarkup_leavesNoneOfIt() {
        assertThat(PageTemplate.escape("<a href=\"x\" title='y'>&"))
                .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
    }

    @Test
    void page_ofAnUnfinishedRun_saysHowFarItIs() throws IOException {
        Path page =
                ReportPage.write(SampleRun.of("promptfl", 1, 0.74).unfinished().write(folder));

        JsonNode data = data(page);
        assertThat(data.path("verdict").asText()).startsWith("Not finished: 12 of 25 rounds so far; ");
        assertThat(data.path("conditions")).isEmpty();
        assertThat(data.path("rounds").path("accuracy")).hasSize(13);
    }

    @Test
    void page_marksSettingsThatAreNotTheDefault() throws IOException {
        JsonNode settings = data(ReportPage.write(
                        SampleRun.of("promptfl", 1, 0.74).write(folder)))
                .path("settings");

        // The sample trains for 5 local epochs; the default is 2.
        assertThat(settings)
                .filteredOn(line -> line.has("default"))
                .extracting(JsonNode::toString)
                .containsExactly("{\"depth\":1,\"key\":\"local-epochs\",\"value\":\"5\",\"default\":\"2\"}");
    }

    @Test
    void page_withWhatClientsMeasured_hasOneChartPerGroup() throws IOException {
        SampleRun run = SampleRun.of("promptfl", 1, 0.74).withRounds(3).withMeasured((round, line) -> {
            ObjectNode measured = line.putObject("measured");
            if (round > 1) { // nobody with this modality was in the first cohort
                measured.putObject("loss of each modality").put("text", 2.0 / round);
            }
            measured.putObject("teacher").put("image", 0.25 * round).put("text", 1 - 0.25 * round);
        });

        JsonNode groups = data(ReportPage.write(run.write(folder))).path("measured");

        assertThat(groups)
                .extracting(group -> group.path("title").asText())
                .containsExactly("Loss of each modality", "Teacher");
        assertThat(groups.path(0).path("round")).hasToString("[2,3]");
        assertThat(groups.path(1).path("round")).hasToString("[1,2,3]");
        assertThat(groups.path(1).path("lines"))
                .hasToString("[{\"name\":\"image\",\"values\":[0.25,0.5,0.75]},"
                        + "{\"name\":\"text\",\"values\":[0.75,0.5,0.25]}]");
    }

    @Test
    void page_withManyMeasuredLines_drawsThoseFarFromTheMedian() throws IOException {
        // Class k of 40 has k; the median is 20. Distances are 20 (0), 19 (1 and 39), … 15 (5 and 35): 11 lines; of
        // 6 and 34, both at 14, the first by name is the twelfth.
        SampleRun run = SampleRun.of("promptfl", 1, 0.74).withRounds(2).withMeasured((round, line) -> {
            ObjectNode group = line.putObject("measured").putObject("temperature of each class");
            for (int k = 0; k < 40; k++) {
                group.put(String.format(Locale.ROOT, "class %02d", k), k);
            }
        });

        JsonNode group =
                data(ReportPage.write(run.write(folder))).path("measured").path(0);

        assertThat(group.path("total").asInt()).isEqualTo(40);
        assertThat(group.path("lines"))
                .extracting(line -> line.path("name").asText())
                .containsExactly(
                        "class 00",
                        "class 01",
                        "class 02",
                        "class 03",
                        "class 04",
                        "class 05",
                        "class 06",
                        "class 35",
                        "class 36",
                        "class 37",
                        "class 38",
                        "class 39");
    }

    @Test
    void page_withoutAnythingMeasured_drawsNothing() throws IOException {
        assertThat(data(ReportPage.write(SampleRun.of("promptfl", 1, 0.74).write(folder)))
                        .path("measured"))
                .isEmpty();
    }

    @Test
    void page_ofTenThousandClients_staysSmallAndFast() throws IOException {
        Path run = SampleRun.of("promptfl", 1, 0.74)
                .withClients(10_000)
                .withRounds(50)
                .withClasses(IntStream.range(0, 100).mapToObj(i -> "class " + i).toList())
                .write(folder);

        Path page = Assertions.assertTimeout(Duration.ofSeconds(20), () -> ReportPage.write(run));

        assertThat(Files.size(page)).isLessThan(2_000_000);
        JsonNode data = data(page);
        assertThat(data.path("conditions").path(0).path("clients").path("total").asInt())
                .isEqualTo(10_000);
        assertThat(data.path("conditions").path(0).path("clients").path("names"))
                .hasSize(200);
        assertThat(data.path("population").path("map").path("clients")).hasSize(60);
    }

    @Test
    void page_ofClientsWithHoles_holdsTheSharesOfTheirPatterns() throws IOException {
        Path run = SampleRun.of("promptfl", 1, 0.74).write(folder);

        JsonNode patterns = data(ReportPage.write(run)).path("population").path("patterns");

        assertThat(patterns.path("names")).extracting(JsonNode::asText).containsExactly("image+text", "image");
        List<String> lines = Files.readAllLines(run.resolve("clients.jsonl"));
        assertThat(patterns.path("clients")).hasSize(lines.size());
        boolean holes = false;
        for (int k = 0; k < lines.size(); k++) {
            JsonNode client = JSON.readTree(lines.get(k));
            assertThat(patterns.path("clients").path(k)).isEqualTo(client.path("client"));
            // every row has its image, so that those with a text have both
            double both = client.path("presence").path("text").asDouble()
                    / client.path("rows").asDouble();
            JsonNode shares = patterns.path("shares").path(k);
            assertThat(shares).hasSize(2);
            assertThat(shares.path(0).asDouble()).isCloseTo(both, within(1e-12));
            assertThat(shares.path(1).asDouble()).isCloseTo(1 - both, within(1e-12));
            holes |= both < 1;
        }
        assertThat(holes).isTrue();
    }

    @Test
    void client_withoutRows_hasNoShareOfAPattern() {
        ClientLine client = new ClientLine("c0000", 0, List.of(), Map.of(), Map.of("image", 0L));

        assertThat(client.patternShare("image")).isZero(); // and not 0 / 0, which JSON does not have
    }

    private static JsonNode data(Path page) throws IOException {
        Matcher matcher = DATA.matcher(Files.readString(page));
        assertThat(matcher.find()).isTrue();
        return JSON.readTree(matcher.group(1));
    }
}
