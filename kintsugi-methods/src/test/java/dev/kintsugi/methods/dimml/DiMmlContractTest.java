package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import org.junit.jupiter.api.Nested;

class DiMmlContractTest {
    @Nested
    class InTheFirstStage extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return DiMml.factory();
        }

        @Override
        protected Record options() {
            return new DiMmlOptions(SmallNetwork.with(FusionOptions.Kind.CONCAT), 1, 1, 10, 1, 0, 1);
        }
    }

    @Nested
    class InTheSecondStageFromRoundTwo extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return DiMml.factory();
        }

        @Override
        protected Record options() {
            return new DiMmlOptions(SmallNetwork.with(FusionOptions.Kind.SUM), 1, 0, 10, 1, 2, 3);
        }
    }
}
