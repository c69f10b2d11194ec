package dev.kintsugi.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Assumptions;

class SamplePagesTest {
    @Test
    void pages() throws Exception {
        Path dir = Path.of("/tmp/samples");
        for (long seed = 1; seed <= 3; seed++) {
            ReportPage.write(SampleRun.of("promptfl", seed, 0.74).write(dir.resolve("a")));
            ReportPage.write(SampleRun.of("coop-local", seed, 0.61).write(dir.resolve("a")));
            ReportPage.write(SampleRun.of("zero-shot", seed, 0.52).write(dir.resolve("a")));
        }
        System.out.println(ComparePage.write(dir.resolve("a")));
        ReportPage.write(SampleRun.of("promptfl", 1, 0.74).unfinished().write(dir.resolve("b")));
        ReportPage.write(SampleRun.of("promptfl", 1, 0.74).withClients(10_000).withRounds(500)
                .withClasses(IntStream.range(0, 200).mapToObj(i -> "class number " + i).toList()).write(dir.resolve("c")));
        ReportPage.write(SampleRun.of("promptfl", 1, 0.74)
                .withClasses(List.of("</script><script>alert(1)</script>", "\"quoted\" & 'single'", "🧣 scarf 👗", "<img src=x onerror=alert(1)>", "a very long class name that goes on and on and does not end"))
                .write(dir.resolve("d")));
        System.out.println(CompareFormat.TABLE.print(Comparison.of(List.of(dir.resolve("a"))), dir));
    }
}
