package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Patterns in which clients lack modalities: as a whole (FedMultimodal, FedCMI) or in a share of rows (FedMAC). */
final class ClientLosses {
    private ClientLosses() {}

    /**
     * Each client lacks each candidate with probability {@code rate}, as a whole.
     *
     * <p><b>Differs from FedMultimodal:</b> there a client that lacks everything is left out; here it keeps the
     * modality that it would lose at the highest rate. FedMultimodal's two draws are seeded with k and 2k for client k;
     * here they are independent. {@link ReleasedLosses} does as that code does.
     */
    static void modality(
            double rate,
            long candidates,
            List<Modality> modalities,
            List<ClientData> clients,
            MissingKeys keys,
            PresenceDraft draft) {
        for (ClientData client : clients) {
            double[] moments = new double[modalities.size()];
            Arrays.fill(moments, Double.POSITIVE_INFINITY);
            for (int bit = 0; bit < moments.length; bit++) {
                double number = keys.uniform("client-modality/" + modalities.get(bit), client.client());
                if ((candidates >>> bit & 1) == 1 && number < rate) {
                    moments[bit] = number;
                }
            }
            for (int row : client.rows()) {
                draft.take(row, moments);
            }
        }
    }

    /**
     * {@code ⌊multiRatio · clients⌋} clients have everything; of the others, drawn by the client, each has one of the
     * candidates, in turn, so that their numbers differ by at most one, the last candidate being the most frequent.
     *
     * <p>A lower ratio only makes more clients incomplete, and those that were keep their modality. Rows that lack it
     * by nature keep what they have.
     */
    static void split(
            double multiRatio,
            long candidates,
            List<Modality> modalities,
            List<ClientData> clients,
            MissingKeys keys,
            PresenceDraft draft) {
        int[] bits = IntStream.range(0, modalities.size())
                .filter(bit -> (candidates >>> bit & 1) == 1)
                .toArray();
        List<String> names = clients.stream().map(ClientData::client).toList();
        int[] order = keys.ranked(
                "client-split", names, IntStream.range(0, clients.size()).toArray());
        int complete = (int) Math.floor(multiRatio * clients.size() + 1e-9); // 0.29 · 100 is 28.999…
        long all = (1L << modalities.size()) - 1;
        for (int place = complete; place < order.length; place++) {
            int turn = (order.length - 1 - place) % bits.length;
            long kept = 1L << bits[bits.length - 1 - turn];
            for (int row : clients.get(order[place]).rows()) {
                draft.take(row, all & ~kept);
            }
        }
    }

    /**
     * {@code ⌊p_m · modalities⌋} modalities of each client, drawn by the client, each miss in {@code round(p_s · rows)}
     * of its rows, drawn for each modality on its own.
     *
     * <p>Grows with {@code p_s}, and with {@code p_m} below 1. At {@code p_m = 1} a row that would lose everything
     * keeps the modality that it would lose last as {@code p_s} grows; FedMAC draws the last lead from the rows that
     * still have another instead.
     */
    static void share(
            MissingPattern.ClientShare options,
            ExampleTable examples,
            List<ClientData> clients,
            MissingKeys keys,
            PresenceDraft draft) {
        List<Modality> modalities = examples.presence().modalities();
        // 0.29 · 100 is 28.999…: a share that is meant to give a whole number must give it.
        int picked = (int) Math.floor(options.modalityShare() * modalities.size() + 1e-9);
        if (picked == 0 && options.modalityShare() > 0 && options.sampleShare() > 0) {
            throw new ConfigException("missing, kind client-share: modality-share " + options.modalityShare() + " of "
                    + modalities.size() + " modalities is none of them; give at least 1/" + modalities.size());
        }
        for (ClientData client : clients) {
            int[] order = IntStream.range(0, modalities.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            bit -> keys.uniform("client-share/" + modalities.get(bit), client.client())))
                    .mapToInt(Integer::intValue)
                    .toArray();
            long affected = Math.round(options.sampleShare() * client.size());
            double[][] moments = new double[client.size()][modalities.size()];
            for (double[] row : moments) {
                Arrays.fill(row, Double.POSITIVE_INFINITY);
            }
            int[] positions = IntStream.range(0, client.size()).toArray();
            List<String> ids = IntStream.of(client.rows())
                    .mapToObj(row -> examples.ids().get(row))
                    .toList();
            for (int pick = 0; pick < picked; pick++) {
                int[] ranked = keys.ranked("client-share/" + modalities.get(order[pick]), ids, positions);
                for (int rank = 0; rank < affected; rank++) {
                    moments[ranked[rank]][order[pick]] = rank;
                }
            }
            for (int position : positions) {
                draft.take(client.row(position), moments[position]);
            }
        }
    }
}
