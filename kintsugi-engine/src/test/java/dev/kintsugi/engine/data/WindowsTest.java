package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final Modality ACC = new Modality("accelerometer");
    private static final Modality GYRO = new Modality("gyroscope");

    @TempDir
    private Path root;

    @BeforeEach
    void streams() throws IOException {
        NpyFiles.write(root.resolve("acc.npy"), rows(12, 2, 0));
        NpyFiles.write(root.resolve("gyro.npy"), rows(12, 1, 100));
        Files.writeString(root.resolve("windows.csv"), """
                window,start_row,user,label_id,label,split
                0,0,7,1,sit,train
                1,2,7,0,walk,train
                2,4,8,1,sit,test
                3,8,8,0,walk,train
                """);
    }

    /** Value of row r and channel c is origin + 10 r + c. */
    private static float[][] rows(int count, int channels, float origin) {
        float[][] rows = new float[count][channels];
        for (int row = 0; row < count; row++) {
            for (int channel = 0; channel < channels; channel++) {
                rows[row][channel] = origin + 10 * row + channel;
            }
        }
        return rows;
    }

    private DataSource open(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "kind",
                "windows",
                "path",
                "windows.csv",
                "root",
                root.toString(),
                "arrays",
                "{accelerometer: acc.npy, gyroscope: gyro.npy}",
                "length",
                "4"));
        all.addAll(List.of(more));
        return DataSources.open(TestData.options(all.toArray(new String[0])), 1);
    }

    @Test
    void window_ofTwoStreams_isChannelAfterChannel() {
        DataSource source = open();
        Split train = source.split(DataSource.TRAIN);

        assertThat(source.classNames()).containsExactly("walk", "sit"); // by label_id
        assertThat(train.examples().ids()).containsExactly("0", "1", "3");
        assertThat(train.examples().presence().modalities()).containsExactly(ACC, GYRO);
        Signal acc = train.signal(1, ACC);
        assertThat(acc.values()).containsExactly(20, 30, 40, 50, 21, 31, 41, 51);
        assertThat(acc.channels()).isEqualTo(2);
        assertThat(acc.rate()).isEqualTo(50);
        assertThat(train.signal(2, GYRO).values()).containsExactly(180, 190, 200, 210);
        assertThat(train.attributes(0)).containsEntry("user", "7").doesNotContainKey("start_row");
        assertThat(source.repairs()).isEmpty();
    }

    @Test
    void signal_ofAnotherModality_isAnErrorThatNamesRowAndModality() {
        Split train = open().split(DataSource.TRAIN);

        assertThatThrownBy(() -> train.signal(0, Modality.AUDIO))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row '0' has no audio");
        assertThatThrownBy(() -> train.image(0)).hasMessageContaining("row '0' has no image");
    }

    @Test
    void contentHash_changesWithOneValueOfAStream() {
        String before = open().contentHash();
        assertThat(open().contentHash()).isEqualTo(before);

        float[][] changed = rows(12, 1, 100);
        changed[5][0] += 1;
        NpyFiles.write(root.resolve("gyro.npy"), changed);

        assertThat(open().contentHash()).isNotEqualTo(before);
        assertThat(open("rate", "25").contentHash()).isNotEqualTo(open().contentHash());
    }

    @Test
    void standardiseBy_anAttribute_givesEveryGroupCentreZeroAndDeviationOne() {
        DataSource source = open("standardise-by", "user", "standardise-centre", "mean");

        // User 7 has rows 0 to 3 and 2 to 5, of both splits user 8 has rows 4 to 7 and 8 to 11; channel c of row r is
        // 10 r + c. User 7: mean of r is (1.5 + 3.5) / 2 = 2.5, variance 1.25 + 1 = 2.25, so 10 r has deviation 15.
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.signal(0, ACC).values()).startsWith(-25 / 15f, -15 / 15f, -5 / 15f, 5 / 15f);
        assertThat(train.signal(0, ACC).values()).endsWith(-25 / 15f, -15 / 15f, -5 / 15f, 5 / 15f);
        // User 8: mean (5.5 + 9.5) / 2 = 7.5, variance 1.25 + 4 = 5.25.
        float deviation = (float) Math.sqrt(525);
        assertThat(source.split(DataSource.TEST).signal(0, GYRO).values())
                .containsExactly(
                        new float[] {-35 / deviation, -25 / deviation, -15 / deviation, -5 / deviation}, within(1e-6f));
        assertThat(source.contentHash()).isNotEqualTo(open().contentHash());
        assertThatThrownBy(() -> open("standardise-by", "person"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("windows.csv:2: row '0' has no attribute 'person'")
                .hasMessageContaining("data.standardise-by")
                .hasMessageContaining("user");
    }

    @Test
    void standardiseBy_anAttributeOfTwoLines_isAGroupLikeAnyOther() throws IOException {
        Files.writeString(
                root.resolve("windows.csv"),
                "window,start_row,user,label,split\n"
                        + "0,0,\"first\nsecond\",sit,train\n1,2,\"first\nsecond\",walk,train\n");

        // As user 7 in the first test: row 0 is 2.5 rows below the median, and 10 r has deviation 15.
        assertThat(open("standardise-by", "user")
                        .split(DataSource.TRAIN)
                        .signal(0, ACC)
                        .values())
                .startsWith(-25 / 15f);
    }

    @ParameterizedTest
    @CsvSource({"MEAN, 20", "MEDIAN, 7"})
    void centre_ofSixValues_isTheirMeanOrBetweenTheMiddleTwo(StreamCentre centre, double expected) {
        // (1 + 5 + 6 + 8 + 10 + 90) / 6 = 20, (6 + 8) / 2 = 7.
        assertThat(centre.of(new float[] {90, 6, 1, 10, 8, 5})).isEqualTo(expected);
    }

    @Test
    void contentHash_ofStandardisedStreams_changesWithAnotherRowOfTheGroup() throws IOException {
        String before = open("standardise-by", "user").split(DataSource.TEST).contentHash();
        Files.writeString(root.resolve("windows.csv"), """
                window,start_row,user,label_id,label,split
                0,0,7,1,sit,train
                1,2,7,0,walk,train
                2,4,8,1,sit,test
                3,7,8,0,walk,train
                """);

        assertThat(open("standardise-by", "user").split(DataSource.TEST).contentHash())
                .isNotEqualTo(before);
    }

    @Test
    void splitBy_anAttribute_movesWholeUsers() throws IOException {
        StringBuilder index = new StringBuilder("window,start_row,user,label\n");
        for (int i = 0; i < 40; i++) {
            index.append(i)
                    .append(',')
                    .append(i % 9)
                    .append(',')
                    .append(i % 8)
                    .append(",c")
                    .append(i % 2)
                    .append('\n');
        }
        Files.writeString(root.resolve("windows.csv"), index);

        DataSource source = open("split-by", "user", "test-share", "0.25", "validation-share", "0.34");

        // 8 users: 8 · 0.25 = 2 to test, of the other 6, 2.04 rounded is 2 to validation; 5 windows each.
        Set<String> seen = new HashSet<>();
        for (String split : List.of(DataSource.TRAIN, DataSource.VALIDATION, DataSource.TEST)) {
            Split rows = source.split(split);
            Set<String> users = new HashSet<>();
            for (int row = 0; row < rows.rows(); row++) {
                users.add(rows.attributes(row).get("user"));
            }
            assertThat(seen).doesNotContainAnyElementsOf(users);
            seen.addAll(users);
            assertThat(users).hasSize(split.equals(DataSource.TRAIN) ? 4 : 2);
            assertThat(rows.rows()).isEqualTo(users.size() * 5);
        }
        assertThatThrownBy(() -> open("split-by", "person", "test-share", "0.25"))
                .hasMessageContaining("no attribute 'person'")
                .hasMessageContaining("user");
    }

    @Test
    void array_float64InVersion2_isRead() {
        ByteBuffer values = ByteBuffer.allocate(12 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < 12; row++) {
            values.putDouble(row / 4.0);
        }
        NpyFiles.write(root.resolve("gyro.npy"), 2, NpyFiles.header("<f8", "False", "(12,)"), values.array());

        assertThat(open().split(DataSource.TEST).signal(0, GYRO).values()).containsExactly(1, 1.25f, 1.5f, 1.75f);
    }

    @Test
    void array_truncated_isAnErrorWithBothSizes() throws IOException {
        Path file = root.resolve("acc.npy");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));

        // 12 rows of 2 float32 are 96 bytes behind a header of 128.
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 219 bytes, but [12, 2] values of '<f4' need 224; the file is truncated");
        Files.write(file, Arrays.copyOf(bytes, 40));
        assertThatThrownBy(this::open).hasMessageContaining("ends after 40 bytes, within its header");
        Files.write(file, new byte[0]);
        assertThatThrownBy(this::open).hasMessageContaining("ends after 0 bytes");
    }

    @Test
    void array_thatIsNoNpyFile_isAnErrorWithItsFirstBytes() throws IOException {
        Files.writeString(root.resolve("acc.npy"), "time,x,y,z\n0,1,2,3\n");

        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("acc.npy: is not an .npy file: it begins with 74 69 6d 65 2c 78");
    }

    @Test
    void array_ofAnotherTypeShapeOrOrder_isAnErrorThatSaysWhatIsAllowed() {
        Path file = root.resolve("acc.npy");
        NpyFiles.write(file, 1, NpyFiles.header(">f4", "False", "(12, 2)"), new byte[96]);
        assertThatThrownBy(this::open).hasMessageContaining("type '>f4', allowed are '<f4'");
        NpyFiles.write(file, 1, NpyFiles.header("<i2", "False", "(12, 2)"), new byte[48]);
        assertThatThrownBy(this::open).hasMessageContaining("type '<i2'");
        NpyFiles.write(file, 1, NpyFiles.header("<f4", "False", "(3, 4, 2)"), new byte[96]);
        assertThatThrownBy(this::open).hasMessageContaining("shape [3, 4, 2], allowed is [rows, channels]");
        NpyFiles.write(file, 1, NpyFiles.header("<f4", "True", "(12, 2)"), new byte[96]);
        assertThatThrownBy(this::open).hasMessageContaining("column by column").hasMessageContaining("ascontiguous");
        NpyFiles.write(file, 1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (12,)}", new byte[48]);
        assertThatThrownBy(this::open).hasMessageContaining("no plain 'descr'");
        NpyFiles.write(file, 1, NpyFiles.header("<f4", "False", "(99999999999, 2)"), new byte[96]);
        assertThatThrownBy(this::open).hasMessageContaining("'99999999999'");
        NpyFiles.write(file, 9, NpyFiles.header("<f4", "False", "(12, 2)"), new byte[96]);
        assertThatThrownBy(this::open).hasMessageContaining("version 9, allowed are 1 to 3");
    }

    @Test
    void array_thatIsNotThere_isAnErrorThatNamesTheSetting() {
        assertThatThrownBy(() -> open("arrays", "{accelerometer: accel.npy}"))
                .isInstanceOf(ConfigException.class); // the setting would be given twice
        assertThatThrownBy(() -> DataSources.open(
                        TestData.options(
                                "kind",
                                "windows",
                                "path",
                                "windows.csv",
                                "root",
                                root.toString(),
                                "arrays",
                                "{accelerometer: accel.npy}"),
                        1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no such file; it is set by data.arrays.accelerometer");
    }

    @Test
    void brokenWindow_byDefault_isAnErrorWithPlaceAndValue() {
        breakGyro();

        // Row 3 of the file lies in windows 0 (rows 0 to 3) and 1 (rows 2 to 5).
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("windows.csv:2: the gyroscope of row '0' cannot be used")
                .hasMessageContaining("NaN in row 3, channel 0")
                .hasMessageContaining("data.on-broken-window");
    }

    private void breakGyro() {
        float[][] gyro = rows(12, 1, 100);
        gyro[3][0] = Float.NaN;
        gyro[4][0] = Float.POSITIVE_INFINITY;
        NpyFiles.write(root.resolve("gyro.npy"), gyro);
    }

    @Test
    void brokenWindow_skipped_leavesTheRowOutAndCountsIt() {
        breakGyro();
        DataSource source = open("on-broken-window", "skip");

        // Rows 3 and 4 lie in windows 0, 1 and 2; window 3 is rows 8 to 11.
        assertThat(source.split(DataSource.TRAIN).examples().ids()).containsExactly("3");
        assertThat(source.split(DataSource.TEST).rows()).isZero();
        assertThat(source.repairs()).containsExactly(Map.entry("rowsSkipped", 3));
    }

    @Test
    void brokenWindow_missing_keepsTheOtherModality() {
        breakGyro();
        DataSource source = open("on-broken-window", "missing");
        Split train = source.split(DataSource.TRAIN);

        assertThat(train.rows()).isEqualTo(3);
        assertThat(train.examples().presence().has(0, GYRO)).isFalse();
        assertThat(train.examples().presence().has(0, ACC)).isTrue();
        assertThat(train.examples().presence().has(2, GYRO)).isTrue();
        assertThat(source.repairs()).containsExactly(Map.entry("gyroscopeMissing", 3));
    }

    @Test
    void brokenWindow_filled_isTheLineBetweenTheNeighbours() {
        breakGyro();
        DataSource source = open("on-broken-window", "fill");
        Split train = source.split(DataSource.TRAIN);

        // Window 0 is 100, 110, 120, NaN: the end takes the nearest. Window 1 is 120, NaN, ∞, 150: 130 and 140 between.
        assertThat(train.signal(0, GYRO).values()).containsExactly(100, 110, 120, 120);
        assertThat(train.signal(1, GYRO).values()).containsExactly(120, 130, 140, 150);
        assertThat(source.split(DataSource.TEST).signal(0, GYRO).values()).containsExactly(150, 150, 160, 170);
        assertThat(source.repairs()).containsExactly(Map.entry("gyroscopeFilled", 3));
    }

    @Test
    void streams_ofUnequalLength_areAnErrorOrCountedWindowByWindow() {
        NpyFiles.write(root.resolve("gyro.npy"), rows(10, 1, 100));

        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("acc.npy has 12 rows, but")
                .hasMessageContaining("gyro.npy has 10");
        DataSource filled = open("on-broken-window", "fill");
        // Window 3 is rows 8 to 11, of which 8 and 9 are there.
        assertThat(filled.split(DataSource.TRAIN).signal(2, GYRO).values()).containsExactly(180, 190, 190, 190);
        assertThat(filled.repairs()).containsExactly(Map.entry("gyroscopeFilled", 1));
    }

    @Test
    void window_beyondTheEnd_isAnErrorWithRowsAndSize() throws IOException {
        Files.writeString(root.resolve("windows.csv"), "id,start_row,label\na,9,sit\n");

        assertThatThrownBy(this::open)
                .hasMessageContaining("windows.csv:2")
                .hasMessageContaining("rows 9 to 12 are asked of")
                .hasMessageContaining("which has 12 rows (0 to 11)");
        Files.writeString(root.resolve("windows.csv"), "id,start_row,label\na,-1,sit\n");
        assertThatThrownBy(this::open).hasMessageContaining("column 'start_row' is -1, allowed is a row number from 0");
        Files.writeString(root.resolve("windows.csv"), "id,start_row,label\na,x,sit\n");
        assertThatThrownBy(this::open).hasMessageContaining("must be a whole number, but is 'x'");
        Files.writeString(root.resolve("windows.csv"), "id,begin,label\na,1,sit\n");
        assertThatThrownBy(this::open).hasMessageContaining("set start-column to one of id, begin, label");
    }

    @Test
    void brokenWindow_ofAClassThatIsNotKept_isNoError() {
        float[][] gyro = rows(12, 1, 100);
        gyro[9][0] = Float.NaN;
        NpyFiles.write(root.resolve("gyro.npy"), gyro);

        // Row 9 lies only in window 3, a walk.
        assertThat(open("classes", "[sit]").split(DataSource.TRAIN).examples().ids())
                .containsExactly("0");
        assertThatThrownBy(this::open).hasMessageContaining("row '3'");
    }

    @Test
    void fill_withoutAnyNumber_isZero() {
        float[] values = {7, Float.NaN, Float.NEGATIVE_INFINITY, 7};

        WindowStore.fillInPlace(values, 1, 2);

        assertThat(values).containsExactly(7, 0, 0, 7);
    }
}
