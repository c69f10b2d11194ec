package dev.kintsugi.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.engine.run.RunLog;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KillAndResumeTest {
    private static final RoundObserver SILENT = new RoundObserver() {};

    @TempDir
    Path folder;

    private static Federation.Outcome undisturbed(Path folder) {
        return ToyRun.run(folder, "in-process", 2, SILENT, new StopSignal());
    }

    private static void assertSameRun(Path found, Federation.Outcome outcome, Path expected, Federation.Outcome truth)
            throws Exception {
        assertThat(Files.readString(found.resolve("rounds.jsonl")))
                .isEqualTo(Files.readString(expected.resolve("rounds.jsonl")))
                .contains("\"measured\":{\"distance\":{\"to the target\":");
        assertThat(outcome.snapshot().server()).isEqualTo(truth.snapshot().server());
        assertThat(outcome.snapshot().locals())
                .isEqualTo(truth.snapshot().locals())
                .isNotEmpty();
        assertThat(outcome.snapshot().bytesUp()).isEqualTo(truth.snapshot().bytesUp());
        assertThat(outcome.evaluation().clients()).isEqualTo(truth.evaluation().clients());
    }

    @ParameterizedTest
    @EnumSource(RoundObserver.Stage.class)
    void run_killedAtAStageAndResumed_givesTheBitsOfAnUndisturbedRun(RoundObserver.Stage stage) throws Exception {
        Path killed = folder.resolve("killed");
        Files.createDirectories(killed);
        // Round 4 ends with the second checkpoint, so every stage of the round occurs.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.bytedeco.javacpp.nopointergc=true",
                        ToyRun.class.getName(),
                        killed.toString(),
                        "4",
                        stage.name())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(killed.resolve("READY")) && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(killed.resolve("READY"))
                .as("the child reaches stage %s; it printed: %s", stage, Files.readString(folder.resolve("output.txt")))
                .exists();
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        Federation.Outcome resumed = ToyRun.run(killed, "in-process", 1, SILENT, new StopSignal());

        Path whole = folder.resolve("whole");
        assertSameRun(killed, resumed, whole, undisturbed(whole));
    }

    @Test
    void stopSignal_duringARound_endsAfterACheckpointAndResumesToTheSameBits() throws Exception {
        Path stopped = folder.resolve("stopped");
        StopSignal stop = new StopSignal();
        RoundObserver observer = new RoundObserver() {
            @Override
            public void stage(int round, Stage stage) {
                if (round == 3 && stage == Stage.TRAINED) {
                    stop.request();
                }
            }
        };

        assertThatThrownBy(() -> ToyRun.run(stopped, "in-process", 2, observer, stop))
                .isInstanceOf(InterruptedRunException.class)
                .hasMessageContaining("stopped after round 3 of 6")
                .hasMessageContaining("--resume");

        assertThat(stopped.resolve("checkpoints/round-000003.safetensors")).exists();
        Federation.Outcome resumed = ToyRun.run(stopped, "in-process", 2, SILENT, new StopSignal());
        Path whole = folder.resolve("whole");
        assertSameRun(stopped, resumed, whole, undisturbed(whole));
    }

    @Test
    void newestCheckpoint_damaged_isSkippedForTheOneBefore() throws Exception {
        Path damaged = folder.resolve("damaged");
        undisturbed(damaged);
        Path newest = damaged.resolve("checkpoints/round-000006.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));

        Federation.Outcome resumed = ToyRun.run(damaged, "in-process", 2, SILENT, new StopSignal());

        Path whole = folder.resolve("whole");
        assertSameRun(damaged, resumed, whole, undisturbed(whole));
    }

    @Test
    void roundsFile_shorterThanTheCheckpointSays_isAnErrorThatNamesIt() throws Exception {
        Path changed = folder.resolve("changed");
        undisturbed(changed);
        try (var channel = FileChannel.open(changed.resolve("rounds.jsonl"), StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }

        assertThatThrownBy(() -> ToyRun.run(changed, "in-process", 2, SILENT, new StopSignal()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("rounds.jsonl")
                .hasMessageContaining("cannot be resumed");
    }

    @Test
    void prepare_whereAFileStandsInTheWay_failsBeforeTraining() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new RunLog(file.resolve("run")).prepare(1024))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void prepare_forMoreThanTheDiskHolds_saysHowMuchIsFree() {
        long tooMuch = Long.MAX_VALUE / 8;

        assertThatThrownBy(() -> new RunLog(folder.resolve("run")).prepare(tooMuch))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("free bytes");
    }
}
