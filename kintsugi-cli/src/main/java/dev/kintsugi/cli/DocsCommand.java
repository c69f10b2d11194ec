package dev.kintsugi.cli;

import dev.kintsugi.cli.reference.ReferencePages;
import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Writes the reference pages, which are printed from the code. For those who work on Kintsugi: not listed in the help.
 */
@Command(
        name = "docs",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Writes the pages of docs/reference, which are printed from the code.")
final class DocsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs/reference",
            description = "Folder of the pages; default: ${DEFAULT-VALUE}")
    private Path folder = Path.of("docs", "reference");

    @Override
    public Integer call() {
        Map<String, String> pages = ReferencePages.all(new CommandLine(new Kintsugi()));
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Path file = folder.resolve(page.getKey());
                Files.writeString(file, page.getValue());
                spec.commandLine().getOut().println(file);
            }
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be written: " + e.getMessage(), e);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
