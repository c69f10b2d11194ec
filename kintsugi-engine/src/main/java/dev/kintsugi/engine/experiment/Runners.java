package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.engine.runner.ClientHalf;
import dev.kintsugi.engine.runner.DebugRunner;
import dev.kintsugi.engine.runner.InProcessRunner;
import dev.kintsugi.engine.runner.SequentialSharingRunner;
import dev.kintsugi.engine.runner.WireRunner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes runners from their settings. */
final class Runners {
    private Runners() {}

    /**
     * Checks that a method can be run so.
     *
     * @throws ConfigException if its clients share one momentum, and the runner does not hand it on
     */
    static void check(RunnerOptions options, String name, Method method) {
        boolean sharesMomentum = method.parameters().stream()
                .anyMatch(spec -> spec.scope() == Scope.SHARED && spec.name().startsWith(ParameterSpec.MOMENTUM));
        if (sharesMomentum
                && !(options instanceof RunnerOptions.SequentialMomentum)
                && !(options instanceof RunnerOptions.SequentialSharing)) {
            throw new ConfigException("method '" + name + "': momentum: shared goes from client to client, which needs"
                    + " federation.runner=sequential-momentum; clients that train side by side keep their own"
                    + " (momentum: carried) or start at zero (reset)");
        }
    }

    /** Returns the number of threads that a runner uses. */
    static int threads(RunnerOptions runner) {
        int asked = 1;
        if (runner instanceof RunnerOptions.InProcess inProcess) {
            asked = inProcess.threads();
        } else if (runner instanceof RunnerOptions.Wire wire) {
            asked = wire.threads();
        }
        return asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
    }

    /** Returns a runner, which the caller closes. */
    static RoundRunner open(RunnerOptions options, ClientHalf clientHalf, int threads, List<ClientData> clients) {
        Map<String, Integer> rows = new HashMap<>();
        clients.forEach(client -> rows.put(client.client(), client.size()));
        if (options instanceof RunnerOptions.Debug) {
            return new DebugRunner(clientHalf);
        }
        if (options instanceof RunnerOptions.SequentialSharing) {
            return SequentialSharingRunner.ofWeights(clientHalf);
        }
        if (options instanceof RunnerOptions.SequentialMomentum) {
            return SequentialSharingRunner.ofMomentum(clientHalf);
        }
        if (options instanceof RunnerOptions.Wire wire) {
            return new WireRunner(new InProcessRunner(
                    clientHalf, threads, wire.blockSize(), wire.intraOpThreads(), id -> rows.getOrDefault(id, 0)));
        }
        RunnerOptions.InProcess inProcess = (RunnerOptions.InProcess) options;
        return new InProcessRunner(
                clientHalf, threads, inProcess.blockSize(), inProcess.intraOpThreads(), id -> rows.getOrDefault(id, 0));
    }
}
