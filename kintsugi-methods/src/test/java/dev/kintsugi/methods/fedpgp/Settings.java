package dev.kintsugi.methods.fedpgp;

import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Momentum;
import dev.kintsugi.nn.prompt.ClassPrompts;

/** FedPGP's options, four vectors long, with single settings changed. */
record Settings(
        int bottleneck,
        double mu,
        FedPgpOptions.Knowledge knowledge,
        boolean trainGlobal,
        Momentum momentum,
        ContextOptions.Sentences sentences) {
    static final Settings DEFAULTS = new Settings(
            3, 0.5, FedPgpOptions.Knowledge.TEMPLATE, true, Momentum.RESET, ContextOptions.DEFAULTS.sentences());

    Settings withBottleneck(int value) {
        return new Settings(value, mu, knowledge, trainGlobal, momentum, sentences);
    }

    Settings withMu(double value) {
        return new Settings(bottleneck, value, knowledge, trainGlobal, momentum, sentences);
    }

    Settings withKnowledge(FedPgpOptions.Knowledge value) {
        return new Settings(bottleneck, mu, value, trainGlobal, momentum, sentences);
    }

    Settings withTrainGlobal(boolean value) {
        return new Settings(bottleneck, mu, knowledge, value, momentum, sentences);
    }

    Settings withMomentum(Momentum value) {
        return new Settings(bottleneck, mu, knowledge, trainGlobal, value, sentences);
    }

    Settings withSentences(ContextOptions.Sentences value) {
        return new Settings(bottleneck, mu, knowledge, trainGlobal, momentum, value);
    }

    FedPgpOptions options() {
        return new FedPgpOptions(
                bottleneck,
                mu,
                FedPgpOptions.DEFAULTS.temperature(),
                knowledge,
                FedPgpOptions.DEFAULTS.knowledgeTemplate(),
                trainGlobal,
                momentum,
                FedPgpOptions.DEFAULTS.initialDeviation(),
                new ContextOptions(4, "", ClassPrompts.Position.END, sentences));
    }
}
