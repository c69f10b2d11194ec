package dev.kintsugi.methods.msp;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class MspContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return Msp.factory();
    }
}
