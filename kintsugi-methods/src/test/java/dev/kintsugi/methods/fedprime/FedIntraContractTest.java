package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class FedIntraContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedIntra.factory();
    }
}
