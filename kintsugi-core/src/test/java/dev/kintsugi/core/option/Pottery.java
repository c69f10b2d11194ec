package dev.kintsugi.core.option;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An options record that has a component of every allowed type. */
record Pottery(
        @Option(value = "name of the bowl", required = true) String name,
        @Option("shards, 1 or more") int shards,
        @Option("random seed") long seed,

        @Option(value = "share of gold, in [0, 1]", source = "Sen no Rikyu, eq. (3)")
        double goldShare,

        @Option("whether it is glazed") boolean glazed,
        @Option("shape") Form form,
        @Option("owner, if known") Optional<String> owner,
        @Option("diameters in cm") List<Double> diameters,
        @Option("marks on the bottom") Map<String, String> marks,
        @Option("the kiln") Kiln kiln,
        @Option("how it is mended") Mending mending,
        @Option("layers, from the inside") List<Mending> layers,
        @Option("read by the museum") Optional<Setting> museum) {
    static final Pottery DEFAULTS = new Pottery(
            "",
            3,
            7,
            0.5,
            true,
            Form.TEA_BOWL,
            Optional.empty(),
            List.of(1.5),
            Map.of(),
            new Kiln(900, 2),
            new Mending.Urushi(4, Kiln.DEFAULTS),
            List.of(),
            Optional.empty());

    Pottery {
        Check.positive("shards", shards);
        Check.within("gold-share", goldShare, 0, 1);
        diameters = List.copyOf(diameters);
        layers = List.copyOf(layers);
    }

    enum Form {
        TEA_BOWL,
        VASE {
            @Override
            boolean isHigh() {
                return true;
            }
        },
        PLATE;

        boolean isHigh() {
            return false;
        }
    }

    /** Its defaults differ from those that stand in {@link Pottery#DEFAULTS}, on purpose. */
    record Kiln(
            @Option("temperature in °C") int temperature,
            @Option("hours") int hours) {
        static final Kiln DEFAULTS = new Kiln(1200, 10);

        Kiln {
            if (temperature < 0) {
                throw new ConfigException("kiln temperature must be 0 or more, but was " + temperature);
            }
        }
    }

    sealed interface Mending {
        @Kind(value = "urushi", description = "lacquer and gold")
        record Urushi(
                @Option("coats of lacquer") int coats,
                @Option("where it dries") Kiln dried) implements Mending {
            static final Urushi DEFAULTS = new Urushi(2, new Kiln(25, 24));
        }

        @Kind("staples")
        record Staples(
                @Option(value = "number of staples", required = true)
                int count) implements Mending {
            static final Staples DEFAULTS = new Staples(1);

            public Staples {
                if (count > 99) {
                    throw new IllegalArgumentException("count must be 99 or less, but was " + count);
                }
            }
        }

        @Kind("none")
        record None() implements Mending {
            static final None DEFAULTS = new None();
        }
    }
}
