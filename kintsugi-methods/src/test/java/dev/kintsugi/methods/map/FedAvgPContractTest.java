package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class FedAvgPContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedAvgP.factory();
    }
}
