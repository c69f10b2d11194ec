package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.linalg_solve;

import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A linear head by ridge regression to the classes, {@code (XᵀX + I)⁻¹ XᵀY}, in double precision. */
public final class RidgeHead {
    private static final double PENALTY = 1;

    private RidgeHead() {}

    /**
     * Returns the score of each class for each row that is asked for, {@code [rows, classes]} row-major.
     *
     * @param inputs {@code [labels.size(), width]} row-major
     * @param labels classes of each row of {@code inputs}: one, several or none
     * @param classes number of classes
     * @param asked {@code [rows, width]} row-major
     * @param width values per row
     */
    public static float[] scores(float[] inputs, List<int[]> labels, int classes, float[] asked, int width) {
        try (PointerScope scope = new PointerScope()) {
            float[] wanted = new float[labels.size() * classes];
            for (int i = 0; i < labels.size(); i++) {
                for (int label : labels.get(i)) {
                    wanted[i * classes + label] = 1;
                }
            }
            Tensor x = withOnes(inputs, width);
            Tensor y = TensorBridge.tensor(wanted, labels.size(), classes).to(ScalarType.Double);
            Tensor penalty = eye(width + 1L).to(ScalarType.Double).mul(new Scalar(PENALTY));
            Tensor head = linalg_solve(x.t().mm(x).add(penalty), x.t().mm(y));
            return TensorBridge.floats(withOnes(asked, width).mm(head));
        }
    }

    /** Returns the rows in double with a one behind each, {@code [rows, width + 1]}. */
    private static Tensor withOnes(float[] rows, int width) {
        int count = rows.length / width;
        float[] values = new float[count * (width + 1)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, i * width, values, i * (width + 1), width);
            values[i * (width + 1) + width] = 1;
        }
        return TensorBridge.tensor(values, count, width + 1).to(ScalarType.Double);
    }
}
