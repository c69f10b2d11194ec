package dev.kintsugi.methods.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockSchedule;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewTableTest {
    private static final LocalTraining THREE_EPOCHS = new LocalTraining(
            3,
            4,
            LocalTraining.DEFAULTS.optimizer(),
            LocalTraining.DEFAULTS.schedule(),
            LocalTraining.DEFAULTS.clipNorm());

    /** The tiny workplace with three views; the one value of a feature is 100 × view + row. */
    private record Views(TinyWorkplace plain) implements Workplace {
        @Override
        public Backbone backbone() {
            return plain.backbone();
        }

        @Override
        public String promptTemplate() {
            return plain.promptTemplate();
        }

        @Override
        public ExampleTable examples() {
            return plain.examples();
        }

        @Override
        public FeatureTable features(FeatureKind kind) {
            return plain.features(kind);
        }

        @Override
        public int views() {
            return 3;
        }

        @Override
        public FeatureTable features(FeatureKind kind, int view) {
            return new FeatureTable() {
                @Override
                public int rows() {
                    return examples().rows();
                }

                @Override
                public int width() {
                    return 1;
                }

                @Override
                public void copyRow(int row, float[] into, int offset) {
                    into[offset] = 100 * view + row;
                }
            };
        }

        @Override
        public ClientData client(String client) {
            return plain.client(client);
        }
    }

    private static BlockSchedule schedule(Workplace workplace, String... clients) {
        List<ClientTask> tasks = IntStream.range(0, clients.length)
                .mapToObj(k -> new ClientTask(2, 5, clients[k], 1, ParameterSet.empty()))
                .toList();
        return new BlockSchedule(workplace, tasks, THREE_EPOCHS);
    }

    @Test
    void copyRow_atThePlacesOfAStep_readsTheViewThatWasDrawn() {
        Workplace workplace = new Views(new TinyWorkplace(9, 6));
        ViewTable table = new ViewTable(workplace, FeatureKind.pooled(Modality.IMAGE));
        BlockSchedule.Step step = schedule(workplace, "c0", "c1").at(1);

        int[] places = ViewTable.places(workplace, step);

        for (int i = 0; i < places.length; i++) {
            float[] read = new float[1];
            table.copyRow(places[i], read, 0);
            assertThat(read[0]).isEqualTo(100 * step.views()[i] + step.rows()[i]);
        }
        assertThat(table.rows()).isEqualTo(3 * 15);
    }

    @Test
    void views_ofAClient_areAllTakenAndDoNotDependOnItsBlock() {
        Workplace workplace = new Views(new TinyWorkplace(9, 6));
        BlockSchedule alone = schedule(workplace, "c1");
        BlockSchedule together = schedule(workplace, "c0", "c1");

        // Six rows are a batch of four and one of two.
        int[] own = alone.at(0).views();
        assertThat(IntStream.range(4, 8).map(i -> together.at(0).views()[i]).toArray())
                .isEqualTo(own);
        assertThat(IntStream.range(0, alone.longest())
                        .flatMap(step -> IntStream.of(alone.at(step).views()))
                        .distinct())
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(alone.at(0).rows())
                .as("views do not change the order of the rows")
                .isEqualTo(schedule(new TinyWorkplace(9, 6), "c1").at(0).rows());
    }
}
