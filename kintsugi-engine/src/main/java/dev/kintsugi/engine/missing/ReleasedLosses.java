package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.NumpyRandom;
import java.util.List;

/**
 * Whole modalities of clients, lost as FedMultimodal's released code draws them: modality m of client k, both from 0,
 * is lost where {@code np.random.seed((m + 1) · k)} and {@code np.random.binomial(1, rate)} give 1. A client that lacks
 * all that it had is left out.
 *
 * <p>The number of a client is its place in the list of clients, from {@code first-number} on; the seed of the run
 * changes nothing. The holes grow with the rate up to one half; above it numpy draws the complement, so that they are
 * others. That code has two modalities; m + 1 as the factor of a third and further ones is our continuation.
 */
final class ReleasedLosses {
    private ReleasedLosses() {}

    static void modality(
            MissingPattern.ClientModality options,
            long candidates,
            List<Modality> modalities,
            List<ClientData> clients,
            PresenceDraft draft) {
        for (int client = 0; client < clients.size(); client++) {
            long lost = 0;
            for (int bit = 0; bit < modalities.size(); bit++) {
                long seed = (bit + 1L) * (options.firstNumber() + (long) client);
                if ((candidates >>> bit & 1) == 1 && NumpyRandom.seeded(seed).nextBernoulli(options.rate())) {
                    lost |= 1L << bit;
                }
            }
            for (int row : clients.get(client).rows()) {
                draft.takeAny(row, lost);
            }
        }
    }
}
