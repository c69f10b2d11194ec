package dev.kintsugi.methods.balance;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Prototypical modal rebalance (Fan et al., CVPR 2023, Eq. 6 to 13): the modality that is behind is drawn to the
 * client's own class prototypes, measured by how sure each modality is of the true class by its distances to them.
 *
 * <ul>
 *   <li>{@link Form#EQUATIONS}: the weight is {@code α · min(1, ρ − 1)} with ρ the lead of the other; up to round
 *       {@code entropyRounds} the entropy of the modality that is ahead is raised with {@code μ · min(1, ρ − 1)}.
 *   <li>{@link Form#RELEASED}: the weight is α; no entropy term.
 * </ul>
 *
 * <p>Prototypes are computed from all rows of the client before its training, under the received parameters, and kept
 * on the client for its next round; they are never sent. Losses and ratio run over complete samples.
 */
public record PrototypeRebalance(RebalanceOptions options, Form form) implements Mechanism {
    private static final String KEPT = "pmr.kept."; // of the client's last round
    private static final String PROTOTYPES = "pmr.prototypes."; // of this round
    private static final String RATIO = "pmr.ratio.";
    private static final String WEIGHT = "pmr.weight.";

    /**
     * {@inheritDoc}
     *
     * @throws ConfigException if there are not two modalities
     */
    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        if (network.modalities().size() != 2) {
            throw new ConfigException("prototypical rebalance sets two modalities against each other, but there are "
                    + network.modalities().size() + ": " + network.modalities()
                    + "; choose two with encoders.modalities, or take ogm-ge or opm");
        }
        long[] shape = {network.classes(), network.width() + 1};
        for (Modality modality : network.modalities()) {
            layout.add(
                    new ParameterSpec(KEPT + modality.name(), shape, Scope.LOCAL, Optional.of(modality)),
                    seed -> FloatArray.zeros(shape));
        }
    }

    @Override
    public boolean trains(String parameter) {
        return !parameter.startsWith(KEPT);
    }

    private boolean acts(int round) {
        boolean weighs = options.alpha() > 0 || form == Form.EQUATIONS && options.entropyWeight() > 0;
        return weighs && options.rounds().contains(round);
    }

    @Override
    public ParameterSet prepared(ClientTask task, ParameterSet received, ClientSamples samples) {
        if (!acts(task.round())) {
            return ParameterSet.empty();
        }
        Map<String, FloatArray> prototypes = new TreeMap<>();
        Prototypes.of(received, samples)
                .forEach((modality, now) -> prototypes.put(
                        PROTOTYPES + modality.name(),
                        Prototypes.blended(received.get(KEPT + modality.name()), now, options.momentum())));
        return ParameterSet.of(prototypes);
    }

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        Map<String, FloatArray> kept = new TreeMap<>();
        received.asMap().forEach((name, value) -> {
            if (name.startsWith(PROTOTYPES)) {
                kept.put(KEPT + name.substring(PROTOTYPES.length()), value);
            }
        });
        return new Finish(ParameterSet.of(kept), ParameterSet.empty());
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        Run run = forward.run();
        if (!acts(run.pass().round())) {
            return null;
        }
        Tensor[] logits = new Tensor[2];
        Tensor[] confidences = new Tensor[2];
        for (int m = 0; m < 2; m++) {
            Modality modality = forward.modalities().get(m);
            logits[m] = Prototypes.logits(
                    forward.encoded().get(m).pooled(), run.initial().get(PROTOTYPES + modality.name()));
            confidences[m] = run.confidence(logits[m]);
        }
        double[][] ratios = DominanceRatios.of(run, confidences).ratios();
        Tensor complete = run.complete();
        Tensor added = weightedLoss(run, 0, ratios, logits, complete);
        return added.add(weightedLoss(run, 1, ratios, logits, complete));
    }

    /** Returns what modality m adds if it is behind, {@code [clients]}. */
    private Tensor weightedLoss(Run run, int behind, double[][] ratios, Tensor[] logits, Tensor complete) {
        int ahead = 1 - behind;
        int clients = ratios[ahead].length;
        double[] weights = new double[clients];
        float[] pulls = new float[clients];
        float[] entropies = new float[clients];
        boolean raises = form == Form.EQUATIONS && run.pass().round() <= options.entropyRounds();
        for (int k = 0; k < clients; k++) {
            weights[k] = weight(ratios[ahead][k]);
            pulls[k] = (float) (options.alpha() * weights[k]);
            entropies[k] = raises ? (float) (options.entropyWeight() * weights[k]) : 0;
        }
        run.pass().memory().put(RATIO + behind, ratios[behind]);
        run.pass().memory().put(WEIGHT + behind, weights);
        Tensor pull = run.loss(logits[behind], complete).mul(TensorBridge.tensor(pulls, clients));
        if (!raises) {
            return pull;
        }
        Tensor logarithms = log_softmax(logits[ahead], -1);
        Tensor entropy = logarithms.exp().mul(logarithms).sum(2).neg();
        Tensor mean = entropy.mul(complete).mul(run.batch().weighted()).sum(1);
        return pull.sub(mean.mul(TensorBridge.tensor(entropies, clients)));
    }

    /** Returns β or γ, without α, for the modality that the other is ahead of by a ratio; 0 if the ratio is NaN. */
    double weight(double ratio) {
        if (!(ratio > 1)) {
            return 0;
        }
        return form == Form.RELEASED ? 1 : Math.min(1, ratio - 1);
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        for (int m = 0; m < 2; m++) {
            String name = forward.modalities().get(m).name();
            GradientModulation.measure(forward, RATIO + m, "lead of each modality (prototypes)", name, measurements);
            GradientModulation.measure(forward, WEIGHT + m, "pull to prototypes", name, measurements);
        }
    }
}
