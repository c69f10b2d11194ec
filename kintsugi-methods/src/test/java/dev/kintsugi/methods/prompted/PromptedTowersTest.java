package dev.kintsugi.methods.prompted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.alignment.PositionMean;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.OutputOnlyTower;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptedTowersTest {
    private static final List<Modality> BOTH = List.of(Modality.IMAGE, Modality.TEXT);
    private static final List<String> CLIENTS = List.of("c0", "c1");
    private static final PromptedOptions PLAIN = Prompting.options(Prompting.SHARED, Prompting.NO_POOLS);

    private static Method method(TinyStreamWorkplace workplace, PromptedOptions options) {
        return FedMultimodalPrompt.factory().create(workplace, options, Prompting.TRAINING);
    }

    private static float[] scores(Method method, ServerState state, Samples samples) {
        return method.scores(state.shared(), List.of(ParameterSet.empty()), samples)
                .get(0);
    }

    @Test
    void parameters_ofPlainPrompts_areAllOfAModalityButTheFusion() {
        try (Method method = method(TinyStreamWorkplace.clipWithHoles(6), PLAIN)) {
            assertThat(method.start(1).shared().names())
                    .containsExactly(
                            "encoder.image.prompts", "encoder.text.prompts", "fusion.out.bias", "fusion.out.weight");
            assertThat(method.startLocal("c0", 1).isEmpty()).isTrue();
        }
    }

    @Test
    void bottleneckZeroAndMuZero_withoutPools_equalsPlainPromptsBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(7, 9);
        PersonalOptions off = new PersonalOptions(0, 0, 0.1, 0.5);
        PoolSettings none = new PoolSettings(0, 3, 9, List.of(PoolSettings.Kind.INTRA), PositionMean.DEFAULTS);

        assertThat(Prompting.run(Prompting.options(off, none), workplace, 2, CLIENTS)
                        .state())
                .isEqualTo(Prompting.run(PLAIN, workplace, 2, CLIENTS).state());
    }

    @ParameterizedTest
    @EnumSource(PoolSettings.Kind.class)
    void poolOfWhichAllIsTaken_averagedWithoutPull_equalsPlainPrompts(PoolSettings.Kind kind) {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(7, 9);
        PromptedOptions plain = new PromptedOptions(
                NetworkOptions.DEFAULTS, new PromptOptions(4, 1, 0.02), Prompting.SHARED, Prompting.NO_POOLS);

        ParameterSet pooled = Prompting.run(
                        Prompting.wholePool(4, 0, kind, PositionMean.DEFAULTS), workplace, 2, CLIENTS)
                .state()
                .shared();
        ParameterSet shared =
                Prompting.run(plain, workplace, 2, CLIENTS).state().shared();

        String name = kind == PoolSettings.Kind.INTRA ? "intra" : "inter";
        for (Modality modality : BOTH) {
            FloatArray found = pooled.get("encoder." + modality + ".pool." + name);
            assertThat(found.toArray())
                    .containsExactly(
                            shared.get("encoder." + modality + ".prompts").toArray(), within(1e-6f));
        }
        assertThat(pooled.get("fusion.out.weight").toArray())
                .containsExactly(shared.get("fusion.out.weight").toArray(), within(1e-6f));
    }

    @Test
    void pull_ofAPool_changesItAndNothingElseInOneStep() {
        // One client, one step: the gradient of the pull is of the pool alone, on top of that of the loss.
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(3);
        ParameterSet without = Prompting.run(
                        Prompting.wholePool(4, 0, PoolSettings.Kind.INTRA, PositionMean.DEFAULTS),
                        workplace,
                        1,
                        List.of("c0"))
                .updates()
                .get(0)
                .shared();
        ParameterSet with = Prompting.run(
                        Prompting.wholePool(4, 1, PoolSettings.Kind.INTRA, PositionMean.DEFAULTS),
                        workplace,
                        1,
                        List.of("c0"))
                .updates()
                .get(0)
                .shared();
        assertThat(with.get("encoder.image.pool.intra")).isNotEqualTo(without.get("encoder.image.pool.intra"));
    }

    @Test
    void ownPart_afterTraining_staysOutOfTheUpdateAndDiffersFromClientToClient() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(7, 9);
        Prompting.Rounds rounds =
                Prompting.run(Prompting.options(Prompting.OWN, Prompting.POOLS), workplace, 1, CLIENTS);

        for (ClientUpdate update : rounds.updates()) {
            assertThat(update.shared().names()).noneMatch(name -> name.endsWith(".left") || name.endsWith(".right"));
            assertThat(update.statistics().names())
                    .containsExactly("held", "image inter", "image intra", "text inter", "text intra");
        }
        assertThat(rounds.locals().get(0).names())
                .containsExactly(
                        "encoder.image.prompts.left",
                        "encoder.image.prompts.right",
                        "encoder.text.prompts.left",
                        "encoder.text.prompts.right");
        assertThat(rounds.locals().get(0)).isNotEqualTo(rounds.locals().get(1));
    }

    @Test
    void scores_whereAModalityIsMissing_doNotReadIt() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(9);
        try (Method method = method(workplace, Prompting.options(Prompting.OWN, Prompting.POOLS))) {
            ServerState state = method.start(1);

            assertThat(scores(method, state, imageOfRowZero(workplace, 0)))
                    .isEqualTo(scores(method, state, imageOfRowZero(workplace, 5)));
        }
    }

    /** A sample with the image of row 0 and the text of another row, which its presence says is missing. */
    private static Samples imageOfRowZero(TinyStreamWorkplace workplace, int textRow) {
        Samples text = workplace.samples().select(new int[] {textRow}, PresenceTable.complete(BOTH, 1));
        Samples image = workplace.samples().select(new int[] {0}, PresenceTable.complete(BOTH, 1));
        return Samples.of(
                new PresenceTable(BOTH, new long[] {0b01}),
                kind -> (kind.modality().equals(Modality.TEXT) ? text : image).features(kind));
    }

    @Test
    void clientWithoutAModality_leavesWhatServesItAlone() {
        // c0 has images only, so that prompts and pools of the text stay as they were when it is the only client.
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> row < 7 ? 0b01 : 0b11, 7, 9);
        PromptedOptions options = Prompting.options(Prompting.OWN, Prompting.POOLS);
        try (Method method = method(workplace, options)) {
            ParameterSet start = method.start(1).shared();
            Prompting.Rounds alone = Prompting.run(options, workplace, 1, List.of("c0"));
            for (String name : start.names()) {
                if (name.startsWith("encoder.text.")) {
                    assertThat(alone.state().shared().get(name)).as(name).isEqualTo(start.get(name));
                } else {
                    assertThat(alone.state().shared().get(name)).as(name).isNotEqualTo(start.get(name));
                }
            }
            assertThat(method.figures(alone.state()))
                    .allSatisfy(figure -> assertThat(figure.title()).contains("image"));
        }
    }

    @Test
    void holders_amongClients_decideTheTextsPromptsAlone() {
        // c0 holds no text: with and without it the text's prompts and pools come out alike, the images' do not.
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> row < 7 ? 0b01 : 0b11, 7, 9);
        PromptedOptions options = Prompting.options(Prompting.SHARED, Prompting.POOLS);
        ParameterSet both =
                Prompting.run(options, workplace, 1, CLIENTS).state().shared();
        ParameterSet holder =
                Prompting.run(options, workplace, 1, List.of("c1")).state().shared();
        for (String name : both.names()) {
            if (name.startsWith("encoder.text.")) {
                assertThat(both.get(name)).as(name).isEqualTo(holder.get(name));
            }
        }
        assertThat(both.get("encoder.image.prompts")).isNotEqualTo(holder.get("encoder.image.prompts"));
    }

    @Test
    void pools_overRounds_areUsedAlignedAndShown() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(7, 9);
        PromptedOptions options = Prompting.options(Prompting.SHARED, Prompting.POOLS);
        Prompting.Rounds rounds = Prompting.run(options, workplace, 2, CLIENTS);

        // c0 has 7 rows, of which 0, 3 and 6 are complete and 1 and 4 have the image: 5 images, 2 prompts, 2 counts.
        FloatArray counts = rounds.updates().get(0).statistics().get("image inter");
        float sum = 0;
        for (float count : counts.toArray()) {
            sum += count;
        }
        assertThat(sum).isEqualTo(5 * 2 * 2);
        try (Method method = method(workplace, options)) {
            assertThat(method.figures(rounds.state())).hasSize(2 * 4); // uses and positions of each of four pools
        }
    }

    @Test
    void training_withEverything_changesEveryParameterAndLearns() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(24);
        PromptedOptions options = Prompting.options(Prompting.OWN, Prompting.POOLS);
        try (Method method = method(workplace, options)) {
            ParameterSet start = method.start(1).shared();
            Prompting.Rounds first = Prompting.run(options, workplace, 1, List.of("c0"));
            Prompting.Rounds fifth = Prompting.run(options, workplace, 5, List.of("c0"));
            start.asMap()
                    .forEach((name, value) -> assertThat(
                                    first.updates().get(0).shared().get(name))
                            .as(name)
                            .isNotEqualTo(value));
            assertThat(loss(fifth.updates().get(0)))
                    .isLessThan(0.8 * loss(first.updates().get(0)));
        }
    }

    @Test
    void contrast_withoutOwnPart_pullsTheSharedPromptsOnly() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(9);
        PersonalOptions drawn = new PersonalOptions(0, 5, 0.5, 0.02);
        assertThat(Prompting.run(Prompting.options(drawn, Prompting.NO_POOLS), workplace, 1, List.of("c0"))
                        .state()
                        .shared())
                .isNotEqualTo(Prompting.run(PLAIN, workplace, 1, List.of("c0"))
                        .state()
                        .shared());
    }

    @Test
    void contrast_withoutWeight_changesNoBitOfTheOwnPart() {
        // mu 0 leaves out the second pass: what is learned is that of p_G + U V alone, whatever the temperature.
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(9);
        assertThat(Prompting.run(
                                Prompting.options(new PersonalOptions(2, 0, 0.5, 0.02), Prompting.NO_POOLS),
                                workplace,
                                1,
                                List.of("c0"))
                        .locals())
                .isEqualTo(Prompting.run(
                                Prompting.options(new PersonalOptions(2, 0, 7, 0.02), Prompting.NO_POOLS),
                                workplace,
                                1,
                                List.of("c0"))
                        .locals());
    }

    @Test
    void settings_thatMakeNoPrompts_sayWhatToSet() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(3);
        PromptOptions none = new PromptOptions(0, 1, 0.02);
        assertThatThrownBy(() -> method(
                        workplace,
                        new PromptedOptions(NetworkOptions.DEFAULTS, none, Prompting.SHARED, Prompting.NO_POOLS)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prompts.length is 0 and pool.size is 0");
        assertThatThrownBy(() -> method(
                        workplace, new PromptedOptions(NetworkOptions.DEFAULTS, none, Prompting.OWN, Prompting.POOLS)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set prompts.length above 0");
        assertThatThrownBy(() -> new PoolSettings(3, 4, 0, List.of(PoolSettings.Kind.INTRA), PromptAlignment.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("taken must be at most the size of the pool, 3, but was 4");
    }

    @Test
    void towerThatTakesNoPrompts_givesItsFrozenFeatureThroughALinearMap() {
        TinyStreamWorkplace tiny = TinyStreamWorkplace.clipWithHoles(6);
        PromptedOptions options = Prompting.options(Prompting.OWN, Prompting.POOLS);
        try (Method method = FedMultimodalPrompt.factory().create(new Locked(tiny), options, Prompting.TRAINING)) {
            assertThat(method.start(1).shared().names())
                    .contains("encoder.image.projector.weight", "encoder.text.prompts", "encoder.text.pool.inter")
                    .noneMatch(name -> name.startsWith("encoder.image.p") && !name.contains("projector"));
            assertThat(method.card().deviations().get(method.card().deviations().size() - 1))
                    .contains("[image]")
                    .contains("takes no prompts");
        }
        Prompting.Rounds rounds =
                Prompting.run(FedMultimodalPrompt.factory(), options, new Locked(tiny), 1, List.of("c0"));
        assertThat(rounds.updates().get(0).statistics().names()).containsExactly("held", "text inter", "text intra");
    }

    /** The tiny CLIP with an image tower of which nothing but its output is known. */
    private record Locked(TinyStreamWorkplace tiny) implements Workplace {
        @Override
        public Backbone backbone() {
            TwoTower clip = (TwoTower) tiny.backbone();
            return new TwoTower(
                    "locked",
                    clip.hash(),
                    new OutputOnlyTower(clip.image()),
                    clip.text(),
                    clip.tokenizer(),
                    clip.logitScale(),
                    List.of());
        }

        @Override
        public String promptTemplate() {
            return tiny.promptTemplate();
        }

        @Override
        public ExampleTable examples() {
            return tiny.examples();
        }

        @Override
        public FeatureTable features(FeatureKind kind) {
            return tiny.features(kind);
        }

        @Override
        public ClientData client(String client) {
            return tiny.client(client);
        }
    }

    @Test
    void backboneOfOneStream_isAnErrorThatNamesWhatIsNeeded() {
        assertThatThrownBy(() -> method(TinyStreamWorkplace.withHoles(3), PLAIN))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not a two-tower model");
    }

    private static double loss(ClientUpdate update) {
        return update.metrics().getOrDefault("loss", Double.NaN);
    }
}
