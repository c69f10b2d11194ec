package dev.kintsugi.methods.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The assignment of one client's prompts when only the pairs worth more than opening a cluster are known.
 *
 * <p>A pair worth no more than "a cluster of its own" can be left out: whoever takes it loses nothing by opening. What
 * remains falls apart into groups of prompts that compete for clusters. A prompt without rivals takes its best; only a
 * group of rivals needs an assignment, in which a pair that was left out costs what opening costs.
 */
final class ClientMatching {
    /** The choice of a prompt that opens a cluster. */
    static final int OPEN = -1;

    private final double opening;
    private final List<TreeMap<Integer, Double>> rewards = new ArrayList<>();

    /**
     * Starts a client.
     *
     * @param opening reward of opening a cluster
     */
    ClientMatching(int prompts, double opening) {
        this.opening = opening;
        for (int p = 0; p < prompts; p++) {
            rewards.add(new TreeMap<>());
        }
    }

    /** Offers a pair; it counts only if it is worth more than opening. */
    void offer(int prompt, int cluster, double reward) {
        if (reward > opening) {
            rewards.get(prompt).put(cluster, reward);
        }
    }

    /** Returns the cluster of every prompt, or {@link #OPEN}. */
    int[] best() {
        int[] choice = new int[rewards.size()];
        for (List<Integer> group : groups()) {
            if (group.size() == 1) {
                choice[group.get(0)] = bestOf(rewards.get(group.get(0)));
            } else {
                assign(group, choice);
            }
        }
        return choice;
    }

    private static int bestOf(TreeMap<Integer, Double> offers) {
        int best = OPEN;
        double most = Double.NEGATIVE_INFINITY;
        for (var offer : offers.entrySet()) {
            if (offer.getValue() > most) {
                most = offer.getValue();
                best = offer.getKey();
            }
        }
        return best;
    }

    private void assign(List<Integer> group, int[] choice) {
        TreeSet<Integer> shared = new TreeSet<>();
        group.forEach(prompt -> shared.addAll(rewards.get(prompt).keySet()));
        List<Integer> clusters = List.copyOf(shared);
        double[][] cost = new double[group.size()][clusters.size() + group.size()];
        for (int i = 0; i < group.size(); i++) {
            for (int j = 0; j < cost[i].length; j++) {
                cost[i][j] = j < clusters.size()
                        ? -rewards.get(group.get(i)).getOrDefault(clusters.get(j), opening)
                        : -opening;
            }
        }
        Assignment assignment = Assignment.cheapest(cost);
        for (int i = 0; i < group.size(); i++) {
            int column = assignment.columnOf(i);
            boolean joins =
                    column < clusters.size() && rewards.get(group.get(i)).containsKey(clusters.get(column));
            choice[group.get(i)] = joins ? clusters.get(column) : OPEN;
        }
    }

    /** Returns the prompts, split so that prompts of two groups share no cluster. */
    private List<List<Integer>> groups() {
        int[] leader = new int[rewards.size()];
        TreeMap<Integer, Integer> firstOfCluster = new TreeMap<>();
        for (int p = 0; p < leader.length; p++) {
            leader[p] = p;
            for (int cluster : rewards.get(p).keySet()) {
                Integer other = firstOfCluster.putIfAbsent(cluster, p);
                if (other != null) {
                    int a = find(leader, other);
                    int b = find(leader, p);
                    leader[Math.max(a, b)] = Math.min(a, b);
                }
            }
        }
        TreeMap<Integer, List<Integer>> groups = new TreeMap<>();
        for (int p = 0; p < leader.length; p++) {
            groups.computeIfAbsent(find(leader, p), l -> new ArrayList<>()).add(p);
        }
        return List.copyOf(groups.values());
    }

    private static int find(int[] leader, int prompt) {
        int top = prompt;
        while (leader[top] != top) {
            top = leader[top];
        }
        return top;
    }
}
