package dev.kintsugi.engine.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreTest {
    private static final FeatureKey KEY = new FeatureKey("weights", "image", "stretch", "data");
    private static final int ROWS = 7;
    private static final int WIDTH = 3;

    @TempDir
    Path folder;

    /** Feature j of row i is 10 i + j; counts the rows it computes. */
    private static class Tens implements FeatureComputation {
        final List<Integer> computed = new ArrayList<>();

        @Override
        public int batchSize() {
            return 3;
        }

        @Override
        public int batchesAtOnce() {
            return 2;
        }

        @Override
        public Supplier<float[]> begin(int[] rows) {
            return () -> {
                float[] values = new float[rows.length * WIDTH];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(rows[i / WIDTH], i % WIDTH);
                }
                IntStream.of(rows).forEach(computed::add);
                return values;
            };
        }

        float value(int row, int j) {
            return 10 * row + j;
        }
    }

    @Test
    void features_askedForTwice_areComputedOnce() {
        Tens first = new Tens();
        Tens second = new Tens();
        List<String> progress = new ArrayList<>();
        StoredFeatures computed = new FeatureStore(folder)
                .features(KEY, complete(), Modality.IMAGE, first, (done, of) -> progress.add(done + "/" + of));
        StoredFeatures reused = features(KEY, complete(), second);
        assertThat(computed.reused()).isFalse();
        assertThat(reused.reused()).isTrue();
        assertThat(reused.file()).isEqualTo(computed.file());
        assertThat(first.computed).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(second.computed).isEmpty();
        assertThat(progress).containsExactly("3/7", "6/7", "7/7");
        for (StoredFeatures features : List.of(computed, reused)) {
            assertThat(features.rows()).isEqualTo(ROWS);
            assertThat(features.width()).isEqualTo(WIDTH);
            for (int row = 0; row < ROWS; row++) {
                assertThat(row(features, row)).containsExactly(10f * row, 10f * row + 1, 10f * row + 2);
            }
        }
    }

    @Test
    void copyRow_outOfRange_isRefused() {
        StoredFeatures features = features(KEY, complete(), new Tens());
        assertThatThrownBy(() -> features.copyRow(ROWS, new float[WIDTH], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void features_ofTruncatedFile_areComputedAgain() throws IOException {
        Path file = features(KEY, complete(), new Tens()).file();
        // the header is 64 bytes and a row 12: 0, half a header, the header only, half a row missing, a byte too many
        for (int size : new int[] {0, 32, 64, 64 + ROWS * 12 - 6, 64 + ROWS * 12 + 1}) {
            byte[] bytes = Files.readAllBytes(file);
            assertThat(bytes).hasSize(64 + ROWS * 12);
            Files.write(file, Arrays.copyOf(bytes, size));
            Tens again = new Tens();
            StoredFeatures features = features(KEY, complete(), again);
            assertThat(again.computed).as("size " + size).hasSize(ROWS);
            assertThat(features.reused()).isFalse();
            assertThat(row(features, 6)).containsExactly(60, 61, 62);
        }
    }

    @Test
    void features_ofFileOfAnotherKeyOrVersion_areComputedAgain() throws IOException {
        Path file = features(KEY, complete(), new Tens()).file();
        for (int position : new int[] {0, 8, 12, 16, 24, 55}) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[position] ^= 1;
            Files.write(file, bytes);
            Tens again = new Tens();
            assertThat(features(KEY, complete(), again).reused())
                    .as("byte " + position)
                    .isFalse();
            assertThat(again.computed).hasSize(ROWS);
        }
    }

    @Test
    void features_ofOtherKeys_lieBesideEachOther() {
        List<FeatureKey> keys = List.of(
                KEY,
                new FeatureKey("other", "image", "stretch", "data"),
                new FeatureKey("weights", "grid", "stretch", "data"),
                new FeatureKey("weights", "image", "crop", "data"),
                new FeatureKey("weights", "image", "stretch", "other"),
                new FeatureKey("weightsi", "mage", "stretch", "data"));
        for (FeatureKey key : keys) {
            assertThat(features(key, complete(), new Tens()).reused())
                    .as(key.toString())
                    .isFalse();
        }
        assertThat(files()).hasSize(keys.size());
    }

    @Test
    void features_ofRowsWithoutTheModality_areZerosAndNotComputed() {
        long[] masks = {1, 1, 0, 1, 0, 1, 0}; // the last row is missing too, so that the end of the file is a gap
        Tens tens = new Tens();
        StoredFeatures features = features(KEY, table(masks), tens);
        assertThat(tens.computed).containsExactly(0, 1, 3, 5);
        assertThat(row(features, 2)).containsExactly(0, 0, 0);
        assertThat(row(features, 3)).containsExactly(30, 31, 32);
        assertThat(row(features, 6)).containsExactly(0, 0, 0);
        // The complete table must not be served from the incomplete one.
        assertThat(features(KEY, complete(), new Tens()).reused()).isFalse();
        assertThat(features(KEY, table(masks), new Tens()).reused()).isTrue();
    }

    @Test
    void features_ofOtherRowsOfTheSplit_areOtherFeatures() {
        assertThat(features(KEY, complete().select(new int[] {0, 1}), new Tens())
                        .reused())
                .isFalse();
        assertThat(features(KEY, complete().select(new int[] {0, 2}), new Tens())
                        .reused())
                .isFalse();
        assertThat(features(KEY, complete().select(new int[] {0, 1}), new Tens())
                        .reused())
                .isTrue();
    }

    @Test
    void features_whenNoRowHasTheModality_isAnError() {
        assertThatThrownBy(() -> features(KEY, table(new long[ROWS]), new Tens()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no row of 7 has the modality image");
    }

    @Test
    void features_withNan_nameTheRow() {
        Tens damaged = new Tens() {
            @Override
            float value(int row, int j) {
                return row == 4 && j == 1 ? Float.NaN : 1;
            }
        };
        assertThatThrownBy(() -> features(KEY, complete(), damaged))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 4 ('shirt-4'): feature 1 is NaN");
        assertThat(files()).isEmpty();
    }

    @Test
    void features_whenTheComputingFails_leaveNothingBehind() {
        FeatureComputation failing = new Tens() {
            @Override
            float value(int row, int j) {
                if (row == 5) {
                    throw new DataException("shirt-5.jpg: there is no such image file");
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> features(KEY, complete(), failing)).hasMessageContaining("shirt-5.jpg");
        assertThat(files()).isEmpty();
    }

    @Test
    void features_computedByTwoThreadsAtOnce_areGoodForBoth() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier bothCompute = new CyclicBarrier(2);
        try {
            List<Future<StoredFeatures>> found = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Tens tens = new Tens() {
                    @Override
                    public Supplier<float[]> begin(int[] rows) {
                        if (rows[0] == 0) {
                            try {
                                bothCompute.await(20, TimeUnit.SECONDS);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        return super.begin(rows);
                    }
                };
                found.add(threads.submit(() -> features(KEY, complete(), tens)));
            }
            for (Future<StoredFeatures> future : found) {
                StoredFeatures features = future.get(30, TimeUnit.SECONDS);
                assertThat(features.reused()).isFalse();
                assertThat(row(features, 6)).containsExactly(60, 61, 62);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files()).hasSize(1);
        assertThat(features(KEY, complete(), new Tens()).reused()).isTrue();
    }

    @Test
    void features_inAFolderThatIsAFile_sayWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("occupied"), "");
        assertThatThrownBy(() -> new FeatureStore(file)
                        .features(KEY, complete(), Modality.IMAGE, new Tens(), FeatureProgress.silent()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("occupied");
    }

    @Test
    void file_hasTheDocumentedFormat() throws IOException {
        Path file = features(KEY, complete(), new Tens()).file();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("KINTFEAT");
        assertThat(bytes.getInt(8)).isEqualTo(1);
        assertThat(bytes.getInt(12)).isEqualTo(WIDTH);
        assertThat(bytes.getLong(16)).isEqualTo(ROWS);
        byte[] key = new byte[32];
        bytes.get(24, key);
        assertThat(file.getFileName().toString()).isEqualTo(HexFormat.of().formatHex(key) + ".features");
        assertThat(bytes.getLong(56)).isZero();
        assertThat(bytes.getFloat(64 + 4 * (2 * WIDTH + 1))).isEqualTo(21);
    }

    @Test
    void copyRow_acrossSegments_findsEveryRow() throws IOException {
        Path file = features(KEY, complete(), new Tens()).file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            // 30 bytes hold two rows of 12, so that seven rows lie in four segments
            StoredFeatures features =
                    new StoredFeatures(file, channel, new FeatureFile.Extent(ROWS, WIDTH), true, System.nanoTime(), 30);
            for (int row = 0; row < ROWS; row++) {
                assertThat(row(features, row)).containsExactly(10f * row, 10f * row + 1, 10f * row + 2);
            }
        }
    }

    @Test
    void arrayFeatures_copyRows() {
        ArrayFeatures features = new ArrayFeatures(2, new float[] {1, 2, 3, 4});
        float[] into = new float[3];
        features.copyRow(1, into, 1);
        assertThat(into).containsExactly(0, 3, 4);
        assertThat(features.rows()).isEqualTo(2);
        assertThatThrownBy(() -> features.copyRow(2, into, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ArrayFeatures(3, new float[4])).hasMessageContaining("3 for 4 values");
    }

    private StoredFeatures features(FeatureKey key, ExampleTable table, FeatureComputation computation) {
        return new FeatureStore(folder).features(key, table, Modality.IMAGE, computation, FeatureProgress.silent());
    }

    private static float[] row(FeatureTable features, int row) {
        float[] into = new float[features.width()];
        features.copyRow(row, into, 0);
        return into;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExampleTable complete() {
        return table(new long[] {1, 1, 1, 1, 1, 1, 1});
    }

    private static ExampleTable table(long[] masks) {
        return new ExampleTable(
                IntStream.range(0, masks.length).mapToObj(i -> "shirt-" + i).toList(),
                Targets.single(List.of("shirt"), new int[masks.length]),
                new PresenceTable(List.of(Modality.IMAGE), masks));
    }
}
