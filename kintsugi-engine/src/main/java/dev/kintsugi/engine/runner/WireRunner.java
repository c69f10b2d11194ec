package dev.kintsugi.engine.runner;

import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends every task and every update through its serialised form, as a deployment does, and counts the bytes that were
 * really made.
 *
 * <p>What a method keeps in Java objects only, or shares between clients by reference, breaks here and not first
 * between real sites.
 */
public final class WireRunner implements RoundRunner {
    private final RoundRunner clients;

    /** Creates the runner in front of the one that carries out the clients' work. */
    public WireRunner(RoundRunner clients) {
        this.clients = clients;
    }

    @Override
    public Result run(List<ClientTask> tasks) {
        long bytesDown = 0;
        List<ClientTask> received = new ArrayList<>();
        for (ClientTask task : tasks) {
            byte[] message = WireFormat.encode(task);
            bytesDown += message.length;
            received.add(WireFormat.decodeTask(message));
        }
        Result result = clients.run(received);
        long bytesUp = 0;
        List<ClientUpdate> updates = new ArrayList<>();
        for (ClientUpdate update : result.updates()) {
            byte[] message = WireFormat.encode(update);
            bytesUp += message.length;
            updates.add(WireFormat.decodeUpdate(message));
        }
        return new Result(updates, result.failures(), bytesDown, bytesUp);
    }

    @Override
    public void close() {
        clients.close();
    }
}
