package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Tables for tests: complete rows, and rows with natural holes. */
final class MissingRows {
    static final Modality AUDIO = new Modality("audio");
    static final List<Modality> TWO = List.of(Modality.IMAGE, Modality.TEXT);
    static final List<Modality> THREE = List.of(Modality.IMAGE, Modality.TEXT, AUDIO);

    private MissingRows() {}

    static ExampleTable complete(List<Modality> modalities, int rows) {
        return table(PresenceTable.complete(modalities, rows), "r");
    }

    /** Row k has the modalities of the bits of {@code 1 + k mod (2^m − 1)}: every set but the empty one. */
    static ExampleTable withHoles(List<Modality> modalities, int rows) {
        long sets = (1L << modalities.size()) - 1;
        long[] masks = IntStream.range(0, rows).mapToLong(row -> 1 + row % sets).toArray();
        return table(new PresenceTable(modalities, masks), "r");
    }

    static ExampleTable table(PresenceTable presence, String prefix) {
        List<String> ids = IntStream.range(0, presence.rows())
                .mapToObj(row -> prefix + row)
                .toList();
        int[] labels = IntStream.range(0, presence.rows()).map(row -> row % 4).toArray();
        return new ExampleTable(ids, Targets.single(List.of("a", "b", "c", "d"), labels), presence);
    }

    /** Equal shares in turn: row k belongs to client k mod n. */
    static List<ClientData> clients(int clients, int rows) {
        List<ClientData> dealt = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int own = client;
            dealt.add(new ClientData(
                    "c" + client,
                    IntStream.range(0, rows).filter(row -> row % clients == own).toArray()));
        }
        return dealt;
    }
}
