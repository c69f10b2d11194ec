package dev.kintsugi.methods.alignment;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.log_sigmoid;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.optim.BlockOptimizer;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The aggregation of the code that was released with FED-PRIME (5 outer loops) and PFPT (50): kept as it is, to
 * compare.
 *
 * <p>Read off {@code nonparametric_aggregation.py} of both. Networks, new in every round: {@code σ(θ) = sigmoid(W₂
 * relu(W₁ θ))}, a deviation per coordinate, and {@code u(θ) = sigmoid(w relu(W₃ θ))}; hidden width 128, initialised as
 * PyTorch initialises a linear layer. One centre θ per prompt of any client, beginning there; every client begins with
 * a random injective assignment. Per outer loop and client: the rewards {@code log N(φ; θ_q, σ_q²) + n log Bern(c_q;
 * u_q)} of all pairs, one step of Adam on minus those of the assigned pairs, then the best assignment by the rewards
 * from before the step. The factor n, the number of prompts that a client brings, is an accident of broadcasting in the
 * original. The pool that comes out holds every centre in use: its size varies, and positions mean nothing.
 *
 * <p><b>Differs:</b> a client brings the prompts that it used itself, in its whole local training; there every client
 * brings all that any client or the server used in its last batch, so that n is the same for all; clients may have
 * pools of different sizes; log u is taken from the logit without clamping. <b>Limit:</b> none known: it does not even
 * keep prompts that all clients agree on, since σ starts near 0.5 while prompts are 0.04 (tested). Its last bits depend
 * on the processor, as those of training do.
 *
 * @param outerLoops passes over the clients
 */
@Kind(value = "released", description = "the aggregation of the released code, with networks learned anew every round")
public record ReleasedAlignment(
        @Option(value = "passes over the clients, above 0", source = "FED-PRIME, released code; PFPT's has 50")
        int outerLoops)
        implements PoolAggregation {
    /** FED-PRIME's. */
    public static final ReleasedAlignment DEFAULTS = new ReleasedAlignment(5);

    /** PFPT's. */
    public static final ReleasedAlignment PFPT = new ReleasedAlignment(50);

    private static final int HIDDEN = 128;
    private static final OptimizerOptions.Adam ADAM = new OptimizerOptions.Adam(1e-3, 0.9, 0.999, 1e-8, 0);

    /** Checks the range. */
    public ReleasedAlignment {
        Check.positive("outer-loops", outerLoops);
    }

    @Override
    public AlignedPool aggregate(List<PoolUpdate> updates, FloatArray previous, RandomKey key) {
        PoolAggregation.check(updates, previous);
        UsedPrompts prompts = UsedPrompts.of(updates, (int) previous.shape()[1]);
        int[] centreOfRow = randomAssignment(prompts, key.open());
        if (prompts.rows() == 0) {
            return collect(prompts, previous.toArray(), centreOfRow, previous.shape());
        }
        try (PointerScope scope = new PointerScope();
                BlockOptimizer optimizer = BlockOptimizer.of(ADAM)) {
            Parameters parameters = Parameters.start(prompts, key);
            for (int loop = 0; loop < outerLoops; loop++) {
                for (int client = 0; client < prompts.clients(); client++) {
                    if (prompts.firstRow(client) < prompts.firstRow(client + 1)) {
                        turn(prompts, client, parameters, optimizer, centreOfRow);
                    }
                }
            }
            return collect(prompts, TensorBridge.floats(parameters.centres()), centreOfRow, previous.shape());
        }
    }

    private static int[] randomAssignment(UsedPrompts prompts, KeyedRandom random) {
        int[] centreOfRow = new int[prompts.rows()];
        for (int client = 0; client < prompts.clients(); client++) {
            int[] order = random.permutation(prompts.rows());
            int first = prompts.firstRow(client);
            System.arraycopy(order, 0, centreOfRow, first, prompts.firstRow(client + 1) - first);
        }
        return centreOfRow;
    }

    /** One client's step and new assignment, both from the rewards before the step. */
    private static void turn(
            UsedPrompts prompts, int client, Parameters parameters, BlockOptimizer optimizer, int[] centreOfRow) {
        int first = prompts.firstRow(client);
        int size = prompts.firstRow(client + 1) - first;
        int[] own = Arrays.copyOfRange(centreOfRow, first, first + size);
        try (PointerScope scope = new PointerScope()) {
            Tensor local = prompts.tensor(first, first + size);
            double[][] cost = cost(parameters, local, own);
            Tensor index = TensorBridge.tensor(IntStream.of(own).asLongStream().toArray(), size);
            Tensor assigned = parameters.centres().squeeze(0).index_select(0, index);
            Tensor likelihood = logNormal(local, assigned, parameters.deviations(assigned));
            Tensor owning = log_sigmoid(parameters.logits(assigned)).mul(new Scalar((double) size));
            Tensor loss = likelihood.add(owning).sum().neg();
            TensorVector gradients = grad(new TensorVector(loss), new TensorVector(parameters.array()));
            optimizer.stepInPlace(parameters.list(), list(gradients), new double[] {ADAM.learningRate()});
            System.arraycopy(Assignment.cheapest(cost).columns(), 0, centreOfRow, first, size);
        }
    }

    private static List<Tensor> list(TensorVector vector) {
        List<Tensor> tensors = new ArrayList<>();
        for (long i = 0; i < vector.size(); i++) {
            tensors.add(vector.get(i));
        }
        return tensors;
    }

    /** Returns minus the rewards of all pairs, {@code [local][centres]}. */
    private static double[][] cost(Parameters parameters, Tensor local, int[] assigned) {
        int size = assigned.length;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor centres = parameters.centres().squeeze(0);
            Tensor deviations = parameters.deviations(centres);
            Tensor logits = parameters.logits(centres);
            float[] owned = TensorBridge.floats(log_sigmoid(logits));
            float[] notOwned = TensorBridge.floats(log_sigmoid(logits.neg()));
            for (int q : assigned) {
                notOwned[q] = owned[q]; // c is 1 where the client's assignment so far has a prompt
            }
            double[][] cost = new double[size][notOwned.length];
            for (int p = 0; p < size; p++) {
                float[] likelihood = TensorBridge.floats(logNormal(local.select(0, p), centres, deviations));
                for (int q = 0; q < notOwned.length; q++) {
                    cost[p][q] = -(likelihood[q] + size * notOwned[q]);
                }
            }
            return cost;
        }
    }

    /** Returns the log-density summed over the width. */
    private static Tensor logNormal(Tensor values, Tensor means, Tensor deviations) {
        double constant = StrictMath.log(2 * StrictMath.PI) / 2;
        Tensor scaled = values.sub(means).div(deviations).square().mul(new Scalar(0.5));
        return scaled.add(deviations.log()).add(new Scalar(constant)).sum(1).neg();
    }

    private static AlignedPool collect(UsedPrompts prompts, float[] centres, int[] centreOfRow, long[] shape) {
        int width = prompts.width();
        if (prompts.rows() == 0) {
            int[] untouched = new int[(int) shape[0]];
            return new AlignedPool(
                    FloatArray.owning(shape, centres),
                    prompts.positions(row -> AlignedPool.NONE),
                    IntStream.of(untouched).boxed().toList(),
                    0);
        }
        int[] used = IntStream.of(centreOfRow).distinct().sorted().toArray();
        float[] pool = new float[used.length * width];
        int[] members = new int[used.length];
        for (int i = 0; i < used.length; i++) {
            System.arraycopy(centres, used[i] * width, pool, i * width, width);
        }
        for (int centre : centreOfRow) {
            members[Arrays.binarySearch(used, centre)]++;
        }
        return new AlignedPool(
                FloatArray.owning(new long[] {used.length, width}, pool),
                prompts.positions(row -> Arrays.binarySearch(used, centreOfRow[row])),
                IntStream.of(members).boxed().toList(),
                used.length);
    }

    /**
     * What Adam moves, each with a client axis of 1 in front.
     *
     * @param centres θ, {@code [1, centres, width]}
     * @param deviation the two layers of σ, as weight, bias, weight, bias
     * @param popularity the two layers of u, likewise
     */
    private record Parameters(Tensor centres, List<Tensor> deviation, List<Tensor> popularity) {
        static Parameters start(UsedPrompts prompts, RandomKey key) {
            int width = prompts.width();
            Tensor centres = prompts.tensor(0, prompts.rows()).unsqueeze(0).clone();
            centres.requires_grad_(true);
            KeyedRandom random =
                    new RandomKey(key.seed(), key.round(), key.client(), key.purpose() + "/networks").open();
            return new Parameters(centres, network(random, width, width), network(random, width, 1));
        }

        private static List<Tensor> network(KeyedRandom random, int width, int outputs) {
            return List.of(
                    uniform(random, width, HIDDEN, width),
                    uniform(random, width, HIDDEN),
                    uniform(random, HIDDEN, outputs, HIDDEN),
                    uniform(random, HIDDEN, outputs));
        }

        /** PyTorch's linear layer: weight and bias uniform within 1 / √inputs. */
        private static Tensor uniform(KeyedRandom random, int inputs, int... shape) {
            double bound = 1 / Math.sqrt(inputs);
            float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            long[] withClients = IntStream.concat(IntStream.of(1), IntStream.of(shape))
                    .asLongStream()
                    .toArray();
            Tensor tensor = TensorBridge.tensor(values, withClients);
            tensor.requires_grad_(true);
            return tensor;
        }

        List<Tensor> list() {
            List<Tensor> all = new ArrayList<>(List.of(centres));
            all.addAll(deviation);
            all.addAll(popularity);
            return all;
        }

        Tensor[] array() {
            return list().toArray(Tensor[]::new);
        }

        /** Returns σ of centres {@code [n, width]}, of the same shape. */
        Tensor deviations(Tensor of) {
            return apply(deviation, of).sigmoid();
        }

        /** Returns the logit of u of centres {@code [n, width]}, {@code [n]}. */
        Tensor logits(Tensor of) {
            return apply(popularity, of).squeeze(1);
        }

        private static Tensor apply(List<Tensor> network, Tensor input) {
            Tensor hidden = input.matmul(network.get(0).squeeze(0).t()).add(network.get(1));
            return hidden.relu().matmul(network.get(2).squeeze(0).t()).add(network.get(3));
        }
    }
}
