package dev.kintsugi.nn.tensor;

import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

/**
 * The intra-op threads of libtorch. The setting holds for the Java thread that makes it; results may depend on it, so
 * runs fix and record it.
 */
public final class TorchThreads {
    private TorchThreads() {}

    /** Sets the number of threads that one operation may use when called from the current Java thread. */
    public static void useInThisThread(int threads) {
        set_num_threads(threads);
    }

    /** Returns the number of threads that one operation may use when called from the current Java thread. */
    public static int inThisThread() {
        return get_num_threads();
    }
}
