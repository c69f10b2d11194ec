package dev.kintsugi.methods.balance;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import org.junit.jupiter.api.Nested;

class BalanceContractTest {
    private static final NetworkOptions CONCAT = SmallNetwork.with(FusionOptions.Kind.CONCAT);
    private static final DropOptions DROP = new DropOptions(0.5, 0.5, 0.7, ActiveRounds.DEFAULTS);

    @Nested
    class OfOgmGe extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return OgmGe.factory();
        }

        @Override
        protected Record options() {
            return new OgmGeOptions(CONCAT, ModulationOptions.DEFAULTS);
        }
    }

    @Nested
    class OfOpmAsReleased extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return Opm.factory();
        }

        @Override
        protected Record options() {
            return new OpmOptions(SmallNetwork.with(FusionOptions.Kind.GATED), Form.RELEASED, DROP);
        }
    }

    @Nested
    class OfOpmAndOgmByTheEquations extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return Opm.withGradients();
        }

        @Override
        protected Record options() {
            ModulationOptions all =
                    new ModulationOptions(0.5, true, ModulationOptions.Parameters.ALL, ActiveRounds.DEFAULTS);
            return new OpmOgmOptions(CONCAT, Form.EQUATIONS, DROP, all);
        }
    }

    @Nested
    class OfPmr extends MultimodalContract {
        @Override
        protected MethodFactory factory() {
            return Pmr.factory();
        }

        @Override
        protected Record options() {
            return new PmrOptions(CONCAT, Form.EQUATIONS, RebalanceOptions.DEFAULTS);
        }
    }
}
