package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.engine.federation.AskedKinds;
import dev.kintsugi.engine.federation.EvaluationKind;
import dev.kintsugi.engine.federation.Evaluator;
import dev.kintsugi.engine.federation.NovelClasses;
import dev.kintsugi.engine.federation.RowGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Works out what an experiment's section {@code evaluation} asks of one run, and refuses what cannot be had. */
final class EvaluationPlan {
    private static final String NO_GROUP = "none";

    private final EvaluationOptions options;
    private final OpenedData data;

    EvaluationPlan(EvaluationOptions options, OpenedData data) {
        this.options = options;
        this.data = data;
    }

    /**
     * Checks what can be checked without data.
     *
     * @throws ConfigException if novel classes are asked for, but cannot be had
     */
    static void check(Experiment experiment, List<MethodChoice> choices) {
        if (experiment.evaluation().filter(EvaluationOptions::novel).isEmpty()) {
            return;
        }
        if (!NovelHalf.trainsOnBase(experiment)) {
            throw new ConfigException("evaluation.kinds: novel tests classes that nobody trains on, so it needs"
                    + " data.class-subset: base");
        }
        if (!experiment.missing().takesNothing()) {
            throw new ConfigException("evaluation.kinds: novel tests whole rows and cannot be combined with the section"
                    + " missing; leave out one of the two");
        }
        if (choices.stream().noneMatch(EvaluationPlan::canChangeClasses)) {
            throw new ConfigException("evaluation.kinds: " + withoutNovel(choices.get(0))
                    + "; leave novel out, or take a method whose parameters work with other class names, such as"
                    + " promptfl (kintsugi methods ID says which do)");
        }
    }

    /** Returns whether the parameters of a method work with other classes than those of the training. */
    static boolean canChangeClasses(MethodChoice choice) {
        return choice.factory().card().classesMayChange();
    }

    /** Returns why a method is not tested on novel classes. */
    static String withoutNovel(MethodChoice choice) {
        return "method '" + choice.name()
                + "' cannot be tested on novel classes, as its parameters are made for the classes of the training";
    }

    /**
     * Returns what the evaluation of one run gives; the caller closes it.
     *
     * @param trained the method that trains, on the base classes
     * @param tested what the test rows have left in the main condition
     * @param clients the clients that are evaluated
     */
    AskedKinds of(MethodChoice choice, Method trained, PresenceTable tested, List<Evaluator.ClientCounts> clients) {
        List<EvaluationKind> kinds = new ArrayList<>(options.kinds());
        Targets targets = data.test().examples().targets();
        if (!kinds.isEmpty()) {
            requireChoice(targets);
            requireOwnRows(choice, targets, tested, clients);
        }
        boolean novel = options.novel() && canChangeClasses(choice);
        if (!novel) {
            kinds.remove(EvaluationKind.NOVEL);
        }
        Optional<RowGroups> groups = options.groupBy().map(this::groups);
        return new AskedKinds(
                kinds, novel ? data.novel().map(half -> open(half, choice, trained)) : Optional.empty(), groups);
    }

    private void requireChoice(Targets targets) {
        if (!targets.isSingleLabel() || !data.train().examples().targets().isSingleLabel()) {
            throw new ConfigException("evaluation.kinds: they are defined for rows with exactly one class; data "
                    + data.source().name() + " has others");
        }
        if (targets.classes() < 2) {
            throw new DataException("data " + data.source().name() + ": there is one class to train on, "
                    + targets.classNames() + "; evaluation.kinds need at least 2 for a model to choose among");
        }
    }

    /** A client that cannot be tested on its own classes would be missing from the mean, which another run has. */
    private void requireOwnRows(
            MethodChoice choice, Targets targets, PresenceTable tested, List<Evaluator.ClientCounts> clients) {
        if (!options.kinds().contains(EvaluationKind.LOCAL)) {
            return;
        }
        boolean[] hasRows = new boolean[targets.classes()];
        for (int row = 0; row < targets.rows(); row++) {
            int number = row;
            boolean usable = tested.mask(row) != 0
                    && choice.factory().card().needs().stream().allMatch(modality -> tested.has(number, modality));
            hasRows[targets.label(row)] |= usable;
        }
        for (Evaluator.ClientCounts client : clients) {
            long[] counts = client.classCounts();
            int[] own =
                    IntStream.range(0, counts.length).filter(c -> counts[c] > 0).toArray();
            if (Arrays.stream(own).noneMatch(c -> hasRows[c])) {
                throw new DataException("client '" + client.client() + "': none of its classes "
                        + Arrays.stream(own).mapToObj(targets.classNames()::get).toList()
                        + " has test rows, so it has no local accuracy; take another partition or more test rows, or"
                        + " leave local out of evaluation.kinds");
            }
        }
    }

    private RowGroups groups(String attribute) {
        SelectedRows rows = data.test().rows();
        List<String> names = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        boolean found = false;
        for (int row = 0; row < rows.rows(); row++) {
            Map<String, String> attributes = rows.attributes(row);
            @Nullable String name = attributes.get(attribute);
            found |= name != null;
            known.addAll(attributes.keySet());
            names.add(name == null || name.isBlank() ? NO_GROUP : name);
        }
        if (!found) {
            throw new ConfigException("evaluation.group-by: "
                    + (known.isEmpty()
                            ? "the test rows of data " + data.source().name() + " have no attributes"
                            : NearestName.notKnown("attribute of the test rows", attribute, known)));
        }
        return new RowGroups(attribute, names);
    }

    /** Opens the method where the class names are the novel ones. Nothing is trained there: it has no clients. */
    private NovelClasses open(NovelHalf half, MethodChoice choice, Method trained) {
        ExampleTable examples = half.test().examples();
        SimulationWorkplace workplace = new SimulationWorkplace(
                data.backbone(), data.source().promptTemplate(), half.test(), examples, List.of());
        Method method = choice.factory().create(workplace, choice.options(), choice.training());
        if (!accepts(method, trained)) {
            method.close();
            throw new ModelException("method '" + method.card().id() + "': its card says that classes may change, but"
                    + " its parameters are " + shapes(trained) + " for the classes of the training and "
                    + shapes(method) + " for the novel ones");
        }
        int[] usable = IntStream.range(0, examples.rows())
                .filter(row -> method.card().needs().stream()
                        .allMatch(modality -> examples.presence().has(row, modality)))
                .toArray();
        if (usable.length == 0) {
            method.close();
            throw new DataException("none of the " + examples.rows() + " rows of the novel classes has "
                    + method.card().needs() + ", which method '" + method.card().id() + "' needs");
        }
        return new NovelClasses(
                method,
                examples.targets().select(usable),
                half.test().samples().select(usable, examples.presence().select(usable)));
    }

    /** Returns whether a method takes the parameters that another one starts from. */
    private static boolean accepts(Method method, Method trained) {
        List<ParameterSpec> own = method.parameters();
        List<ParameterSpec> others = trained.parameters();
        return own.size() == others.size()
                && IntStream.range(0, own.size())
                        .allMatch(i -> own.get(i).name().equals(others.get(i).name())
                                && own.get(i)
                                        .accepts(Arrays.stream(others.get(i).shape())
                                                .map(Math::abs)
                                                .toArray()));
    }

    private static List<String> shapes(Method method) {
        return method.parameters().stream()
                .map((ParameterSpec spec) -> spec.name() + " " + Arrays.toString(spec.shape()))
                .toList();
    }
}
