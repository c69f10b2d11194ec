package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a folder of its own, with a Maven and a Java that only note how they were called. */
@Timeout(60)
class LauncherTest {
    @TempDir
    Path folder;

    private Path home;
    private Path java;

    @BeforeEach
    void lay() throws IOException {
        assumeTrue(
                Platform.current().name().matches("linux-x86_64|macosx-arm64"),
                "no system on which the script runs, but " + Platform.current().name());
        home = folder.resolve("a home");
        Files.createDirectories(home.resolve("kintsugi-core/src/main"));
        Files.createDirectories(home.resolve("kintsugi-cli/src/main"));
        Files.copy(
                Path.of(System.getProperty("kintsugi.repository", "..")).resolve("kintsugi"), home.resolve("kintsugi"));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("kintsugi-core/src/main/A.java"), "");
        Files.writeString(home.resolve("kintsugi-cli/src/main/B.java"), "");
        makeOld();
        script("bin/mvn", """
                echo "$@" >>builds.log
                [ ! -e broken ] || exit 1
                sleep 1
                mkdir -p kintsugi-cli/target/dist/lib
                echo ours >kintsugi-cli/target/dist/kintsugi.jar
                echo core >kintsugi-cli/target/dist/lib/kintsugi-core.jar
                echo third >kintsugi-cli/target/dist/lib/third.jar
                """);
        java = java("17.0.9");
    }

    @Test
    void firstStart_builds_laterStartsDoNot() throws Exception {
        Ended first = run(Map.of(), "run", "an experiment.yaml");
        Ended second = run(Map.of(), "methods");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("-jar").endsWith("[run] [an experiment.yaml]\n");
        assertThat(first.err()).startsWith("building Kintsugi");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).endsWith("[methods]\n");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void start_passesWhatTheEngineNeeds() throws Exception {
        Ended ended = run(Map.of("KINTSUGI_JAVA_OPTS", "-Xmx3g -Dx=y"));

        assertThat(ended.out())
                .contains("[-Xmx3g] [-Dx=y]")
                .contains("[-Dorg.bytedeco.javacpp.maxPhysicalBytes=0]")
                .contains("[-Dorg.bytedeco.javacpp.nopointergc=true]")
                .contains("[-Dkintsugi.home=" + home.toRealPath() + "]")
                .contains("[-Dkintsugi.terminal=false]")
                .startsWith("OPENBLAS_NUM_THREADS=1 ");
        assertThat(run(Map.of("OPENBLAS_NUM_THREADS", "2")).out()).startsWith("OPENBLAS_NUM_THREADS=2 ");
    }

    @Test
    void plugins_areAppendedToTheClassPath() throws Exception {
        Path first = Files.writeString(folder.resolve("a method.jar"), "");
        Path second = Files.writeString(folder.resolve("b.jar"), "");

        Ended ended = run(Map.of("KINTSUGI_PLUGINS", first + "::b.jar:"), "methods"); // relative to the working folder

        assertThat(second).exists();
        assertThat(ended.out())
                .contains("/kintsugi.jar:" + first + ":b.jar] [dev.kintsugi.cli.Kintsugi] [methods]")
                .doesNotContain("[-jar]")
                .doesNotContain("native-access"); // 17 does not ask for it
        java = java("25");
        assertThat(run(Map.of("KINTSUGI_PLUGINS", "b.jar")).out())
                .contains("[--enable-native-access=ALL-UNNAMED] [-cp]");
    }

    @Test
    void plugin_thatIsNotThere_isRefusedBeforeTheBuild() throws Exception {
        Ended ended = run(Map.of("KINTSUGI_PLUGINS", "missing.jar"));

        assertThat(ended.exitCode()).isEqualTo(10);
        assertThat(ended.err())
                .startsWith("error: KINTSUGI_PLUGINS names 'missing.jar', but there is no such file;"
                        + " it must list jars, separated by ':'\nsee ");
        assertThat(home.resolve("builds.log")).doesNotExist();
    }

    @Test
    void build_passesMavenArguments_once() throws Exception {
        run(Map.of("MAVEN_ARGS", "--offline -Dmaven.repo.local=elsewhere"));

        assertThat(builds()).singleElement().asString().contains("--offline -Dmaven.repo.local=elsewhere package");
    }

    @Test
    void changedSource_isBuiltAnew_andTheOldBuildIsClearedAway() throws Exception {
        run(Map.of());
        Files.writeString(home.resolve("kintsugi-core/src/main/A.java"), "class A {}");
        run(Map.of());
        assertThat(builds()).hasSize(2);

        makeOld();
        Files.delete(home.resolve("kintsugi-cli/src/main/B.java"));
        run(Map.of());
        assertThat(builds()).hasSize(3);
        try (Stream<Path> published = Files.list(home.resolve("target/launch"))) {
            assertThat(published.filter(Files::isDirectory)).hasSize(1);
        }
    }

    @Test
    void buildInUse_isKept() throws Exception {
        Process running = start(Map.of("FAKE_SLEEP", "30"));
        Path current = home.resolve("target/launch/current");
        await(() -> Files.exists(current) && Files.exists(home.resolve("slept")));
        Path inUse =
                home.resolve("target/launch").resolve(Files.readString(current).strip());

        Files.writeString(home.resolve("kintsugi-core/src/main/A.java"), "class A {}");
        run(Map.of());

        assertThat(inUse.resolve("kintsugi.jar")).exists();
        assertThat(builds()).hasSize(2);
        running.destroy();
        assertThat(running.waitFor()).as("SIGTERM reaches Java").isEqualTo(128 + 15);
    }

    @Test
    void concurrentFirstStarts_buildOnce() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(Map.of()));
        }

        for (Process start : starts) {
            assertThat(start.waitFor()).isZero();
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void lockOfADeadProcess_isTakenOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(home.resolve("target/launch.lock"));
        Files.writeString(home.resolve("target/launch.lock/pid"), dead.pid() + "\n");

        assertThat(run(Map.of()).exitCode()).isZero();
        assertThat(home.resolve("target/launch.lock")).doesNotExist();
    }

    @Test
    void failedBuild_isTold_andTriedAgain() throws Exception {
        Files.writeString(home.resolve("broken"), "");
        Ended ended = run(Map.of());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("error: the build has failed; the lines above say why\nsee ");
        assertThat(home.resolve("target/launch.lock")).doesNotExist();

        Files.delete(home.resolve("broken"));
        assertThat(run(Map.of()).exitCode()).isZero();
    }

    @Test
    void exitCode_ofJava_comesThrough() throws Exception {
        assertThat(run(Map.of("FAKE_EXIT", "40")).exitCode()).isEqualTo(40);
    }

    @Test
    void start_throughASymbolicLink_findsItsFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("kintsugi"));
        Process process = process(Map.of(), List.of("sh", link.toString())).start();

        assertThat(process.waitFor()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void oldJava_isRefusedByVersion() throws Exception {
        java = java("11.0.2");
        Ended ended = run(Map.of());

        assertThat(ended.exitCode()).isEqualTo(60);
        assertThat(ended.err().lines())
                .containsExactly(
                        "error: Java at '" + java + "' has version '11.0.2'; Kintsugi needs 17 or later",
                        "see " + home.toRealPath() + "/docs/errors/60.md");
    }

    @Test
    void javaWithoutCompiler_isRefusedOnlyToBuild() throws Exception {
        run(Map.of());
        Files.delete(java.resolve("bin/javac"));
        assertThat(run(Map.of()).exitCode()).isZero();

        Files.writeString(home.resolve("pom.xml"), " ");
        Ended ended = run(Map.of());
        assertThat(ended.exitCode()).isEqualTo(60);
        assertThat(ended.err()).contains("has no compiler; building Kintsugi needs a JDK, not only a JRE");
    }

    @Test
    void platformWithoutNatives_isRefused() throws Exception {
        script("bin/uname", "[ \"$1\" = -m ] && echo riscv64 || echo Linux\n");
        Ended ended = run(Map.of());

        assertThat(ended.exitCode()).isEqualTo(60);
        assertThat(ended.err()).startsWith("error: platform 'Linux-riscv64' has no native libraries of the engine;");
        assertThat(home.resolve("builds.log")).doesNotExist();
    }

    /** What a process left behind. */
    private record Ended(int exitCode, String out, String err) {}

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        List<String> command =
                new ArrayList<>(List.of("sh", home.resolve("kintsugi").toString()));
        command.addAll(List.of(arguments));
        int exitCode = process(environment, command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Ended(exitCode, Files.readString(out), Files.readString(err));
    }

    private Process start(Map<String, String> environment) throws IOException {
        return process(environment, List.of("sh", home.resolve("kintsugi").toString()))
                .start();
    }

    private ProcessBuilder process(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        for (String inherited :
                List.of("MAVEN_ARGS", "KINTSUGI_JAVA_OPTS", "KINTSUGI_PLUGINS", "OPENBLAS_NUM_THREADS")) {
            builder.environment().remove(inherited);
        }
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().merge("PATH", home.resolve("bin").toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Lays a folder that looks like a JDK; its Java prints its arguments. */
    private Path java(String version) throws IOException {
        Path jdk = folder.resolve("jdk " + version);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script("../jdk " + version + "/bin/javac", "");
        script("../jdk " + version + "/bin/java", """
                case "$*" in *ArchiveClassesAtExit*) exit 0 ;; esac
                if [ -n "${FAKE_SLEEP:-}" ]; then
                    : >"%s/slept"
                    exec sleep "$FAKE_SLEEP"
                fi
                printf 'OPENBLAS_NUM_THREADS=%%s' "$OPENBLAS_NUM_THREADS"
                printf ' [%%s]' "$@"
                echo
                exit "${FAKE_EXIT:-0}"
                """.formatted(home));
        return jdk;
    }

    private void script(String name, String body) throws IOException {
        Path file = home.resolve(name).normalize();
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes all sources and their folders an hour old. */
    private void makeOld() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(path -> !path.startsWith(home.resolve("target")))
                    .toList()) {
                Files.setLastModifiedTime(file, old);
            }
        }
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("builds.log"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
