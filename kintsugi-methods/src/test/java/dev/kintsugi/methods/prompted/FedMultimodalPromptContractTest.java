package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import org.junit.jupiter.api.Nested;

class FedMultimodalPromptContractTest {
    private abstract static class Contract extends StreamContract {
        private final PromptedOptions options;

        Contract(PromptedOptions options) {
            super(TinyStreamWorkplace.clipWithHoles(9, 1, 14));
            this.options = options;
        }

        @Override
        protected MethodFactory factory() {
            return FedMultimodalPrompt.factory();
        }

        @Override
        protected Record options() {
            return options;
        }
    }

    @Nested
    class WithSharedPrompts extends Contract {
        WithSharedPrompts() {
            super(Prompting.options(Prompting.SHARED, Prompting.NO_POOLS));
        }
    }

    @Nested
    class WithOwnPartAndPools extends Contract {
        WithOwnPartAndPools() {
            super(Prompting.options(Prompting.OWN, Prompting.POOLS));
        }
    }
}
