package dev.kintsugi.methods.balance;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * On-the-fly prediction modulation, OPM (Wei et al., TPAMI 2024, Eq. 6 to 8, and the released {@code Classifier.py}):
 * in training a modality that is ahead of the others ({@link DominanceRatios}) is taken away from complete samples,
 * each with probability {@code q = q_base (1 + λ tanh(ρ − 1))}; one that is not ahead never is. Some modality always
 * stays: the one behind all others has {@code ρ ≤ 1}.
 *
 * <ul>
 *   <li>{@link Form#EQUATIONS}: q comes from the step before; at the first step of a round from all complete rows of
 *       the client under the received parameters.
 *   <li>{@link Form#RELEASED}: q comes from the batch itself; a batch is touched with probability {@code executed}, and
 *       then all its complete samples are scaled by {@code 1 / (1 − mean q)}, whether something was dropped or not.
 * </ul>
 */
public record PredictionModulation(DropOptions options, Form form) implements Mechanism {
    private static final String RATE = "opm.rate."; // from the latest batch that had complete samples
    private static final String USED = "opm.used.";
    private static final String FIRST = "opm.first"; // prepared, [modalities]

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        DominanceRatios.require(network, "prediction modulation");
    }

    private boolean acts(int round) {
        return options.baseRate() > 0 && options.rounds().contains(round);
    }

    /** Returns q of a modality that is ahead by a ratio; 0 if the ratio is NaN. */
    double rate(double ratio) {
        return ratio > 1 ? Math.min(1, options.baseRate() * (1 + options.growth() * Math.tanh(ratio - 1))) : 0;
    }

    /**
     * {@inheritDoc}
     *
     * <p>For the equations: the rates of the first step.
     */
    @Override
    public ParameterSet prepared(ClientTask task, ParameterSet received, ClientSamples samples) {
        if (options.baseRate() > 0) {
            options.rounds().require(task, "drop.rounds");
        }
        if (form == Form.RELEASED || !acts(task.round()) || samples.rows().length == 0) {
            return ParameterSet.empty();
        }
        List<double[]> portions = new ArrayList<>(); // sums of confidence per modality
        samples.each(received, forward -> portions.add(sums(forward)));
        double[][] sums = new double[portions.get(0).length][1];
        for (double[] portion : portions) {
            for (int m = 0; m < portion.length; m++) {
                sums[m][0] += portion[m];
            }
        }
        double[][] ratios = DominanceRatios.of(sums).ratios();
        float[] rates = new float[ratios.length];
        for (int m = 0; m < rates.length; m++) {
            rates[m] = (float) rate(ratios[m][0]);
        }
        return ParameterSet.of(FIRST, FloatArray.owning(new long[] {rates.length}, rates));
    }

    private static double[] sums(Forward forward) {
        Tensor complete = forward.run().complete();
        double[] sums = new double[forward.modalities().size()];
        for (int m = 0; m < sums.length; m++) {
            Tensor alone = DominanceRatios.alone(forward.run(), forward.features(), m);
            sums[m] = TensorBridge.floats(
                    forward.run().confidence(alone).mul(complete).sum())[0];
        }
        return sums;
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        if (!run.pass().training() || !acts(run.pass().round())) {
            return features;
        }
        double[][] before = before(run);
        double[][] next = DominanceRatios.of(run, features).ratios();
        for (int m = 0; m < next.length; m++) {
            for (int k = 0; k < next[m].length; k++) {
                next[m][k] = Double.isNaN(next[m][k]) ? before[m][k] : rate(next[m][k]);
            }
        }
        double[][] used = form == Form.RELEASED ? next : before;
        for (int m = 0; m < next.length; m++) {
            run.pass().memory().put(RATE + m, next[m]);
            run.pass().memory().put(USED + m, used[m]);
        }
        return dropped(run, features, used);
    }

    /** Returns the rates of the step before, per modality and client. */
    private double[][] before(Run run) {
        int clients = run.batch().clients();
        double[][] rates = new double[run.network().modalities().size()][clients];
        float[] first = form == Form.EQUATIONS
                ? TensorBridge.floats(run.initial().get(FIRST))
                : new float[clients * rates.length];
        for (int m = 0; m < rates.length; m++) {
            for (int k = 0; k < clients; k++) {
                rates[m][k] = first[k * rates.length + m];
            }
            rates[m] = run.pass().memory().get(RATE + m).orElse(rates[m]);
        }
        return rates;
    }

    /** Returns the features with modalities dropped. */
    private List<Tokens> dropped(Run run, List<Tokens> features, double[][] rates) {
        MultimodalBatch batch = run.batch();
        float[][] factors = new float[features.size()][batch.rows().length];
        boolean changes = false;
        float[] complete = TensorBridge.floats(run.complete());
        for (int k = 0; k < batch.clients(); k++) {
            KeyedRandom random = run.pass().key(k, "opm").open();
            boolean touched = form == Form.EQUATIONS || random.nextDouble() < options.executed();
            double mean = 0;
            for (double[] rate : rates) {
                mean += rate[k] / rates.length; // all modalities have the width d: Σ d q / Σ d is the mean
            }
            float kept = form == Form.RELEASED ? (float) (1 / (1 - mean)) : 1;
            for (int i = k * batch.size(); i < (k + 1) * batch.size(); i++) {
                for (int m = 0; m < factors.length; m++) {
                    boolean drops = random.nextDouble() < rates[m][k];
                    factors[m][i] = !touched || complete[i] == 0 ? 1 : drops ? 0 : kept;
                    changes |= factors[m][i] != 1;
                }
            }
        }
        if (!changes) {
            return features;
        }
        List<Tokens> left = new ArrayList<>();
        for (int m = 0; m < factors.length; m++) {
            left.add(features.get(m).times(TensorBridge.tensor(factors[m], batch.clients(), batch.size())));
        }
        return left;
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        for (int m = 0; m < forward.modalities().size(); m++) {
            GradientModulation.measure(
                    forward,
                    USED + m,
                    "rate of dropping each modality",
                    forward.modalities().get(m).name(),
                    measurements);
        }
    }
}
