package dev.kintsugi.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.cli.models.TransferProgress;
import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.output.TextTable;
import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.nn.hub.ByteSize;
import dev.kintsugi.nn.hub.HubCache;
import dev.kintsugi.nn.hub.HubSettings;
import dev.kintsugi.nn.hub.ModelDescription;
import dev.kintsugi.nn.hub.ModelPuller;
import dev.kintsugi.nn.hub.ModelSource;
import dev.kintsugi.nn.hub.ModelStore;
import dev.kintsugi.nn.hub.RepositoryId;
import dev.kintsugi.nn.hub.TransferOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Lists the models at hand, and downloads others. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the models at hand, and downloads others from a Hugging Face hub.",
        footer = {
            "",
            "The cache is the one of Python's huggingface_hub. Environment: HF_HOME, HF_HUB_CACHE (where it is),",
            "HF_TOKEN (for private and gated models), HF_ENDPOINT (another hub), HF_HUB_OFFLINE=1 (no network)."
        })
public final class ModelsCommand implements Callable<Integer> {
    private final Supplier<HubSettings> settings;
    private final List<ModelSource> sources;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--format",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            converter = OutputFormat.Converter.class,
            description = "table or json; default: ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--all", description = "Lists models of other kinds in the cache too.")
    private boolean all;

    /** Creates the command over the environment of this process. */
    public ModelsCommand() {
        this(HubSettings::fromEnvironment, Backbones.atHand());
    }

    /**
     * Creates the command.
     *
     * @param sources models with short ids
     */
    ModelsCommand(Supplier<HubSettings> settings, List<ModelSource> sources) {
        this.settings = settings;
        this.sources = sources;
    }

    @Override
    public Integer call() {
        return list(all);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the models at hand.")
    int list(
            @Option(names = "--all", description = "Lists models of other kinds in the cache too.")
                    boolean withOthers) {
        HubCache cache = new HubCache(settings.get().cache());
        List<ModelDescription> models = new ModelStore(sources, cache)
                .list().stream()
                        .filter(model ->
                                withOthers || model.isBackbone() || model.kind().isEmpty())
                        .toList();
        if (format == OutputFormat.JSON) {
            print(json(models));
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (models.isEmpty()) {
            out.println("No model is at hand in " + cache.root()
                    + "; get one by ./kintsugi models pull openai/clip-vit-base-patch16");
        } else {
            out.print(table(models));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "pull",
            mixinStandardHelpOptions = true,
            description = "Downloads a model, or what is missing of it; prints its folder.")
    int pull(
            @Parameters(
                            paramLabel = "REPO[@REV]",
                            description = "Such as openai/clip-vit-base-patch16; REV is a branch, tag, commit or"
                                    + " refs/pr/N.")
                    String repository) {
        TransferProgress progress = new TransferProgress(
                spec.commandLine().getErr(), Terminal.ofStandardError().interactive());
        ModelPuller.Pulled pulled = new ModelPuller(settings.get(), TransferOptions.DEFAULTS, progress)
                .pull(RepositoryId.parse(repository));
        if (format == OutputFormat.JSON) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            node.put("id", pulled.id().toString()).put("commit", pulled.commit());
            node.put("folder", pulled.folder().toString()).put("downloadedBytes", pulled.downloadedBytes());
            ArrayNode files = node.putArray("files");
            pulled.files().forEach(files::add);
            print(node.toPrettyString());
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(pulled.folder());
        out.println(
                pulled.downloadedBytes() == 0
                        ? "Everything was there already. Use it by backbone: " + pulled.id()
                        : ByteSize.inWords(pulled.downloadedBytes()) + " downloaded. Use it by backbone: "
                                + pulled.id());
        out.flush();
        return 0;
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private static String table(List<ModelDescription> models) {
        TextTable table = new TextTable(List.of("id", "kind", "size", "dtype", "sha-256", "from", "folder"), Set.of(2));
        for (ModelDescription model : models) {
            String hash = model.sha256().isEmpty() ? "-" : model.sha256().substring(0, 12);
            table.row(
                    model.id(),
                    model.kind().isEmpty() ? "?" : model.kind(),
                    model.problem().isEmpty() ? ByteSize.inWords(model.bytes()) : "-",
                    model.elementType().isEmpty() ? "-" : model.elementType(),
                    hash,
                    model.origin(),
                    model.folder() + (model.problem().isEmpty() ? "" : "  (" + model.problem() + ")"));
        }
        return table.text();
    }

    private static String json(List<ModelDescription> models) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (ModelDescription model : models) {
            array.addObject()
                    .put("id", model.id())
                    .put("kind", model.kind())
                    .put("from", model.origin())
                    .put("folder", model.folder().toString())
                    .put("bytes", model.bytes())
                    .put("dtype", model.elementType())
                    .put("sha256", model.sha256())
                    .put("problem", model.problem());
        }
        return array.toPrettyString();
    }
}
