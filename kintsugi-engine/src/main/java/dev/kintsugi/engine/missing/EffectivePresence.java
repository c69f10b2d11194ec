package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.PresenceTable;
import java.util.Arrays;
import java.util.List;

/**
 * What is left of the rows of a split; a row that has nothing left is left out.
 *
 * @param table which modalities each row still has
 * @param spared number of rows that kept a modality only because a pattern never takes the last one
 */
public record EffectivePresence(PresenceTable table, int spared) {
    /** Returns the clients with those rows that have something left; one may come out with none. */
    public List<ClientData> left(List<ClientData> clients) {
        return clients.stream()
                .map(client -> new ClientData(
                        client.client(),
                        Arrays.stream(client.rows())
                                .filter(row -> table.mask(row) != 0)
                                .toArray()))
                .toList();
    }
}
