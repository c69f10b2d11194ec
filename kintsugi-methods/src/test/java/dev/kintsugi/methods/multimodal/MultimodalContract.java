package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.testkit.MethodContract;
import java.util.List;

/** The contract of a method that trains encoders, with clients that miss one modality, the other or nothing. */
public abstract class MultimodalContract extends MethodContract {
    /** One epoch of plain SGD. */
    public static final LocalTraining TRAINING =
            new LocalTraining(1, 8, new OptimizerOptions.Sgd(0.05, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);

    private final SignalWorkplace workplace = SignalWorkplace.withHoles(9, 1, 20);

    /** Returns the options. */
    protected Record options() {
        return factory().defaults();
    }

    /** Returns the factory of the method. */
    protected abstract MethodFactory factory();

    @Override
    protected Method method() {
        return factory().create(workplace, options(), TRAINING);
    }

    @Override
    protected List<String> clients() {
        return List.of("c0", "c1", "c2");
    }

    @Override
    protected Samples testSamples() {
        return workplace.samples();
    }
}
