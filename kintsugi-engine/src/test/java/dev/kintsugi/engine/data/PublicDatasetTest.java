package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.engine.data.PublicDataset.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sizes that {@code data check} counts against are those that the page on public data sets states. */
class PublicDatasetTest {
    private static final Set<Layout> PICTURES =
            Set.of(Layout.CLASS_FOLDERS, Layout.PETS, Layout.FLOWERS, Layout.CIFAR, Layout.DOMAINS);

    /** A line of the page's table: {@code | `name` | source | folder | classes | train / validation / test |}. */
    private record Stated(String name, int classes, List<Integer> rows) {
        private static Stated of(String line) {
            String[] cells = line.split("\\|");
            return new Stated(
                    cells[1].strip().replace("`", ""),
                    number(cells[4]),
                    Arrays.stream(cells[5].split("/")).map(Stated::number).toList());
        }

        private static int number(String cell) {
            return Integer.parseInt(cell.strip().replace(",", ""));
        }
    }

    private static List<Stated> page() throws IOException {
        Path page = Path.of(System.getProperty("kintsugi.repository", ".."), "docs/how-to/get-public-data.md");
        try (Stream<String> lines = Files.lines(page)) {
            return lines.dropWhile(line -> !line.startsWith("| `name` |"))
                    .skip(2) // the heading and the rule below it
                    .takeWhile(line -> line.startsWith("|"))
                    .map(Stated::of)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("page")
    void sizes_ofTheCompleteDataSet_areThoseOfThePage(Stated stated) {
        PublicDataset dataset = Arrays.stream(PublicDataset.values())
                .filter(one -> one.key().equals(stated.name()))
                .findFirst()
                .orElseThrow();

        assertThat(dataset.classes()).hasValue(stated.classes());
        assertThat(Stream.of(DataSource.TRAIN, DataSource.VALIDATION, DataSource.TEST)
                        .map(split -> dataset.rows(split).orElseThrow())
                        .toList())
                .isEqualTo(stated.rows());
    }

    @Test
    void page_hasEveryDataSetOfPicturesAlone() throws IOException {
        assertThat(page())
                .extracting(Stated::name)
                .containsExactlyElementsOf(Arrays.stream(PublicDataset.values())
                        .filter(dataset -> PICTURES.contains(dataset.layout()))
                        .map(PublicDataset::key)
                        .toList());
    }
}
