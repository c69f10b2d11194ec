package dev.kintsugi.engine.predict;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.engine.experiment.BackboneOpener;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.input.SampleInputs;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A trained run with its backbone and its method, ready to be used; closing it frees both. */
public final class TrainedModel implements AutoCloseable {
    private static final int LISTED = 20;

    private final TrainedRun run;
    private final FrozenModel backbone;
    private final Method method;
    private final List<String> classNames;
    private final Optional<String> client;
    private final ParameterSet local;

    private TrainedModel(
            TrainedRun run,
            FrozenModel backbone,
            Method method,
            List<String> classNames,
            Optional<String> client,
            ParameterSet local) {
        this.run = run;
        this.backbone = backbone;
        this.method = method;
        this.classNames = List.copyOf(classNames);
        this.client = client;
        this.local = local;
    }

    /**
     * Opens the backbone and makes the method anew.
     *
     * @throws ModelException if the backbone is not at hand, or its weights are not those of the training
     * @throws ConfigException if the run froze no backbone, the client is not known, or the method's classes cannot
     *     change
     */
    public static TrainedModel open(TrainedRun run, PredictRequest request, BackboneOpener backbones) {
        MethodCard card = run.method().factory().card();
        if (!request.classNames().isEmpty() && !card.classesMayChange()) {
            throw new ConfigException("method '" + card.id() + "' has learned its "
                    + run.classNames().size() + " classes, so that they cannot be changed: "
                    + listed(run.classNames()));
        }
        if (run.backbone().equals(SampleInputs.NAME)) {
            throw new ConfigException(run.folder() + ": was trained on samples themselves (backbone '"
                    + SampleInputs.NAME + "') with " + run.modalities() + "; new samples can be images and texts for a"
                    + " frozen backbone only, sensor streams and sounds are not taken. Its own test rows are in the"
                    + " result of the run");
        }
        FrozenModel backbone = backbones.open(request.backbone().orElse(run.backbone()));
        try {
            if (!backbone.hash().equals(run.backboneHash())) {
                throw new ModelException(run.folder() + ": was trained on backbone '" + run.backbone()
                        + "' with the hash " + run.backboneHash() + ", but '"
                        + request.backbone().orElse(run.backbone()) + "' now has " + backbone.hash()
                        + "; prompts fit only the weights that they were trained on");
            }
            List<String> classNames = request.classNames().isEmpty() ? run.classNames() : request.classNames();
            Method method = create(run, backbone, classNames);
            try {
                ParameterSet local = local(run, method, request.client());
                requireShapes(run, method, Scope.SHARED, run.learned().shared());
                if (!local.isEmpty()) {
                    requireShapes(run, method, Scope.LOCAL, local);
                }
                return new TrainedModel(run, backbone, method, classNames, request.client(), local);
            } catch (RuntimeException e) {
                method.close();
                throw e;
            }
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    private static Method create(TrainedRun run, FrozenModel backbone, List<String> classNames) {
        return run.method()
                .factory()
                .create(
                        new NoRows(backbone, run, classNames),
                        run.method().options(),
                        run.method().training());
    }

    private static ParameterSet local(TrainedRun run, Method method, Optional<String> client) {
        String id = method.card().id();
        boolean personal = method.parameters().stream().anyMatch(spec -> spec.scope() == Scope.LOCAL);
        Collection<String> clients = run.learned().locals().keySet();
        if (client.isEmpty()) {
            if (personal && !method.hasSharedModel()) {
                throw new ConfigException("method '" + id + "' trains a model for each client; choose one with --client"
                        + " NAME: " + listed(clients));
            }
            return ParameterSet.empty();
        }
        if (!personal) {
            throw new ConfigException(
                    "method '" + id + "' keeps no parameters on its clients; leave out --client for the"
                            + " model that the run was evaluated with");
        }
        ParameterSet local = run.learned().locals().get(client.get());
        if (local == null) {
            throw new ConfigException("client '" + client.get() + "' has no model in " + run.folder()
                    + NearestName.among(clients, client.get())
                            .map(nearest -> "; did you mean '" + nearest + "'?")
                            .orElse(".")
                    + " Clients that have trained: " + listed(clients));
        }
        return local;
    }

    private static void requireShapes(TrainedRun run, Method method, Scope scope, ParameterSet values) {
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() != scope) {
                continue;
            }
            if (!values.contains(spec.name())) {
                throw new StorageException(run.folder() + ": the run has not stored parameter '" + spec.name()
                        + "', which method '" + method.card().id() + "' of this version needs; stored are "
                        + values.names());
            }
            long[] found = values.get(spec.name()).shape();
            if (!spec.accepts(found)) {
                throw new ShapeException(run.folder().toString(), spec.name(), spec.shape(), found);
            }
        }
    }

    private static String listed(Collection<String> names) {
        return names.stream().limit(LISTED).collect(Collectors.joining(", "))
                + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }

    /** Returns the run. */
    public TrainedRun run() {
        return run;
    }

    /** Returns the frozen model. */
    public FrozenModel backbone() {
        return backbone;
    }

    /** Returns the method. */
    public Method method() {
        return method;
    }

    /** Returns the classes that are chosen from, in the order of the scores. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns whose model it is; empty for the shared one. */
    public Optional<String> client() {
        return client;
    }

    /** Returns the local values of the chosen client; empty for the shared model. */
    public ParameterSet local() {
        return local;
    }

    @Override
    public void close() {
        method.close();
        backbone.close();
    }
}
