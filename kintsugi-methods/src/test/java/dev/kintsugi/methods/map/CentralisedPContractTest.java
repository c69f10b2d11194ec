package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class CentralisedPContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return CentralisedP.factory();
    }
}
