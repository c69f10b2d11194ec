package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.MultimodalFactory;

/** The factory of a composed method that says what this one cannot be combined with. */
record DiMmlFactory(MultimodalFactory<DiMmlOptions> composed) implements MethodFactory {
    DiMmlFactory(MethodCard card) {
        this(new MultimodalFactory<>(card, DiMmlOptions.DEFAULTS, DiMmlOptions::network, DiMmlOptions::mechanisms));
    }

    @Override
    public MethodCard card() {
        return composed.card();
    }

    @Override
    public MethodCard card(Record options) {
        return composed.card(options);
    }

    @Override
    public Record defaults() {
        return composed.defaults();
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigException if samples have several labels, or if FedOpt meets a second stage
     */
    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        if (!workplace.examples().targets().isSingleLabel()) {
            throw new ConfigException(
                    "method 'di-mml' divides the dimensions by the nearest class mean and needs exactly"
                            + " one label per sample, but there are samples with none or several; take mfcpl, fedmac or"
                            + " fedmultimodal");
        }
        DiMmlOptions own = (DiMmlOptions) options;
        if (own.stageTwoRounds() > 0 && own.network().algorithm() instanceof FederationAlgorithm.FedOpt) {
            throw new ConfigException("method 'di-mml' freezes its encoders in the second stage, but network.algorithm"
                    + " fedopt would move them on by the server's momentum; take fedavg, fedprox or scaffold, or set"
                    + " stage-two-rounds: 0");
        }
        return composed.create(workplace, options, training);
    }
}
