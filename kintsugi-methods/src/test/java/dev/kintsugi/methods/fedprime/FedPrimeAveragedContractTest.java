package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class FedPrimeAveragedContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedPrimeAveraged.factory();
    }
}
