package dev.kintsugi.methods.headonly;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;

class HeadOnlyContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return HeadOnly.factory();
    }
}
