package dev.kintsugi.methods.fedmultimodal;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import org.junit.jupiter.api.Nested;

class FedMultimodalContractTest {
    @Nested
    class WithDefaults extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedMultimodal.factory();
        }
    }

    @Nested
    class WithAttentionAndServerOptimiser extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedMultimodal.factory();
        }

        @Override
        protected Record options() {
            return new FedMultimodalOptions(
                    new NetworkOptions(
                            SmallNetwork.ENCODERS,
                            SmallNetwork.with(FusionOptions.Kind.ATTENTION).fusion(),
                            FederationAlgorithm.FedOpt.DEFAULTS),
                    0.3);
        }
    }

    @Nested
    class WithControlVariates extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedMultimodal.factory();
        }

        @Override
        protected Record options() {
            return new FedMultimodalOptions(SmallNetwork.with(new FederationAlgorithm.ScaffoldControls()), 0);
        }
    }
}
