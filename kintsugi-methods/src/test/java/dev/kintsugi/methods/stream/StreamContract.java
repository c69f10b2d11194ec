package dev.kintsugi.methods.stream;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.testkit.MethodContract;
import java.util.List;

/** The contract of a method on samples with holes, with clients that miss text, image or nothing. */
public abstract class StreamContract extends MethodContract {
    /** One epoch of plain SGD. */
    public static final LocalTraining TRAINING =
            new LocalTraining(1, 8, new OptimizerOptions.Sgd(0.01, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);

    private final TinyStreamWorkplace workplace;

    /** Creates the contract on a ViLT. */
    protected StreamContract() {
        this(TinyStreamWorkplace.withHoles(9, 1, 20));
    }

    /** Creates the contract at a workplace with clients c0, c1 and c2. */
    protected StreamContract(TinyStreamWorkplace workplace) {
        this.workplace = workplace;
    }

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
