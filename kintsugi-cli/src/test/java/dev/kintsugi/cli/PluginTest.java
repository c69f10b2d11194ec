package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The method of docs/how-to/add-a-method.md, compiled into a jar and put behind ours, as the launcher does. */
@Timeout(120)
class PluginTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("kintsugi.repository", ".."));

    @TempDir
    Path folder;

    private Path compile() throws IOException {
        Path sources = REPOSITORY.resolve("kintsugi-methods/src/test/java/dev/kintsugi/samples");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        sources.resolve("TrimmedMeanPrompt.java").toString(),
                        sources.resolve("TrimmedMeanPromptFactory.java").toString());
        assertThat(failed).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("dev.kintsugi.core.method.MethodFactory"),
                "dev.kintsugi.samples.TrimmedMeanPromptFactory\n");
        Path jar = folder.resolve("my method.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path entry : found.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(entry).toString().replace(File.separatorChar, '/')));
                Files.copy(entry, out);
            }
        }
        return jar;
    }

    @Test
    void methodOfAnotherJar_isListedWithItsOptions() throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator + compile(),
                        Kintsugi.class.getName(),
                        "methods",
                        "trimmed-mean"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(output, StandardCharsets.UTF_8))
                .contains("the server drops the extremes in every coordinate")
                .contains("Yin et al., Definition 2");
    }
}
