package dev.kintsugi.methods.fedpgp;

import static org.bytedeco.pytorch.global.torch.softplus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The contrast of FedPGP (Cui et al., "Harmonizing Generalization and Personalization in Federated Prompt Learning",
 * ICML 2024): features of the shared prompt are drawn to what the frozen model knows and pushed from those of the
 * personal prompt.
 */
public final class GlobalContrast {
    private GlobalContrast() {}

    /**
     * Returns {@code softplus((cos(z_G, z_P) − cos(z_G, z_C)) / τ)}, the two-way cross-entropy with z_C as positive and
     * z_P as negative, {@code [clients, features]}.
     *
     * @param shared z_G with norm 1, {@code [clients, features, embedding]}
     * @param own z_P with norm 1, of the same shape
     * @param knowledge z_C with norm 1, of the same shape or with one client for all
     */
    public static Tensor of(Tensor shared, Tensor own, Tensor knowledge, double temperature) {
        Tensor difference = own.sub(knowledge).mul(shared).sum(2);
        return softplus(difference.div(new Scalar(temperature)));
    }
}
