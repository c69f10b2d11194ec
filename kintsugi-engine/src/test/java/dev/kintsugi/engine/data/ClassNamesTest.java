package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names that {@code data.class-names} gives to classes. */
class ClassNamesTest {
    @TempDir
    private Path root;

    @BeforeEach
    void index() throws IOException {
        Files.writeString(root.resolve("data.csv"), "text,label\none,hot_dog\ntwo,cat\n");
    }

    private DataSource open(String classNames) {
        return DataSources.open(
                TestData.options(
                        "kind", "index", "path", "data.csv", "root", root.toString(), "class-names", classNames),
                1);
    }

    @Test
    void classNames_ofKnownClasses_areShownInTheirPlace() {
        // classes in the order of their names in the source: cat, hot_dog
        assertThat(open("{cat: tabby}").classNames()).containsExactly("tabby", "hot dog");
    }

    @Test
    void classNames_ofAnUnknownClass_areAnErrorWithTheNearest() {
        assertThatThrownBy(() -> open("{hotdog: sausage}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "data.class-names: class 'hotdog' is not known; did you mean 'hot_dog'? Known: cat, hot_dog in ")
                .hasMessageContaining("data.csv");
    }

    @Test
    void classNames_thatShowTwoClassesAlike_areAnErrorWithTheName() {
        // 'hot_dog' is shown as 'hot dog' without being renamed
        assertThatThrownBy(() -> open("{cat: hot dog}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.class-names: two classes would both be shown as 'hot dog'");
    }
}
