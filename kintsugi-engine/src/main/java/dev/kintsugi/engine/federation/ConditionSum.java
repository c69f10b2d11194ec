package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.metric.ConditionMetrics;
import dev.kintsugi.core.metric.Confusion;
import dev.kintsugi.core.metric.LabelCounts;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The numbers of one test condition while model after model is tested. */
final class ConditionSum {
    private static final Comparator<Long> FULLEST_FIRST =
            Comparator.<Long>comparingInt(mask -> -Long.bitCount(mask)).thenComparing(mask -> mask);

    private final ScoringPlan.Rows rows;
    private final Targets targets;
    private final boolean multiLabel;
    private final boolean detailed;
    private final Map<Long, int[]> positions = new TreeMap<>(FULLEST_FIRST); // by what is left of the rows
    private final Map<Long, LabelCounts> parts = new TreeMap<>(FULLEST_FIRST);
    private final Map<Long, List<ConditionMetrics>> partModels = new TreeMap<>(FULLEST_FIRST);
    private final LabelCounts counts;
    private final Confusion confusion;
    private final List<Evaluation.ClientScore> clients = new ArrayList<>();
    private final List<ConditionMetrics> models = new ArrayList<>();
    private final List<ConditionMetrics> clientModels = new ArrayList<>(); // beside clients
    private final Optional<KindSum> kinds;

    /**
     * Creates the sum of no model.
     *
     * @param targets labels of all test rows
     * @param detailed whether to rank, and to split by what is left of the rows
     * @param asked what is wanted by kind and group
     */
    ConditionSum(ScoringPlan.Rows rows, Targets targets, boolean multiLabel, boolean detailed, AskedKinds asked) {
        this.rows = rows;
        this.targets = targets.select(rows.rows());
        this.multiLabel = multiLabel;
        this.detailed = detailed;
        this.counts = new LabelCounts(targets.classes());
        this.confusion = new Confusion(targets.classes());
        this.kinds = asked.any() ? Optional.of(new KindSum(asked, rows.rows())) : Optional.empty();
        if (detailed) {
            for (long mask : rows.masks()) {
                positions.computeIfAbsent(
                        mask,
                        any -> IntStream.range(0, rows.masks().length)
                                .filter(position -> rows.masks()[position] == mask)
                                .toArray());
            }
        }
    }

    /**
     * Adds a model.
     *
     * @param pairScores {@code [pairs, classes]} of the scoring plan
     * @param users clients that use the model
     */
    void add(float[] pairScores, List<Evaluator.ClientCounts> users) {
        float[] scores = gather(pairScores, rows.pairs());
        LabelCounts own = LabelCounts.of(scores, targets, multiLabel);
        counts.addInPlace(own);
        Optional<Confusion> table = multiLabel ? Optional.empty() : Optional.of(Confusion.of(scores, targets));
        table.ifPresent(confusion::addInPlace);
        for (Evaluator.ClientCounts user : users) {
            double local = onOwnRows(user, scores)
                    .orElseGet(() -> table.map(one -> one.accuracyUnder(user.classCounts()))
                            .orElseGet(own::accuracy));
            clients.add(new Evaluation.ClientScore(user.client(), own.accuracy(), local));
        }
        kinds.ifPresent(sum -> sum.add(table, chosen -> on(chosen, scores), user -> onOwnRows(user, scores), users));
        if (detailed) {
            ConditionMetrics whole = ConditionMetrics.of(scores, targets, multiLabel);
            models.add(whole);
            users.forEach(user -> {
                int[] chosen = ownRows(user);
                clientModels.add(chosen.length == 0 ? whole : ranked(chosen, scores));
            });
            positions.forEach((mask, chosen) -> {
                parts.computeIfAbsent(mask, any -> new LabelCounts(targets.classes()))
                        .addInPlace(on(chosen, scores));
                partModels
                        .computeIfAbsent(mask, any -> new ArrayList<>())
                        .add(chosen.length == targets.rows() ? whole : ranked(chosen, scores));
            });
        }
    }

    private ConditionMetrics ranked(int[] chosen, float[] scores) {
        return ConditionMetrics.of(gather(scores, chosen), targets.select(chosen), multiLabel);
    }

    private LabelCounts on(int[] chosen, float[] scores) {
        return LabelCounts.of(gather(scores, chosen), targets.select(chosen), multiLabel);
    }

    /** Returns the positions of those of the client's own test rows that are scored. */
    private int[] ownRows(Evaluator.ClientCounts user) {
        return user.testRows().stream()
                .flatMapToInt(Arrays::stream)
                .map(row -> Arrays.binarySearch(rows.rows(), row))
                .filter(position -> position >= 0)
                .toArray();
    }

    /** Returns the accuracy on the client's own test rows, if it has some of which any is scored. */
    private Optional<Double> onOwnRows(Evaluator.ClientCounts user, float[] scores) {
        int[] chosen = ownRows(user);
        return chosen.length == 0
                ? Optional.empty()
                : Optional.of(on(chosen, scores).accuracy());
    }

    /** Adds a model on the rows of the novel classes, {@code [pairs, novel classes]}. */
    void addNovel(float[] scores, Targets novel, List<Evaluator.ClientCounts> users) {
        kinds.ifPresent(sum -> sum.addNovel(scores, novel, users));
    }

    private float[] gather(float[] scores, int[] chosen) {
        int classes = targets.classes();
        float[] gathered = new float[chosen.length * classes];
        for (int position = 0; position < chosen.length; position++) {
            System.arraycopy(scores, chosen[position] * classes, gathered, position * classes, classes);
        }
        return gathered;
    }

    /** Returns what the models gave together. */
    Evaluation evaluation() {
        return new Evaluation(
                counts, multiLabel ? Optional.empty() : Optional.of(confusion), clients, kinds.map(KindSum::finish));
    }

    /** Returns all numbers; only of a detailed sum of at least one model. */
    ConditionEvaluation finish(List<Modality> modalities) {
        List<ConditionEvaluation.Part> split = new ArrayList<>();
        parts.forEach((mask, part) -> {
            ConditionMetrics ranked = ConditionMetrics.mean(partModels.getOrDefault(mask, List.of()));
            split.add(new ConditionEvaluation.Part(
                    PresenceTable.describe(modalities, mask),
                    positions.getOrDefault(mask, new int[0]).length,
                    part.accuracy(),
                    part.macroF1(),
                    part.microF1(),
                    ranked.auroc(),
                    ranked.averagePrecision()));
        });
        return new ConditionEvaluation(
                rows.name(),
                rows.leftOut(),
                multiLabel,
                evaluation(),
                ConditionMetrics.mean(models),
                clientModels,
                split);
    }
}
