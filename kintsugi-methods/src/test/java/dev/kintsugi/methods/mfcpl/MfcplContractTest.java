package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.SmallNetwork;

class MfcplContractTest extends MultimodalContract {
    @Override
    protected MethodFactory factory() {
        return Mfcpl.factory();
    }

    @Override
    protected Record options() {
        return new MfcplOptions(SmallNetwork.with(FusionOptions.Kind.CONCAT), 1, 1, 1, 0.5, 8);
    }
}
