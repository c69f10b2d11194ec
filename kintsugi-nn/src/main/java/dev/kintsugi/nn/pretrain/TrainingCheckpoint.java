package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights and moments after some update, as one safetensors file that replaces its predecessor in one step. Batches are
 * drawn from keyed streams, so that the number of the update is all that has to be known besides.
 *
 * @param file where it is kept
 * @param settingsHash names the training that it belongs to
 */
record TrainingCheckpoint(Path file, String settingsHash) {
    private static final String FIRST = "adam.first.";
    private static final String SECOND = "adam.second.";
    private static final String STEPS = "steps";
    private static final String SECONDS = "seconds";
    private static final String SETTINGS = "settings";

    /**
     * How far the training is.
     *
     * @param steps updates made
     * @param seconds spent on them
     */
    record Progress(int steps, double seconds) {}

    /** Writes the state after {@code progress.steps()} updates. */
    void save(Map<String, Tensor> weights, DecoupledAdam optimizer, Progress progress) {
        Map<String, FloatArray> values = new HashMap<>();
        weights.forEach((name, tensor) -> values.put(name, TensorBridge.array(tensor)));
        optimizer.first().forEach((name, tensor) -> values.put(FIRST + name, TensorBridge.array(tensor)));
        optimizer.second().forEach((name, tensor) -> values.put(SECOND + name, TensorBridge.array(tensor)));
        Map<String, String> metadata = Map.of(
                STEPS, String.valueOf(progress.steps()),
                SECONDS, String.valueOf(progress.seconds()),
                SETTINGS, settingsHash);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, ParameterCodec.encode(ParameterSet.of(values), metadata));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StorageException(file + ": the checkpoint cannot be written: " + e, e);
        }
    }

    /**
     * Puts the saved state into the tensors; empty if there is no checkpoint.
     *
     * @throws WeightsException if the checkpoint is damaged or belongs to another training
     */
    Optional<Progress> restoreInPlace(Map<String, Tensor> weights, DecoupledAdam optimizer) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        ParameterCodec.Decoded saved;
        try {
            saved = ParameterCodec.decode(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StorageException(file + ": the checkpoint cannot be read: " + e, e);
        }
        String found = saved.metadata().getOrDefault(SETTINGS, "");
        if (!found.equals(settingsHash)) {
            throw new WeightsException(file + ": the checkpoint belongs to settings " + found
                    + ", but this training has " + settingsHash + "; delete it to begin anew");
        }
        fill(weights, saved.values(), "");
        fill(optimizer.first(), saved.values(), FIRST);
        fill(optimizer.second(), saved.values(), SECOND);
        return Optional.of(new Progress(
                Integer.parseInt(saved.metadata().getOrDefault(STEPS, "0")),
                Double.parseDouble(saved.metadata().getOrDefault(SECONDS, "0"))));
    }

    private void fill(Map<String, Tensor> tensors, ParameterSet values, String prefix) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                FloatArray array = values.asMap().get(prefix + entry.getKey());
                if (array == null) {
                    throw new WeightsException(file + ": tensor '" + prefix + entry.getKey() + "' is missing");
                }
                entry.getValue().copy_(TensorBridge.tensor(array));
            }
        }
    }
}
