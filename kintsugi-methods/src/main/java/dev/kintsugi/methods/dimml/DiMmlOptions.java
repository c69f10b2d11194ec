package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code di-mml}. */
public record DiMmlOptions(
        @Option("encoders, fusion and federation; the fusion is the head of the second stage")
        NetworkOptions network,

        @Option(value = "weight of the loss of the shared head, 0 or more", source = "released code: 1")
        double sharedHead,

        @Option(
                value = "weight of the uni-directional contrast, 0 or more",
                source = "released code: 1, without a name")
        double contrast,

        @Option(
                value = "temperature of the contrast, above 0; products are not normalised, so it is large",
                source = "released code: 10 for AVE and UCF101, 50 for CREMA-D and ModelNet40")
        double temperature,

        @Option(
                value = "round in which the dimensions begin to be divided, from 1; the contrast starts two rounds"
                        + " later",
                source = "ours: 5; released code: epoch 20 of 150")
        int splitRound,

        @Option(
                value = "last rounds, which train the fusion alone on complete samples; 0 for none",
                source = "ours: 5; released code: 20 epochs after 150")
        int stageTwoRounds,

        @Option(
                value = "temperature of the certainties, above 0",
                source = "released code: 1 for CREMA-D and UCF101, 3 for AVE and ModelNet40")
        double certaintyTemperature) {
    /** The defaults. */
    public static final DiMmlOptions DEFAULTS = new DiMmlOptions(NetworkOptions.DEFAULTS, 1, 1, 10, 5, 5, 1);

    /** Checks the ranges. */
    public DiMmlOptions {
        Check.notNegative("shared-head", sharedHead);
        Check.notNegative("contrast", contrast);
        Check.positive("temperature", temperature);
        Check.positive("split-round", splitRound);
        Check.notNegative("stage-two-rounds", stageTwoRounds);
        Check.positive("certainty-temperature", certaintyTemperature);
    }

    List<Mechanism> mechanisms() {
        Stages stages = new Stages(stageTwoRounds);
        List<Mechanism> all = new ArrayList<>();
        all.add(new DetachedHeads(stages));
        if (sharedHead > 0) {
            all.add(new SharedHead(sharedHead, stages));
        }
        if (contrast > 0) {
            all.add(new DimensionSplit(splitRound, stages));
            all.add(new UnidirectionalContrast(contrast, temperature, stages));
        }
        all.add(new FusionStage(stages));
        all.add(new CertaintyWeighting(certaintyTemperature));
        return all;
    }
}
