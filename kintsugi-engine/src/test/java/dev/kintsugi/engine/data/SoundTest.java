package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTest {
    @TempDir
    private Path root;

    @BeforeEach
    void sounds() throws IOException {
        WaveFiles.write(root.resolve("a/1.wav"), 8000, 0, 0.5, -0.5, 0.25);
        WaveFiles.write(root.resolve("a/2.wav"), 8000, 0.125, 0.25);
        TestData.image(root.resolve("i/1.png"), 0xFF0000);
        Files.writeString(root.resolve("pairs.csv"), """
                id,audio,image,label,speaker,split
                x,a/1.wav,i/1.png,one,ann,train
                y,a/2.wav,,two,bob,train
                z,,i/1.png,two,bob,train
                """);
    }

    private DataSource open(String... more) {
        List<String> all = new ArrayList<>(List.of("kind", "index", "path", "pairs.csv", "root", root.toString()));
        all.addAll(List.of("validation-share", "0", "test-share", "0"));
        all.addAll(List.of(more));
        return DataSources.open(TestData.options(all.toArray(new String[0])), 1);
    }

    private Signal sound(DataSource source, int row) {
        return source.split(DataSource.TRAIN).signal(row, Modality.AUDIO);
    }

    @Test
    void sounds_imagesAndHoles_areToldApart() {
        DataSource source = open();
        Split train = source.split(DataSource.TRAIN);

        assertThat(train.examples().presence().modalities()).containsExactly(Modality.IMAGE, Modality.AUDIO);
        assertThat(train.examples().presence().mask(0)).isEqualTo(3);
        assertThat(train.examples().presence().mask(1)).isEqualTo(2);
        assertThat(train.examples().presence().mask(2)).isEqualTo(1);
        assertThat(sound(source, 0).values()).containsExactly(0, 0.5f, -0.5f, 0.25f);
        assertThat(sound(source, 0).rate()).isEqualTo(8000);
        assertThat(train.rate(1, Modality.AUDIO)).isEqualTo(8000);
        assertThat(train.attributes(0)).containsEntry("speaker", "ann").doesNotContainKey("audio");
        assertThatThrownBy(() -> train.signal(2, Modality.AUDIO)).hasMessageContaining("row 'z' has no audio");
        assertThat(source.repairs()).isEmpty();
    }

    @Test
    void contentHash_ofAChangedSoundOfEqualLength_differs() {
        String before = open().contentHash();
        WaveFiles.write(root.resolve("a/1.wav"), 8000, 0, 0.5, -0.5, 0.125); // the last of four values
        assertThat(open().contentHash()).isNotEqualTo(before);
        WaveFiles.write(root.resolve("a/1.wav"), 8000, 0, 0.5, -0.5, 0.25);
        assertThat(open().contentHash()).as("the same sound written again").isEqualTo(before);

        // 800 kB, of which 256 kB in sixteen parts count: one value at the very end, and all of them.
        double[] hum = new double[400_000];
        WaveFiles.write(root.resolve("a/2.wav"), 8000, hum);
        String silent = open().contentHash();
        hum[hum.length - 1] = 0.5;
        WaveFiles.write(root.resolve("a/2.wav"), 8000, hum);
        String click = open().contentHash();
        Arrays.fill(hum, 0.5);
        WaveFiles.write(root.resolve("a/2.wav"), 8000, hum);
        assertThat(List.of(silent, click, open().contentHash())).doesNotHaveDuplicates();
    }

    @Test
    void wave_of8And24BitsAndTwoChannels_isReadAndAveraged() {
        // 8 bits are unsigned around 128: 128 is 0, 192 is 64 / 128, 0 is -1.
        WaveFiles.write(root.resolve("a/1.wav"), 11025, 1, 8, 1, new byte[] {(byte) 128, (byte) 192, 0});
        // 24 bits: 0x400000 / 0x800000 = 0.5; 0xC00000 is -0.5. Left 0.5 and right -0.5, then 0.5 and 0.
        WaveFiles.write(
                root.resolve("a/2.wav"), 44100, 2, 24, 1, new byte[] {0, 0, 64, 0, 0, (byte) 192, 0, 0, 64, 0, 0, 0});
        DataSource source = open();

        assertThat(sound(source, 0).values()).containsExactly(0, 0.5f, -1);
        assertThat(sound(source, 1).values()).containsExactly(0, 0.25f);
        assertThat(sound(source, 1).rate()).isEqualTo(44100);
    }

    @Test
    void wave_truncated_isAnErrorOrFilledWithSilence() throws IOException {
        Path file = root.resolve("a/1.wav");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 48));

        // 44 bytes of header, 8 of values, of which 4 are left.
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("pairs.csv:2: the audio of row 'x' cannot be used")
                .hasMessageContaining("1.wav has 48 bytes, but its header announces 52; the file is truncated")
                .hasMessageContaining("data.on-broken-sound");
        DataSource filled = open("on-broken-sound", "fill");
        assertThat(sound(filled, 0).values()).containsExactly(0, 0.5f, 0, 0);
        assertThat(filled.repairs()).containsExactly(Map.entry("audioFilled", 1));
        DataSource skipped = open("on-broken-sound", "skip");
        assertThat(skipped.split(DataSource.TRAIN).examples().ids()).containsExactly("y", "z");
        assertThat(skipped.repairs()).containsExactly(Map.entry("rowsSkipped", 1));
        DataSource missing = open("on-broken-sound", "missing");
        assertThat(missing.split(DataSource.TRAIN).examples().presence().mask(0))
                .isEqualTo(1);
        assertThat(missing.repairs()).containsExactly(Map.entry("audioMissing", 1));
    }

    @Test
    void wave_thatIsNoneOrEmptyOrNotThere_isAnErrorAndNeverFilled() throws IOException {
        Path file = root.resolve("a/1.wav");
        Files.writeString(file, "no sound");
        assertThatThrownBy(this::open)
                .hasMessageContaining("1.wav: is not a WAV file")
                .hasMessageContaining("8 bytes");
        assertThat(open("on-broken-sound", "fill").repairs()).containsExactly(Map.entry("audioMissing", 1));
        Files.write(file, new byte[0]);
        assertThatThrownBy(this::open).hasMessageContaining("1.wav: is empty; needed is a WAV file");
        WaveFiles.write(file, 8000);
        assertThatThrownBy(this::open).hasMessageContaining("1.wav has no values; at least one is needed");
        Files.delete(file);
        assertThatThrownBy(this::open).hasMessageContaining("1.wav: there is no such file");
        assertThat(open("on-broken-sound", "fill").repairs()).containsExactly(Map.entry("audioMissing", 1));
    }

    @Test
    void wave_ofAnotherEncoding_isAnErrorThatSaysWhatIsAllowed() {
        WaveFiles.write(root.resolve("a/1.wav"), 8000, 1, 8, 7, new byte[] {1, 2, 3}); // µ-law
        assertThatThrownBy(this::open).hasMessageContaining("ULAW").hasMessageContaining("PCM of 8, 16 or 24 bits");
        WaveFiles.write(root.resolve("a/1.wav"), 8000, 1, 32, 3, new byte[8]); // floats
        assertThatThrownBy(this::open).hasMessageContaining("PCM of 8, 16 or 24 bits");
    }

    @Test
    void contentHash_changesWithSizeOrRateOfASound() {
        String before = open().contentHash();
        WaveFiles.write(root.resolve("a/1.wav"), 16000, 0, 0.5, -0.5, 0.25);
        assertThat(open().contentHash()).isNotEqualTo(before);
    }

    @Test
    void index_withoutAudio_asAsked_hasImagesOnly() {
        DataSource source = open("audio-column", "none");

        assertThat(source.split(DataSource.TRAIN).examples().presence().modalities())
                .containsExactly(Modality.IMAGE);
    }
}
