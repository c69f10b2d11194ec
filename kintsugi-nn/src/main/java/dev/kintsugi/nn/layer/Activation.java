package dev.kintsugi.nn.layer;

import static org.bytedeco.pytorch.global.torch.gelu;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Activation of a transformer's feed-forward part, under its Hugging Face name. */
public enum Activation {
    /** {@code x · sigmoid(1.702 x)}, as in the original CLIP. */
    QUICK_GELU("quick_gelu") {
        @Override
        public Tensor apply(Tensor input) {
            return input.mul(input.mul(new Scalar(1.702)).sigmoid());
        }
    },
    /** Exact Gaussian error linear unit. */
    GELU("gelu") {
        @Override
        public Tensor apply(Tensor input) {
            return gelu(input);
        }
    },
    /** Gaussian error linear unit by its tanh approximation. */
    GELU_TANH("gelu_pytorch_tanh") {
        @Override
        public Tensor apply(Tensor input) {
            return gelu(input, new BytePointer("tanh"));
        }
    };

    private final String huggingFaceName;

    Activation(String huggingFaceName) {
        this.huggingFaceName = huggingFaceName;
    }

    /** Returns the name in {@code config.json}. */
    public String huggingFaceName() {
        return huggingFaceName;
    }

    /** Returns the activation of every element. */
    public abstract Tensor apply(Tensor input);
}
