package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The proximal term of FedProx (Li et al., MLSys 2020, Eq. 2): {@code (μ / 2) ‖w − w_server‖²} over all shared
 * parameters that are trained, added as its gradient {@code μ (w − w_server)}. What stays on the client came from no
 * server and is not held back.
 *
 * @param mu weight μ, above 0
 */
public record Proximal(double mu) implements Mechanism {
    @Override
    public Map<String, Tensor> gradients(BlockParameters gradients, Forward forward) {
        Map<String, Tensor> changed = new TreeMap<>();
        ParameterSet shared = forward.run().pass().tasks().get(0).shared();
        for (String name : gradients.names()) {
            if (!shared.contains(name)) {
                continue;
            }
            Tensor change = forward.run()
                    .current()
                    .get(name)
                    .detach()
                    .sub(forward.run().initial().get(name));
            changed.put(name, gradients.get(name).add(change.mul(new Scalar(mu))));
        }
        return changed;
    }
}
