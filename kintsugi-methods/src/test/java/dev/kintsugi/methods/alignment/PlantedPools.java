package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Pools of which one knows what is in them. */
final class PlantedPools {
    static final int WIDTH = 768;

    /**
     * Bound of the uniform initialisation of the released code, √(6 / (3·32·32 + 768)); such a prompt is about 0.63
     * long.
     */
    static final double BOUND = 0.0395;

    private PlantedPools() {}

    static float[][] uniform(long seed, String purpose, int prompts, int width) {
        KeyedRandom random = RandomKey.of(seed, purpose).open();
        float[][] values = new float[prompts][width];
        for (float[] prompt : values) {
            for (int c = 0; c < width; c++) {
                prompt[c] = (float) (BOUND * (2 * random.nextDouble() - 1));
            }
        }
        return values;
    }

    static FloatArray pool(float[]... prompts) {
        int width = prompts[0].length;
        float[] values = new float[prompts.length * width];
        for (int p = 0; p < prompts.length; p++) {
            System.arraycopy(prompts[p], 0, values, p * width, width);
        }
        return FloatArray.owning(new long[] {prompts.length, width}, values);
    }

    static PoolUpdate update(int client, double weight, float[]... prompts) {
        return new PoolUpdate(name(client), pool(prompts), Collections.nCopies(prompts.length, 3L), weight);
    }

    static String name(int client) {
        return String.format("c%04d", client);
    }

    /** Returns copies of {@code planted} with Gaussian noise per coordinate, in random order if {@code permuted}. */
    static float[][] copies(float[][] planted, long seed, int client, double noise, boolean permuted) {
        KeyedRandom random = new RandomKey(seed, 1, name(client), "copies").open();
        int[] order = random.permutation(planted.length);
        float[][] copies = new float[planted.length][];
        for (int p = 0; p < copies.length; p++) {
            float[] source = planted[permuted ? order[p] : p];
            copies[p] = new float[source.length];
            for (int c = 0; c < source.length; c++) {
                copies[p][c] = (float) (source[c] + noise * random.nextGaussian());
            }
        }
        return copies;
    }

    /** Clients that all hold copies of the same prompts. */
    static List<PoolUpdate> planted(float[][] planted, int clients, double noise, boolean permuted) {
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            updates.add(update(k, 100, copies(planted, 11, k, noise, permuted)));
        }
        return updates;
    }

    /** Clients whose prompts have nothing to do with each other. */
    static List<PoolUpdate> unrelated(int clients, int prompts, int width) {
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            updates.add(update(k, 100, uniform(5, "own-" + k, prompts, width)));
        }
        return updates;
    }

    /** Returns the Euclidean distance of a prompt to the nearest of a pool. */
    static double toNearest(float[] prompt, FloatArray pool) {
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < pool.shape()[0]; p++) {
            double squares = 0;
            for (int c = 0; c < prompt.length; c++) {
                double difference = prompt[c] - pool.get(p * prompt.length + c);
                squares += difference * difference;
            }
            least = Math.min(least, Math.sqrt(squares));
        }
        return least;
    }
}
