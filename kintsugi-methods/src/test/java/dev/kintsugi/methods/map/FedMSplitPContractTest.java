package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class FedMSplitPContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedMSplitP.factory();
    }
}
