package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.baddbmm;
import static org.bytedeco.pytorch.global.torch.gru;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * One layer of gated recurrent units (Cho et al., EMNLP 2014, in the form of PyTorch's {@code nn.GRU}) with weights of
 * its own for every client of a block, from the state 0.
 *
 * <p>{@code r = σ(W_ir x + b_ir + W_hr h + b_hr)}, {@code z = σ(W_iz x + b_iz + W_hz h + b_hz)}, {@code n = tanh(W_in x
 * + b_in + r ∘ (W_hn h + b_hn))}, {@code h' = n + z ∘ (h − n)}.
 */
public final class BlockGru {
    private BlockGru() {}

    /**
     * Returns the states of all times, {@code [clients, size, time, hidden]}; the last one is {@code select(2, time −
     * 1)}.
     *
     * <p>Parameters, with the rows of the gates r, z and n one below the other: {@code name.weight_ih},
     * {@code [clients, 3 · hidden, in]}; {@code name.weight_hh}, {@code [clients, 3 · hidden, hidden]};
     * {@code name.bias_ih} and {@code name.bias_hh}, {@code [clients, 3 · hidden]}.
     *
     * @param input {@code [clients, size, time, in]}
     */
    public static Tensor run(BlockParameters parameters, String name, Tensor input) {
        return parameters.clients() == 1 ? fused(parameters, name, input) : unrolled(parameters, name, input);
    }

    /** PyTorch's own layer, for one client. */
    private static Tensor fused(BlockParameters parameters, String name, Tensor input) {
        Tensor weight = parameters.get(name + ".weight_hh").squeeze(0);
        TensorVector all = new TensorVector(
                parameters.get(name + ".weight_ih").squeeze(0),
                weight,
                parameters.get(name + ".bias_ih").squeeze(0),
                parameters.get(name + ".bias_hh").squeeze(0));
        Tensor start = zeros(1, input.size(1), weight.size(1));
        return gru(input.squeeze(0), start, all, true, 1, 0, false, false, true)
                .get0()
                .unsqueeze(0);
    }

    /**
     * The same for a block in few operations.
     *
     * <p>The recurrence sees the weights as constants and adds a carrier, whose value at every time is the bias and
     * whose gradient is that of the gates: bias plus states, which are all zero while it is made, times weights. Once
     * the states are known they are written where the zeros were. Its backward pass multiplies them with the gradients
     * of the gates in one product over all times, instead of one product and one sum as large as the weights for every
     * time.
     *
     * <p>States are columns, {@code [clients, hidden, size]}: few columns beside the weights are the faster form of
     * these products, forward and backward.
     */
    static Tensor unrolled(BlockParameters parameters, String name, Tensor input) {
        long size = input.size(1);
        long times = input.size(2);
        Tensor weight = parameters.get(name + ".weight_hh");
        long hidden = weight.size(2);
        long[] gates = {2 * hidden, hidden};
        Tensor fromInput = baddbmm(
                parameters.get(name + ".bias_ih").unsqueeze(2),
                parameters.get(name + ".weight_ih"),
                input.permute(0, 3, 2, 1).flatten(2, 3));
        TensorVector apart = fromInput.unflatten(2, new long[] {times, size}).split(gates, 1); // r and z, and n
        TensorVector inputGates = apart.get(0).unbind(2);
        TensorVector inputCandidates = apart.get(1).unbind(2);
        Tensor before = zeros(input.size(0), hidden, times * size); // the state before each time, filled in below
        TensorVector carriers = baddbmm(parameters.get(name + ".bias_hh").unsqueeze(2), weight, before)
                .unflatten(2, new long[] {times, size})
                .unbind(2);
        Tensor constant = weight.detach();
        Tensor state = zeros(input.size(0), hidden, size);
        TensorVector states = new TensorVector();
        for (long time = 0; time < times; time++) {
            Tensor carrier = carriers.get(time);
            TensorVector fromState = (time == 0 ? carrier : baddbmm(carrier, constant, state)).split(gates, 1);
            TensorVector resetAndUpdate =
                    inputGates.get(time).add(fromState.get(0)).sigmoid().split(hidden, 1);
            Tensor candidate = inputCandidates
                    .get(time)
                    .addcmul(resetAndUpdate.get(0), fromState.get(1))
                    .tanh();
            state = candidate.lerp(state, resetAndUpdate.get(1));
            states.push_back(state);
        }
        Tensor all = stack(states, 1); // [clients, time, hidden, size]
        if (times > 1) {
            // not through the tensor that autograd watches: it shall read the states, not complain about them
            before.variable_data()
                    .unflatten(2, new long[] {times, size})
                    .narrow(2, 1, times - 1)
                    .copy_(all.detach().narrow(1, 0, times - 1).transpose(1, 2));
        }
        return all.permute(0, 3, 1, 2);
    }

    /** The plain twin, for any number of clients: the formulas above, time by time. */
    static Tensor stepByStep(BlockParameters parameters, String name, Tensor input) {
        Tensor fromInput = BlockLayers.linear(
                        input.flatten(1, 2), parameters.get(name + ".weight_ih"), parameters.get(name + ".bias_ih"))
                .unflatten(1, new long[] {input.size(1), input.size(2)});
        Tensor weight = parameters.get(name + ".weight_hh").transpose(1, 2); // [clients, hidden, 3 · hidden]
        Tensor bias = parameters.get(name + ".bias_hh").unsqueeze(1);
        long hidden = weight.size(1);
        Tensor state = zeros(input.size(0), input.size(1), hidden);
        TensorVector states = new TensorVector();
        for (long time = 0; time < input.size(2); time++) {
            Tensor now = fromInput.select(2, time); // [clients, size, 3 · hidden]
            Tensor before = matmul(state, weight).add(bias);
            Tensor reset = gate(now, 0, hidden).add(gate(before, 0, hidden)).sigmoid();
            Tensor update = gate(now, 1, hidden).add(gate(before, 1, hidden)).sigmoid();
            Tensor candidate =
                    gate(now, 2, hidden).add(reset.mul(gate(before, 2, hidden))).tanh();
            state = candidate.add(update.mul(state.sub(candidate)));
            states.push_back(state);
        }
        return stack(states, 2);
    }

    private static Tensor gate(Tensor rows, long gate, long hidden) {
        return rows.narrow(2, gate * hidden, hidden);
    }
}
