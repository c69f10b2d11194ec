package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import org.junit.jupiter.api.Nested;

class FedCmiContractTest {
    @Nested
    class WithTemperatures extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedCmi.factory();
        }

        @Override
        protected Record options() {
            return new FedCmiOptions(
                    SmallNetwork.with(FusionOptions.Kind.CONCAT).withProjectors(ProjectorForm.LINEAR),
                    new InfiltrationOptions(2, 1, 0, ClassWise.TEMPERATURE, 2, false),
                    0);
        }
    }

    @Nested
    class WithPersonalBranchAndAttention extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return FedCmi.factory();
        }

        @Override
        protected Record options() {
            return new FedCmiOptions(
                    SmallNetwork.with(FusionOptions.Kind.ATTENTION).withProjectors(ProjectorForm.MLP),
                    new InfiltrationOptions(2, 1, 0, ClassWise.WEIGHT, 2, true),
                    1);
        }
    }
}
