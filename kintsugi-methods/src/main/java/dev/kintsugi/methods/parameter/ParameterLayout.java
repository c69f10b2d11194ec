package dev.kintsugi.methods.parameter;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** The parameters of a model with the values that they start from, collected part by part. */
public final class ParameterLayout {
    private final Map<String, Entry> entries = new TreeMap<>();

    private record Entry(ParameterSpec spec, LongFunction<FloatArray> initial) {}

    /**
     * Adds a parameter.
     *
     * @param modality the one that it serves, or empty for all
     * @param initial from the seed to the value to start from
     */
    public void add(String name, Optional<Modality> modality, LongFunction<FloatArray> initial, long... shape) {
        add(new ParameterSpec(name, shape, Scope.SHARED, modality), initial);
    }

    /** Adds a parameter of any scope. */
    public void add(ParameterSpec spec, LongFunction<FloatArray> initial) {
        entries.put(spec.name(), new Entry(spec, initial));
    }

    /** Adds all parameters of another layout, with another scope. */
    public void addAll(ParameterLayout other, Scope scope) {
        other.entries.values().forEach(entry -> {
            ParameterSpec spec = entry.spec();
            add(new ParameterSpec(spec.name(), spec.shape(), scope, spec.modality()), entry.initial());
        });
    }

    /** Adds normal draws with a deviation. */
    public void normal(String name, Optional<Modality> modality, double deviation, long... shape) {
        add(name, modality, seed -> InitialDraws.normal(seed, name, deviation, shape), shape);
    }

    /**
     * Adds weight and bias of a linear layer, uniform in ±1/√in as PyTorch starts them.
     *
     * @param drawnAs name of the draws; layers that start as copies of each other have the same
     */
    public void linear(String name, String drawnAs, Optional<Modality> modality, long in, long out) {
        double bound = 1 / Math.sqrt(in);
        uniform(name + ".weight", drawnAs + ".weight", modality, bound, out, in);
        uniform(name + ".bias", drawnAs + ".bias", modality, bound, out);
    }

    /**
     * Adds weight {@code [out, in, kernel…]} and bias {@code [out]} of a convolution, uniform in ±1/√(in · places of
     * the kernel) as PyTorch starts them.
     *
     * @param drawnAs name of the draws; layers that start as copies of each other have the same
     * @param kernel length for series; height and width for pictures
     */
    public void convolution(
            String name, String drawnAs, Optional<Modality> modality, long in, long out, long... kernel) {
        double bound = kernels(name, drawnAs, modality, in, out, kernel);
        uniform(name + ".bias", drawnAs + ".bias", modality, bound, out);
    }

    /** Adds {@link #convolution} without a bias, as before a normalisation. */
    public void convolutionWithoutBias(
            String name, String drawnAs, Optional<Modality> modality, long in, long out, long... kernel) {
        kernels(name, drawnAs, modality, in, out, kernel);
    }

    /** Adds the weight and returns the bound of its draws. */
    private double kernels(
            String name, String drawnAs, Optional<Modality> modality, long in, long out, long... kernel) {
        long[] shape =
                LongStream.concat(LongStream.of(out, in), LongStream.of(kernel)).toArray();
        double bound = 1 / Math.sqrt(in * (double) LongStream.of(kernel).reduce(1, Math::multiplyExact));
        uniform(name + ".weight", drawnAs + ".weight", modality, bound, shape);
        return bound;
    }

    /**
     * Adds one layer of gated recurrent units: {@code weight_ih}, {@code [3 · hidden, in]}; {@code weight_hh},
     * {@code [3 · hidden, hidden]}; {@code bias_ih} and {@code bias_hh}, {@code [3 · hidden]}; all uniform in
     * ±1/√hidden as PyTorch starts them.
     *
     * @param drawnAs name of the draws; layers that start as copies of each other have the same
     */
    public void gru(String name, String drawnAs, Optional<Modality> modality, long in, long hidden) {
        double bound = 1 / Math.sqrt(hidden);
        uniform(name + ".weight_ih", drawnAs + ".weight_ih", modality, bound, 3 * hidden, in);
        uniform(name + ".weight_hh", drawnAs + ".weight_hh", modality, bound, 3 * hidden, hidden);
        uniform(name + ".bias_ih", drawnAs + ".bias_ih", modality, bound, 3 * hidden);
        uniform(name + ".bias_hh", drawnAs + ".bias_hh", modality, bound, 3 * hidden);
    }

    private void uniform(String name, String drawnAs, Optional<Modality> modality, double bound, long... shape) {
        add(name, modality, seed -> InitialDraws.uniform(seed, drawnAs, bound, shape), shape);
    }

    /** Adds Linear, GELU, Linear under {@code name.down} and {@code name.up}. */
    public void bottleneck(String name, String drawnAs, Optional<Modality> modality, long in, long hidden, long out) {
        linear(name + ".down", drawnAs + ".down", modality, in, hidden);
        linear(name + ".up", drawnAs + ".up", modality, hidden, out);
    }

    /** Adds scale and shift of a layer norm, 1 and 0. */
    public void norm(String name, Optional<Modality> modality, long width) {
        float[] ones = new float[Math.toIntExact(width)];
        Arrays.fill(ones, 1);
        add(name + ".weight", modality, seed -> FloatArray.copyOf(new long[] {width}, ones), width);
        add(name + ".bias", modality, seed -> FloatArray.zeros(width), width);
    }

    /** Returns the parameters by name. */
    public List<ParameterSpec> specs() {
        return entries.values().stream().map(Entry::spec).toList();
    }

    /** Returns the values to start from. */
    public ParameterSet initial(long seed) {
        Map<String, FloatArray> values = new TreeMap<>();
        entries.forEach((name, entry) -> values.put(name, entry.initial().apply(seed)));
        return ParameterSet.of(values);
    }
}
