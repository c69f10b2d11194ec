package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sounds from files to a result, from the command line: what was repaired is told wherever counts stand. */
class SoundRunTest {
    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    private int execute(String... arguments) {
        PrintWriter writer = new PrintWriter(said, true);
        return Kintsugi.execute(writer, writer, arguments);
    }

    /** Writes a tone of 0.1 s. */
    private Path tone(String name, int rate, double hertz) throws IOException {
        byte[] data = new byte[2 * rate / 10];
        for (int i = 0; i < data.length / 2; i++) {
            short value = (short) (8000 * Math.sin(2 * Math.PI * hertz * i / rate));
            data[2 * i] = (byte) value;
            data[2 * i + 1] = (byte) (value >> 8);
        }
        Path file = folder.resolve(name);
        AudioFormat format = new AudioFormat(rate, 16, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(data), format, data.length / 2),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        return file;
    }

    @Test
    void run_onSounds_countsResampledAndFilledOnes() throws IOException {
        StringBuilder index = new StringBuilder("audio,label,speaker,split\n");
        for (int i = 0; i < 8; i++) {
            // Two of the eight have another rate than the spectrograms are made at.
            tone(i + ".wav", i < 2 ? 8000 : 4000, i % 2 == 0 ? 300 : 900);
            index.append(i)
                    .append(".wav,")
                    .append(i % 2 == 0 ? "low" : "high")
                    .append(",s")
                    .append(i / 4);
            index.append(i % 4 == 3 ? ",test\n" : ",train\n");
        }
        Path broken = folder.resolve("5.wav");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 400));
        Files.writeString(folder.resolve("data.csv"), index);
        Path file = Files.writeString(
                folder.resolve("sound.yaml"), """
                name: sound
                backbone: inputs
                inputs: {sample-rate: 4000, sound-seconds: 0.1, mel-bands: 8}
                data: {kind: index, path: data.csv, root: "%s", validation-share: 0, on-broken-sound: fill}
                partition: {kind: natural-id, partition-by: speaker}
                federation: {rounds: 1}
                training: {local-epochs: 1, batch-size: 4}
                method: fedmultimodal
                """.formatted(folder.toString().replace("\\", "/")));

        int code =
                execute("run", file.toString(), "--out", folder.resolve("runs").toString());

        assertThat(code).as(said.toString()).isZero();
        assertThat(said.toString()).contains("audioFilled 1").contains("audioResampled 2");
        Path run = folder.resolve("runs/fedmultimodal/seed-1");
        JsonNode data =
                new ObjectMapper().readTree(run.resolve("run.json").toFile()).path("data");
        assertThat(data.path("repairs").toString()).isEqualTo("{\"audioFilled\":1,\"audioResampled\":2}");
        assertThat(data.path("modalities").toString()).isEqualTo("[\"audio\"]");
        assertThat(Files.readString(run.resolve("report.html"))).contains("audioFilled 1, audioResampled 2");

        assertThat(execute("predict", run.toString(), broken.toString())).isEqualTo(10);
        assertThat(said.toString()).contains("sensor streams and sounds are not taken");
        Path page = folder.resolve("page.html");
        assertThat(execute("data", "show", file.toString(), "--out", page.toString()))
                .isZero();
        assertThat(said.toString()).contains("left out or repaired: audioFilled 1");
        assertThat(Files.readString(page)).contains("<polyline").contains("audio, 0.10 s");
    }
}
