package dev.kintsugi.methods.dcp;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import java.util.List;

class DcpContractTest extends StreamContract {
    /** All parts in both layers of the tiny CLIP, with few prompts. */
    static final DcpOptions DEEP = new DcpOptions(
            List.of(DcpOptions.Part.values()), 3, 2, 16, DcpOptions.TowerEnds.TRAINED, ClassifierOptions.Loss.AUTO);

    DcpContractTest() {
        super(TinyStreamWorkplace.clipWithHoles(9, 1, 20));
    }

    @Override
    protected MethodFactory factory() {
        return Dcp.factory();
    }

    @Override
    protected Record options() {
        return DEEP;
    }
}
