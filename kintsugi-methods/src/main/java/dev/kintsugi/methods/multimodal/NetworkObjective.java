package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.BlockSchedule;
import dev.kintsugi.methods.block.BlockTrainer;
import dev.kintsugi.methods.block.LabelLoss;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a block of clients minimises: the loss of the fused scores, and what the mechanisms add. One per block. */
final class NetworkObjective implements BlockTrainer.Objective {
    private final MultimodalNetwork network;
    private final List<Mechanism> mechanisms;
    private final PresenceTable presence;
    private final Function<FeatureKind, FeatureTable> features;
    private final LabelLoss labels;
    private final List<ClientTask> block;
    private final Measurements measurements;
    private final RoundMemory memory = new RoundMemory();
    private @Nullable Forward last; // of the step whose gradients are asked for next

    NetworkObjective(
            MultimodalNetwork network,
            List<Mechanism> mechanisms,
            PresenceTable presence,
            Function<FeatureKind, FeatureTable> features,
            LabelLoss labels,
            List<ClientTask> block,
            Measurements measurements) {
        this.network = network;
        this.mechanisms = mechanisms;
        this.presence = presence;
        this.features = features;
        this.labels = labels;
        this.block = block;
        this.measurements = measurements;
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, BlockSchedule.Step step) {
        Run run = new Run(
                network,
                current,
                initial,
                MultimodalBatch.of(step, presence, features),
                new Pass(block, step.number(), memory),
                labels);
        Forward forward = Forward.of(run, mechanisms);
        last = forward;
        @Nullable Tensor counts = null;
        for (Mechanism mechanism : mechanisms) {
            @Nullable Tensor own = mechanism.counts(run);
            if (own != null) {
                counts = counts == null ? own : counts.mul(own);
            }
        }
        Tensor losses = counts == null ? run.loss(forward.scores()) : run.loss(forward.scores(), counts);
        for (Mechanism mechanism : mechanisms) {
            Tensor further = mechanism.loss(forward);
            losses = further == null ? losses : losses.add(further);
        }
        return losses;
    }

    @Override
    public BlockParameters gradients(
            BlockParameters gradients, BlockParameters current, BlockParameters initial, BlockSchedule.Step step) {
        Forward forward = last;
        if (forward == null) {
            throw new IllegalStateException("gradients were asked for before losses");
        }
        BlockParameters changed = gradients;
        for (Mechanism mechanism : mechanisms) {
            Map<String, Tensor> own = mechanism.gradients(changed, forward);
            changed = own.isEmpty() ? changed : changed.with(own);
        }
        for (Mechanism mechanism : mechanisms) {
            mechanism.measure(forward, changed, measurements);
        }
        last = null;
        return changed;
    }
}
