package dev.kintsugi.cli.export;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.engine.predict.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The page in an exported folder that says what is in it and how to load it. */
final class ExportReadme {
    private final TrainedModel model;
    private final ExportedModel exported;
    private final boolean readsInPython;

    /**
     * Creates the page.
     *
     * @param readsInPython whether the frozen model is a CLIP as transformers knows it
     */
    ExportReadme(TrainedModel model, ExportedModel exported, boolean readsInPython) {
        this.model = model;
        this.exported = exported;
        this.readsInPython = readsInPython;
    }

    String text() {
        StringBuilder page = new StringBuilder("# Learned by ")
                .append(model.method().card().id())
                .append(model.client().map(name -> ", for client " + name).orElse(""))
                .append("\n\n")
                .append(model.method().card().title())
                .append(".\n")
                .append(model.method().card().paper())
                .append(".\n\n| | |\n|---|---|\n");
        row(
                page,
                "frozen model",
                model.run().backbone() + " (hash " + model.backbone().hash() + ")");
        row(page, "classes", String.join(", ", model.classNames()));
        exported.values()
                .asMap()
                .forEach((name, value) -> row(page, "`" + name + "`", Arrays.toString(value.shape()) + " float32"));
        page.append('\n');
        if (exported.context().isEmpty()) {
            page.append(resource("values.md"));
        } else {
            page.append(resource("context.md")
                    .replace("SENTENCE", sentence(exported.context().get())));
            page.append(inPython(readsInPython, model.run().backbone()));
        }
        return page.toString();
    }

    /**
     * Returns what a Python user does with one context.
     *
     * @param backbone name of the frozen model
     */
    static String inPython(boolean readsInPython, String backbone) {
        return readsInPython ? resource("python.md").replace("MODEL_NAME", backbone) : resource("locked.md");
    }

    private String sentence(ExportedModel.Context context) {
        return ExportFolder.sentence(exported.values().get(context.name()).shape()[0], context.vectorsBefore());
    }

    private static void row(StringBuilder page, String subject, String value) {
        page.append("| ")
                .append(subject)
                .append(" | ")
                .append(value.replace("|", "\\|"))
                .append(" |\n");
    }

    private static String resource(String name) {
        try (InputStream stream = ExportReadme.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
