package dev.kintsugi.methods.fedmac;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import org.junit.jupiter.api.Nested;

class FedMacContractTest {
    @Nested
    class WithinSamples extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedMac.factory();
        }

        @Override
        protected Record options() {
            return new FedMacOptions(
                    SmallNetwork.with(FusionOptions.Kind.CONCAT), 0.1, 0.2, FedMacOptions.Rebuild.SAMPLE);
        }
    }

    @Nested
    class OverBatches extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedMac.factory();
        }

        @Override
        protected Record options() {
            return new FedMacOptions(
                    SmallNetwork.with(FusionOptions.Kind.ATTENTION), 0.1, 0.2, FedMacOptions.Rebuild.BATCH);
        }
    }
}
