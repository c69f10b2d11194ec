package dev.kintsugi.samples;

import static org.bytedeco.pytorch.global.torch.cosine_similarity;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.ModalityDrop;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.prompted.PersonalOptions;
import dev.kintsugi.methods.prompted.PoolSettings;
import dev.kintsugi.methods.prompted.PromptOptions;
import dev.kintsugi.methods.prompted.PromptedFactory;
import dev.kintsugi.methods.prompted.PromptedOptions;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Prompts whose features stay near those without prompts, trained with modality drop-out. */
public final class NearFrozenPrompts {
    private static final MethodCard CARD = new MethodCard(
            "near-frozen-prompts",
            "prompts of both towers that are held near the frozen features, with modality drop-out",
            "the penalty of Yao et al., KgCoOp, CVPR 2023, on features of samples; ModDrop, PAMI 2016",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "prompts, pools and fusion in both directions; use counts of pools up",
            List.of(),
            List.of(),
            List.of("features of samples instead of class sentences"),
            "weight 0 and rate 0: equals fedmultimodal-prompt");

    private NearFrozenPrompts() {}

    /** Settings of the method. */
    public record Options(
            @Option("modalities, fusion and federation") NetworkOptions network,
            @Option("prompts that all samples have") PromptOptions prompts,
            @Option("what of them is every client's own") PersonalOptions personal,

            @Option("pools of prompts that samples choose from")
            PoolSettings pool,

            @Option(value = "weight of 1 - cos to the frozen feature, 0 or more", source = "KgCoOp: 8")
            double weight,

            @Option(value = "probability with which a sample loses a modality in training", source = "ModDrop")
            double rate) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(
                NetworkOptions.DEFAULTS,
                PromptOptions.DEFAULTS,
                PersonalOptions.DEFAULTS,
                PoolSettings.DEFAULTS,
                8,
                0.1);

        /** Checks the ranges. */
        public Options {
            Check.notNegative("weight", weight);
            Check.within("rate", rate, 0, 1);
        }

        PromptedOptions prompted() {
            return new PromptedOptions(network, prompts, personal, pool);
        }
    }

    /** The part that is new: one loss. */
    record NearFrozen(double weight) implements Mechanism {
        @Override
        public Tensor loss(Forward forward) {
            MultimodalBatch batch = forward.run().batch();
            Tensor sum = batch.weighted().mul(new Scalar(0)).sum(1);
            for (int m = 0; m < forward.modalities().size(); m++) {
                Tensor frozen =
                        batch.features(FeatureKind.pooled(forward.modalities().get(m)));
                Tensor likeness = cosine_similarity(forward.encoded().get(m).pooled(), frozen, 2, 1e-8);
                Tensor weights =
                        batch.weighted().mul(batch.present(forward.modalities().get(m)));
                sum = sum.add(weights.sub(likeness.mul(weights)).sum(1));
            }
            return sum.mul(new Scalar(weight));
        }
    }

    /** Returns the factory: a list of mechanisms. */
    public static MethodFactory factory() {
        return new PromptedFactory<>(
                CARD,
                Options.DEFAULTS,
                Options::prompted,
                options -> List.of(new NearFrozen(options.weight()), new ModalityDrop(options.rate())));
    }
}
