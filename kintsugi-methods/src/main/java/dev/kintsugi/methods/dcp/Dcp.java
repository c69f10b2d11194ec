package dev.kintsugi.methods.dcp;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.stream.StreamMethod;
import java.util.List;

/**
 * Deep correlated prompting: prompts of both CLIP towers that are made from each other, layer by layer, from what the
 * sample misses and from the sample itself; averaged over clients by their examples.
 *
 * <p>Follows Hu et al., "Deep Correlated Prompting for Visual Recognition with Missing Modalities", NeurIPS 2024, and
 * its released code, under federated averaging. <b>Differs:</b> the queries of the dynamic prompts learn, as the paper
 * says (the released code leaves them at their draws); dynamic prompts do not look at padding behind a text; the
 * attention has no key bias, which has no influence; the optimiser is the experiment's; the tower of a missing modality
 * is not run, as its features are zeroed anyway. <b>Limit:</b> without any prompts and with frozen tower ends this is a
 * linear head on frozen CLIP features.
 */
public final class Dcp {
    private static final MethodCard CARD = new MethodCard(
            "dcp",
            "prompts of both CLIP towers, correlated over layers and towers, per missing pattern and per sample",
            "Hu et al., Deep Correlated Prompting for Visual Recognition with Missing Modalities, NeurIPS 2024, under"
                    + " FedAvg",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "prompts with the networks that make them, final norms, the image projection and head, in both directions",
            List.of(),
            List.of(),
            List.of(
                    "federated averaging is ours; one client is the paper's setting",
                    "the queries of the dynamic prompts learn; the released code leaves them at their draws",
                    "dynamic prompts do not look at the padding behind a text; no key bias, which has no influence",
                    "optimiser and schedule are the experiment's"),
            "no parts and frozen tower ends: a linear head on frozen CLIP features, zeros for what is missing");

    private Dcp() {}

    private static final class Factory implements MethodFactory {
        @Override
        public MethodCard card() {
            return CARD;
        }

        @Override
        public Record defaults() {
            return DcpOptions.DEFAULTS;
        }

        @Override
        public Method create(Workplace workplace, Record options, LocalTraining training) {
            DcpOptions own = (DcpOptions) options;
            int classes = workplace.examples().targets().classes();
            DcpModel model = new DcpModel(ContextModel.requireTwoTower(workplace), own, classes);
            return new StreamMethod(CARD, workplace, model, own.loss(), training, 0);
        }
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new Factory();
    }
}
