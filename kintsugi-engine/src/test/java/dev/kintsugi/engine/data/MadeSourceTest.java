package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MadeSourceTest {
    @Test
    void made_defaults_composeColourAndShape() {
        DataSource source = DataSources.open(MadeOptions.DEFAULTS, 1);

        // 10 colours × 12 shapes
        assertThat(source.classNames()).hasSize(120).startsWith("red circle", "red square");
        assertThat(source.split(DataSource.TRAIN).rows()).isEqualTo(2000);
        assertThat(source.split(DataSource.TEST).rows()).isEqualTo(800);
    }

    @Test
    void made_moreRows_startWithTheSameRows() {
        Split few = open("train-rows", "20").split(DataSource.TRAIN);
        Split many = open("train-rows", "200").split(DataSource.TRAIN);

        for (int row = 0; row < 20; row++) {
            assertThat(few.text(row)).isEqualTo(many.text(row));
            assertThat(few.examples().targets().label(row))
                    .isEqualTo(many.examples().targets().label(row));
            assertThat(few.image(row).getRGB(30, 30)).isEqualTo(many.image(row).getRGB(30, 30));
        }
    }

    @Test
    void made_baseAndNovel_shareNoClass() {
        List<String> base = open("class-subset", "base").classNames();
        List<String> novel = open("class-subset", "novel").classNames();

        assertThat(base).hasSize(90).doesNotContainAnyElementsOf(novel);
        assertThat(novel).hasSize(30);
    }

    @Test
    void made_domains_arePerSplit() {
        DataSource source = open("domains", "[photo, faded]", "test-domains", "[night]", "test-rows", "30");

        Split test = source.split(DataSource.TEST);
        Split train = source.split(DataSource.TRAIN);
        for (int row = 0; row < 30; row++) {
            assertThat(test.attributes(row)).containsEntry("domain", "night");
            assertThat(train.attributes(row).get("domain")).isIn("photo", "faded");
        }
    }

    @Test
    void made_hash_dependsOnSeedAndOptions() {
        String hash = DataSources.open(MadeOptions.DEFAULTS, 1).contentHash();

        assertThat(DataSources.open(MadeOptions.DEFAULTS, 1).contentHash()).isEqualTo(hash);
        assertThat(DataSources.open(MadeOptions.DEFAULTS, 2).contentHash()).isNotEqualTo(hash);
        assertThat(open("ambiguity", "0.5").contentHash()).isNotEqualTo(hash);
    }

    @Test
    void made_fewClasses_areDrawnBySeed() {
        DataSource source =
                open("classes", "8", "shapes", "[star, heart, ring]", "class-attributes", "[shape, colour]");

        assertThat(source.classNames()).hasSize(8).allMatch(name -> name.matches("[a-z]+ (star|heart|ring)"));
    }

    @Test
    void made_moreClassesThanCompositions_isAnError() {
        assertThatThrownBy(() -> open("classes", "121"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at most 120")
                .hasMessageContaining("was 121");
    }

    private static DataSource open(String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 2];
        all[0] = "kind";
        all[1] = "made";
        System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
        return DataSources.open(TestData.options(all), 1);
    }
}
