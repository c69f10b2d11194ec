package dev.kintsugi.nn.tensor;

import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Named float tensors of one model, owned by this object: closing it frees them. */
public final class Weights implements AutoCloseable {
    private final String place;
    private final TreeMap<String, Tensor> tensors;
    private final List<Pointer> derived = new ArrayList<>();

    /**
     * Takes over tensors that outlive every scope.
     *
     * @param place file or other origin, for errors
     */
    public Weights(String place, Map<String, Tensor> tensors) {
        this.place = place;
        this.tensors = new TreeMap<>(tensors);
    }

    /** Returns where the weights come from. */
    public String place() {
        return place;
    }

    /** Returns the names in ascending order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** Returns whether a tensor of that name is there. */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /**
     * Returns a tensor; it stays owned by this object.
     *
     * @param shape the expected dimensions
     * @throws WeightsException if there is no such tensor
     * @throws ShapeException if it has another shape
     */
    public Tensor get(String name, long... shape) {
        @Nullable Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightsException(
                    place + ": tensor '" + name + "' is missing; expected one of shape " + Arrays.toString(shape));
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ShapeException(place, name, shape, tensor.shape());
        }
        return tensor;
    }

    /** Returns a read-only view of the tensors. */
    public Map<String, Tensor> asMap() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Returns {@code pointer}, made from these weights and freed together with them. */
    public <P extends Pointer> P own(P pointer) {
        derived.add(TensorBridge.keep(pointer));
        return pointer;
    }

    @Override
    public void close() {
        derived.forEach(Pointer::close);
        derived.clear();
        tensors.values().forEach(Tensor::close);
        tensors.clear();
    }
}
