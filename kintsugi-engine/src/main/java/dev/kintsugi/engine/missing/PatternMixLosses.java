package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.random.KeyedRandom;
import java.util.List;

/**
 * The heterogeneity that FED-PRIME's title promises and that its released tables do not have: each client has a mix of
 * its own over complete rows and missing sets, drawn from a symmetric Dirichlet distribution.
 *
 * <p>If a rate is asked for, the odds of a complete row are multiplied by the same factor at every client, so that the
 * expected share of rows that lose something, over the rows of all clients, is the rate. Clients stay as different as
 * they were drawn, the shares among the missing sets do not change, and a higher rate only takes more.
 */
final class PatternMixLosses {
    /** The logarithm of the factor lies within these bounds for every draw that a double can hold. */
    private static final double LARGEST_LOG = 1500;

    private static final int HALVINGS = 200;

    private final List<Long> sets;
    private final List<ClientData> clients;
    private final MissingKeys keys;
    private final double[] missing; // share of a client's rows that lose something, in expectation
    private final double[][] shares; // of the missing sets among those, cumulative

    PatternMixLosses(MissingPattern.PatternMix options, List<Long> sets, List<ClientData> clients, MissingKeys keys) {
        this.sets = sets;
        this.clients = clients;
        this.keys = keys;
        this.missing = new double[clients.size()];
        this.shares = new double[clients.size()][];
        double[] logOdds = new double[clients.size()]; // of losing something
        for (int client = 0; client < missing.length; client++) {
            KeyedRandom random = keys.open("mix", clients.get(client).client());
            double[] drawn = random.nextDirichlet(options.alpha(), sets.size() + 1);
            double[] among = new double[sets.size()];
            double sum = 0;
            for (int set = 0; set < among.length; set++) {
                sum += Math.max(Double.MIN_NORMAL, drawn[set + 1]); // a draw may underflow to 0
                among[set] = sum;
            }
            for (int set = 0; set < among.length; set++) {
                among[set] /= sum;
            }
            shares[client] = among;
            logOdds[client] = StrictMath.log(sum) - StrictMath.log(Math.max(Double.MIN_NORMAL, drawn[0]));
        }
        double shift = options.rate().map(rate -> shift(rate, logOdds)).orElse(0.0);
        for (int client = 0; client < missing.length; client++) {
            missing[client] = logistic(logOdds[client] + shift);
        }
    }

    /** Returns what to add to the log odds so that the mean over rows is the rate. */
    private double shift(double rate, double[] logOdds) {
        if (rate == 0 || rate == 1) {
            return rate == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double low = -LARGEST_LOG;
        double high = LARGEST_LOG;
        for (int step = 0; step < HALVINGS; step++) {
            double middle = low + (high - low) / 2;
            double affected = 0;
            double rows = 0;
            for (int client = 0; client < logOdds.length; client++) {
                affected += clients.get(client).size() * logistic(logOdds[client] + middle);
                rows += clients.get(client).size();
            }
            if (affected < rate * rows) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** Returns the expected share of a client's rows that lose something. */
    double missing(int client) {
        return missing[client];
    }

    /** Draws what each row loses. */
    void take(List<String> ids, PresenceDraft draft) {
        for (int client = 0; client < missing.length; client++) {
            for (int row : clients.get(client).rows()) {
                if (keys.uniform("row", ids.get(row)) < missing[client]) {
                    draft.take(row, sets.get(draw(shares[client], keys.uniform("set", ids.get(row)))));
                }
            }
        }
    }

    private static int draw(double[] cumulative, double number) {
        int set = 0;
        while (set < cumulative.length - 1 && number >= cumulative[set]) {
            set++;
        }
        return set;
    }
}
