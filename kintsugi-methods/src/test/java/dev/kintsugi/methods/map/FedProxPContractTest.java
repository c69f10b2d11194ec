package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class FedProxPContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedProxP.factory();
    }
}
