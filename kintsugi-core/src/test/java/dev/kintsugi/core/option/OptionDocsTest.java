package dev.kintsugi.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kintsugi.core.option.OptionDocs.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionDocsTest {
    @Test
    void tables_ofRecord_holdEveryOptionWithItsDefault() {
        List<OptionDocs.Table> tables = OptionDocs.tables(Pottery.class);

        assertThat(tables.get(0).rows())
                .containsExactly(
                        new Row("name", "text", "required", "name of the bowl", ""),
                        new Row("shards", "whole number", "3", "shards, 1 or more", ""),
                        new Row("seed", "whole number", "7", "random seed", ""),
                        new Row("gold-share", "number", "0.5", "share of gold, in [0, 1]", "Sen no Rikyu, eq. (3)"),
                        new Row("glazed", "true or false", "true", "whether it is glazed", ""),
                        new Row("form", "tea-bowl | vase | plate", "tea-bowl", "shape", ""),
                        new Row("owner", "text", "", "owner, if known", ""),
                        new Row("diameters", "list of number", "[1.5]", "diameters in cm", ""),
                        new Row("marks", "section of text", "{}", "marks on the bottom", ""),
                        // The defaults of the section are those of Pottery.DEFAULTS.
                        new Row("kiln.temperature", "whole number", "900", "temperature in °C", ""),
                        new Row("kiln.hours", "whole number", "2", "hours", ""),
                        new Row("mending", "kind: urushi | staples | none", "urushi", "how it is mended", ""),
                        new Row("layers", "list of kind: urushi | staples | none", "[]", "layers, from the inside", ""),
                        new Row("museum", "section", "", "read by the museum", ""));
    }

    @Test
    void tables_ofFamilies_followWithEffectiveDefaults() {
        List<OptionDocs.Table> tables = OptionDocs.tables(Pottery.class);

        assertThat(tables)
                .extracting(OptionDocs.Table::path, OptionDocs.Table::kind)
                .containsExactly(
                        tuple("", ""),
                        tuple("mending", "urushi"),
                        tuple("mending", "staples"),
                        tuple("mending", "none"),
                        tuple("layers[]", "urushi"),
                        tuple("layers[]", "staples"),
                        tuple("layers[]", "none"));
        // Pottery.DEFAULTS mends with four coats; a layer that is added has the two of Urushi.DEFAULTS.
        assertThat(tables.get(1).rows().get(0))
                .isEqualTo(new Row("mending.coats", "whole number", "4", "coats of lacquer", ""));
        assertThat(tables.get(4).rows().get(0))
                .isEqualTo(new Row("layers[].coats", "whole number", "2", "coats of lacquer", ""));
    }

    @Test
    void markdown_ofKinds_hasHeadingAndTable() {
        assertThat(OptionDocs.markdown(OptionDocs.tables(Pottery.Mending.class, "mending"), 3))
                .isEqualTo("""
                ### `mending: urushi`

                Lacquer and gold.

                | key | type | default | meaning | source |
                |---|---|---|---|---|
                | `mending.coats` | whole number | `2` | coats of lacquer |  |
                | `mending.dried.temperature` | whole number | `25` | temperature in °C |  |
                | `mending.dried.hours` | whole number | `24` | hours |  |

                ### `mending: staples`

                | key | type | default | meaning | source |
                |---|---|---|---|---|
                | `mending.count` | whole number | required | number of staples |  |

                ### `mending: none`

                No options.

                """);
    }

    @Test
    void text_forATerminal_keepsTheWidth() {
        String text = OptionDocs.text(OptionDocs.tables(Pottery.class), 30);

        assertThat(text)
                .contains("""
                  gold-share  (number, default 0.5)
                      share of gold, in [0, 1]
                      [Sen no Rikyu, eq. (3)]
                """)
                .contains("mending: urushi – lacquer and gold\n")
                .contains("  name  (text, required)\n");
    }
}
