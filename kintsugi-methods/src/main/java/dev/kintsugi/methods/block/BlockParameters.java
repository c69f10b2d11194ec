package dev.kintsugi.methods.block;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The parameters of a block of clients, each stacked along the client axis: {@code [clients, …]}. */
public final class BlockParameters {
    private final int clients;
    private final TreeMap<String, Tensor> tensors;

    private BlockParameters(int clients, TreeMap<String, Tensor> tensors) {
        this.clients = clients;
        this.tensors = tensors;
    }

    /** Stacks the values of clients, which have the same names and shapes; the tensors die with the scope. */
    public static BlockParameters stack(List<ParameterSet> clients) {
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        for (Map.Entry<String, FloatArray> entry : clients.get(0).asMap().entrySet()) {
            long[] shape = entry.getValue().shape();
            int size = entry.getValue().size();
            float[] values = new float[clients.size() * size];
            for (int k = 0; k < clients.size(); k++) {
                FloatArray value = clients.get(k).get(entry.getKey());
                if (!Arrays.equals(value.shape(), shape)) {
                    throw new IllegalArgumentException("parameter '" + entry.getKey() + "' has shape "
                            + Arrays.toString(value.shape()) + " at one client and " + Arrays.toString(shape)
                            + " at another; the clients of a block need equal shapes");
                }
                value.copyTo(values, k * size);
            }
            tensors.put(entry.getKey(), TensorBridge.tensor(values, withClients(clients.size(), shape)));
        }
        return new BlockParameters(clients.size(), tensors);
    }

    private static long[] withClients(long clients, long[] shape) {
        long[] whole = new long[shape.length + 1];
        whole[0] = clients;
        System.arraycopy(shape, 0, whole, 1, shape.length);
        return whole;
    }

    /** Returns a copy that gradients are asked of. */
    BlockParameters trainable() {
        TreeMap<String, Tensor> copies = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            Tensor copy = tensor.clone();
            copy.requires_grad_(true);
            copies.put(name, copy);
        });
        return new BlockParameters(clients, copies);
    }

    /** Returns these parameters and those of {@code other}, of the same clients; a name in both is an error. */
    BlockParameters plus(BlockParameters other) {
        TreeMap<String, Tensor> union = new TreeMap<>(tensors);
        other.tensors.forEach((name, tensor) -> {
            if (union.put(name, tensor) != null) {
                throw new IllegalArgumentException("parameter '" + name + "' is both trained and fixed");
            }
        });
        return new BlockParameters(clients, union);
    }

    /** Returns these parameters with others in their place, by name; new names are an error. */
    public BlockParameters with(Map<String, Tensor> changed) {
        TreeMap<String, Tensor> values = new TreeMap<>(tensors);
        changed.forEach((name, tensor) -> {
            if (values.put(name, tensor) == null) {
                throw new IllegalArgumentException("parameter '" + name + "' is not in " + tensors.keySet());
            }
        });
        return new BlockParameters(clients, values);
    }

    /** Returns other values under the same names. */
    BlockParameters named(List<Tensor> values) {
        TreeMap<String, Tensor> named = new TreeMap<>();
        for (String name : tensors.keySet()) {
            named.put(name, values.get(named.size()));
        }
        return new BlockParameters(clients, named);
    }

    /** Returns the number of clients. */
    public int clients() {
        return clients;
    }

    /** Returns whether there is a parameter of that name. */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /** Returns a parameter, {@code [clients, …]}; an unknown name is an error that lists the known ones. */
    public Tensor get(String name) {
        @Nullable Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("parameter '" + name + "' is not in " + tensors.keySet());
        }
        return tensor;
    }

    /** Returns the names in ascending order. */
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /** Returns the tensors in the order of {@link #names}. */
    public List<Tensor> all() {
        return List.copyOf(tensors.values());
    }

    /** Returns the values of each client. */
    List<ParameterSet> unstack() {
        List<Map<String, FloatArray>> values = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            values.add(new TreeMap<>());
        }
        tensors.forEach((name, tensor) -> {
            float[] all = TensorBridge.floats(tensor);
            long[] shape = Arrays.copyOfRange(tensor.shape(), 1, tensor.shape().length);
            int size = all.length / clients;
            for (int k = 0; k < clients; k++) {
                values.get(k)
                        .put(name, FloatArray.owning(shape.clone(), Arrays.copyOfRange(all, k * size, (k + 1) * size)));
            }
        });
        return values.stream().map(ParameterSet::of).toList();
    }
}
