package dev.kintsugi.methods.fedcmi;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.softplus;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cross-modal part of FedCMI's loss: {@code c₂ L_rd}. In every batch, the modality t that dominates it teaches each
 * other modality w to imitate it: {@code L_rd = −mean_i Σ_k q_ik log p_ik} with {@code q_i = softmax(C_t(S_t(z_t)) /
 * T_{y_i})} of the model that the server sent, without gradient, and {@code p_i = softmax(C_w(I_{w→t}(z_w)) / T_{y_i})}
 * of the model in training. Only complete samples count; {@link UnimodalSupervision} says how.
 *
 * <p>Dominance is that of {@link Dominance}; temperatures per class are those of {@link ClassWise#emphasis}, computed
 * once per round with what the client received. With weights instead of temperatures the teacher is the model in
 * training, detached, as in that repository's FedCMD ({@code mmfedcmd.py}); in FedCMI's own file weights are commented
 * out. <b>Ours:</b> more than two modalities (t is the surest, all others imitate it and their losses are added, and
 * each pair has temperatures of its own); several labels per sample (binary cross-entropy per class at the temperature
 * of the class, mean over classes).
 *
 * @param weight c₂, above 0
 * @param warmUp number of first rounds without it
 * @param strength c₃
 */
record InfiltrationDistillation(
        CrossModalInfiltration projectors, double weight, int warmUp, ClassWise classWise, double strength)
        implements Mechanism {
    /** Name of what is prepared, {@code [pairs of modalities, classes]}: temperatures or weights. */
    static final String BALANCE = "infiltration.class-wise";

    @Override
    public ParameterSet prepared(ClientTask task, ParameterSet received, ClientSamples samples) {
        int classes = samples.labels().classes();
        int modalities = samples.network().modalities().size();
        List<ClassWise.Pair> pairs = ClassWise.pairs(modalities);
        float[] values = new float[pairs.size() * classes];
        Arrays.fill(values, 1);
        if (active(task.round()) && classWise != ClassWise.NONE) {
            ClassBalance balance = new ClassBalance(samples.labels(), modalities);
            samples.each(received, forward -> balance.add(forward, projectors.selfScores(forward)));
            for (int p = 0; p < pairs.size(); p++) {
                double[] emphasis = ClassWise.emphasis(
                        balance.of(pairs.get(p).first()),
                        balance.of(pairs.get(p).second()),
                        strength);
                for (int c = 0; c < classes; c++) {
                    values[p * classes + c] = (float) (classWise == ClassWise.WEIGHT ? emphasis[c] : 1 / emphasis[c]);
                }
            }
        }
        return ParameterSet.of(BALANCE, FloatArray.owning(new long[] {pairs.size(), classes}, values));
    }

    private boolean active(int round) {
        return round > warmUp;
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        Run run = forward.run();
        if (!active(run.pass().round())) {
            return null;
        }
        List<Tensor> own;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            own = projectors.selfScores(forward);
        }
        Dominance dominance = Dominance.of(run, own);
        List<Tensor> teachers = classWise == ClassWise.WEIGHT ? own : received(run);
        int clients = run.batch().clients();
        Tensor sum = zeros(clients);
        for (int t = 0; t < teachers.size(); t++) {
            float[] taught = dominance.dominatedBy(t);
            for (int w = 0; w < teachers.size() && isAny(taught); w++) {
                if (w != t) {
                    Tensor loss = distillation(forward, teachers.get(t), t, w);
                    sum = sum.add(loss.mul(TensorBridge.tensor(taught, clients)));
                }
            }
        }
        return sum.mul(new Scalar(weight));
    }

    private static boolean isAny(float[] flags) {
        for (float flag : flags) {
            if (flag > 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the scores of every modality alone by the model that the server sent, without gradient. */
    private List<Tensor> received(Run run) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            List<Tokens> encoded = run.network().encode(run.initial(), run.batch(), Pass.EVALUATION);
            List<Tensor> scores = new ArrayList<>();
            for (int m = 0; m < encoded.size(); m++) {
                scores.add(projectors.selfScores(
                        run.initial(), run.network().modalities().get(m), encoded.get(m)));
            }
            return scores;
        }
    }

    /** Returns what one modality is taught by another, {@code [clients]}. */
    private Tensor distillation(Forward forward, Tensor teacher, int from, int to) {
        Run run = forward.run();
        List<Modality> modalities = forward.modalities();
        Tensor student = projectors.imitatedScores(
                run.current(),
                modalities.get(to),
                modalities.get(from),
                forward.encoded().get(to));
        Tensor balance = run.initial().get(BALANCE).select(1, ClassWise.number(modalities.size(), from, to));
        boolean tempered = classWise == ClassWise.TEMPERATURE;
        Tensor counted = run.batch().weighted().mul(run.complete());
        LabelLoss labels = run.labels();
        if (labels.multiLabel()) {
            Tensor perClass = balance.unsqueeze(1); // [clients, 1, classes]
            Tensor probability = sigmoid(tempered ? teacher.div(perClass) : teacher);
            Tensor scores = tempered ? student.div(perClass) : student;
            Tensor entropies = softplus(scores).sub(scores.mul(probability)); // finite for large scores
            Tensor weighed = classWise == ClassWise.WEIGHT ? entropies.mul(perClass) : entropies;
            return weighed.mean(-1).mul(counted).sum(1);
        }
        Tensor perSample =
                balance.gather(1, labels.labels(run.batch().rows(), student)).unsqueeze(2); // [clients, size, 1]
        Tensor probability = softmax(tempered ? teacher.div(perSample) : teacher, -1);
        Tensor logarithms = log_softmax(tempered ? student.div(perSample) : student, -1);
        Tensor entropies = probability.mul(logarithms).sum(-1).neg();
        Tensor weighed = classWise == ClassWise.WEIGHT ? entropies.mul(perSample.squeeze(2)) : entropies;
        return weighed.mul(counted).sum(1);
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        Run run = forward.run();
        if (!active(run.pass().round())) {
            return;
        }
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Dominance dominance = Dominance.of(run, projectors.selfScores(forward));
            Tensor balance = run.initial().get(BALANCE).mean(1); // over the pairs of modalities
            float[] values = TensorBridge.floats(balance);
            List<String> names = run.labels().classNames();
            for (int k = 0; k < run.batch().clients(); k++) {
                int teacher = dominance.of(k);
                for (int m = 0; m < forward.modalities().size() && teacher >= 0; m++) {
                    String name = forward.modalities().get(m).name();
                    measurements.add(k, "share of steps in which it teaches", name, m == teacher ? 1 : 0);
                }
                for (int c = 0; c < names.size() && teacher >= 0 && classWise != ClassWise.NONE; c++) {
                    String group = classWise == ClassWise.WEIGHT ? "weight" : "temperature";
                    measurements.add(k, group + " of each class", names.get(c), values[k * names.size() + c]);
                }
            }
        }
    }
}
