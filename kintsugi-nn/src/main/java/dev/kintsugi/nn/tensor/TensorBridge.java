package dev.kintsugi.nn.tensor;

import static org.bytedeco.pytorch.global.torch.from_blob;

import dev.kintsugi.core.parameter.FloatArray;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The border between Java arrays and libtorch tensors; always copies.
 *
 * <p>Ownership: a tensor made inside a {@link PointerScope} dies with it. What must outlive the scope is passed through
 * {@link #keep}, and whoever kept it closes it.
 */
public final class TensorBridge {
    private TensorBridge() {}

    /** Returns {@code pointer}, made to outlive the scopes that are open now; the caller closes it. */
    public static <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    /** Returns a new float tensor with the given shape and a copy of the values. */
    public static Tensor tensor(float[] values, long... shape) {
        try (FloatPointer pointer = new FloatPointer(values)) {
            try (Tensor view = from_blob(pointer, shape, new TensorOptions(ScalarType.Float))) {
                return view.clone();
            }
        }
    }

    /** Returns a new int64 tensor with the given shape and a copy of the values. */
    public static Tensor tensor(long[] values, long... shape) {
        try (LongPointer pointer = new LongPointer(values)) {
            try (Tensor view = from_blob(pointer, shape, new TensorOptions(ScalarType.Long))) {
                return view.clone();
            }
        }
    }

    /** Returns a new tensor of unsigned bytes with the given shape and a copy of the values. */
    public static Tensor tensor(byte[] values, long... shape) {
        try (BytePointer pointer = new BytePointer(values)) {
            try (Tensor view = from_blob(pointer, shape, new TensorOptions(ScalarType.Byte))) {
                return view.clone();
            }
        }
    }

    /** Returns a new float tensor with shape and values of {@code array}. */
    public static Tensor tensor(FloatArray array) {
        return tensor(array.toArray(), array.shape());
    }

    /** Returns the values of a tensor as floats, row-major. */
    public static float[] floats(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(ScalarType.Float).contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            if (values.length > 0) {
                new FloatPointer(plain.data_ptr()).get(values);
            }
            return values;
        }
    }

    /** Returns shape and values of a tensor. */
    public static FloatArray array(Tensor tensor) {
        return FloatArray.owning(tensor.shape(), floats(tensor));
    }
}
