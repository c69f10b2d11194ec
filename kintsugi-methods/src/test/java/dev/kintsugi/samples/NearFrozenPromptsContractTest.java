package dev.kintsugi.samples;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;

class NearFrozenPromptsContractTest extends StreamContract {
    NearFrozenPromptsContractTest() {
        super(TinyStreamWorkplace.clipWithHoles(9, 1, 14));
    }

    @Override
    protected MethodFactory factory() {
        return NearFrozenPrompts.factory();
    }
}
