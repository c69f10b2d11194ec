package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small folders of the same form as the public multimodal data sets. */
class MultimodalDataTest extends PublicFolders {
    private static final Modality ACC = new Modality("accelerometer");
    private static final Modality GYRO = new Modality("gyroscope");

    private void uciHar() throws IOException {
        String folder = "UCI HAR Dataset/";
        write(folder + "activity_labels.txt", "1 WALKING\n2 LAYING\n");
        for (String part : List.of("train", "test")) {
            int count = part.equals("train") ? 3 : 1;
            write(folder + part + "/y_" + part + ".txt", "2\n1\n2\n".substring(0, 2 * count));
            write(folder + part + "/subject_" + part + ".txt", "1\n1\n3\n".substring(0, 2 * count));
            for (String sensor : List.of("total_acc", "body_gyro")) {
                for (int axis = 0; axis < 3; axis++) {
                    StringBuilder lines = new StringBuilder();
                    for (int row = 0; row < count; row++) {
                        int base = (sensor.equals("total_acc") ? 0 : 100) + 10 * axis + row;
                        lines.append("  ")
                                .append(base)
                                .append(".0e+000  ")
                                .append(base)
                                .append(".5000000e+000\n");
                    }
                    write(
                            folder + part + "/Inertial Signals/" + sensor + "_" + "xyz".charAt(axis) + "_" + part
                                    + ".txt",
                            lines.toString());
                }
            }
        }
    }

    @Test
    void uciHar_inItsFolders_hasTwoSensorsAndUsers() throws IOException {
        uciHar();
        DataSource source = open("uci-har");
        Split train = source.split(DataSource.TRAIN);

        assertThat(source.classNames()).containsExactly("WALKING", "LAYING");
        assertThat(rows(source)).containsExactly(3, 0, 1);
        assertThat(train.examples().targets().label(0)).isEqualTo(1);
        assertThat(train.signal(1, ACC).values()).containsExactly(1, 1.5f, 11, 11.5f, 21, 21.5f);
        assertThat(train.signal(1, GYRO).values()).containsExactly(101, 101.5f, 111, 111.5f, 121, 121.5f);
        assertThat(train.signal(1, GYRO).rate()).isEqualTo(50);
        assertThat(train.attributes(2)).containsEntry("user", "3");
    }

    @Test
    void uciHar_standardisedByUser_hasCentreZeroAndDeviationOneOfThatUser() throws IOException {
        uciHar();
        Split train = open("uci-har", "standardise-by", "user").split(DataSource.TRAIN);
        // User 3 has row 2 alone: 2 and 2.5 along x, so that the centre is 2.25 and the deviation 0.25; the others
        // alike.
        assertThat(train.signal(2, ACC).values()).containsExactly(-1, 1, -1, 1, -1, 1);
        assertThat(train.signal(2, GYRO).values()).containsExactly(-1, 1, -1, 1, -1, 1);
    }

    @Test
    void uciHar_withALineTooFewOrANonNumber_isAnErrorWithPlace() throws IOException {
        uciHar();
        write("UCI HAR Dataset/train/subject_train.txt", "1\n1\n");
        assertThatThrownBy(() -> open("uci-har"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("y_train.txt has 3 lines, but")
                .hasMessageContaining("subject_train.txt has 2");
        uciHar();
        write("UCI HAR Dataset/train/Inertial Signals/body_gyro_y_train.txt", "1 2\n1 x\n1 2\n");
        assertThatThrownBy(() -> open("uci-har")).hasMessageContaining("body_gyro_y_train.txt:2: 'x' is no number");
        write("UCI HAR Dataset/train/Inertial Signals/body_gyro_y_train.txt", "1 2\n1 2 3\n1 2\n");
        assertThatThrownBy(() -> open("uci-har")).hasMessageContaining("the line has 3 values, but the first has 2");
        uciHar();
        Files.delete(root.resolve("UCI HAR Dataset/test/Inertial Signals/total_acc_z_test.txt"));
        assertThatThrownBy(() -> open("uci-har")).hasMessageContaining("total_acc_z_test.txt: there is no such file");
    }

    @Test
    void uciHar_withNaN_isAnErrorOrCounted() throws IOException {
        uciHar();
        write("UCI HAR Dataset/train/Inertial Signals/body_gyro_y_train.txt", "1 2\nNaN 7\n1 2\n");

        assertThatThrownBy(() -> open("uci-har"))
                .hasMessageContaining("the gyroscope of row 'train-1' cannot be used")
                .hasMessageContaining("value 0 of channel 1 is NaN")
                .hasMessageContaining("data.on-broken-sample");
        DataSource filled = open("uci-har", "on-broken-sample", "fill");
        assertThat(filled.split(DataSource.TRAIN).signal(1, GYRO).values())
                .containsExactly(101, 101.5f, 7, 7, 121, 121.5f);
        assertThat(filled.repairs()).containsExactly(Map.entry("gyroscopeFilled", 1));
        assertThat(rows(open("uci-har", "on-broken-sample", "skip"))).containsExactly(2, 0, 1);
    }

    @Test
    void kuHar_isCutIntoWindowsAndSplitByPeople() throws IOException {
        for (int user = 1001; user <= 1005; user++) {
            StringBuilder lines = new StringBuilder();
            for (int line = 0; line < 700; line++) { // two windows of 300, 100 lines are left over
                lines.append("0.01,")
                        .append(line)
                        .append(",1,2,0.01,")
                        .append(-line)
                        .append(",3,4\n");
            }
            write("ku-har/10.Jump/" + user + "_A_1.csv", lines.toString());
            write("ku-har/0.Stand/" + user + "_A_1.csv", lines.toString());
        }

        DataSource source = open("ku-har");
        Split train = source.split(DataSource.TRAIN);

        assertThat(source.classNames()).containsExactly("Stand", "Jump"); // by number, not by name
        // Five people, one of them test; two files of two windows each.
        assertThat(rows(source)).containsExactly(16, 0, 4);
        Signal second = train.signal(1, ACC);
        assertThat(second.length()).isEqualTo(300);
        assertThat(second.rate()).isEqualTo(100);
        assertThat(second.values()[0]).isEqualTo(300);
        assertThat(train.signal(1, GYRO).values()[0]).isEqualTo(-300);
        assertThat(train.signal(0, GYRO).values()[600]).isEqualTo(4);
        List<String> users = IntStream.range(0, 16)
                .mapToObj(row -> train.attributes(row).get("user"))
                .distinct()
                .toList();
        assertThat(users)
                .hasSize(4)
                .doesNotContain(source.split(DataSource.TEST).attributes(0).get("user"));
        write("ku-har/0.Stand/1001_A_1.csv", "1,2,3\n".repeat(300));
        assertThatThrownBy(() -> open("ku-har"))
                .hasMessageContaining("1001_A_1.csv:1: the line has 3 values, expected 8");
    }

    private static final List<String> LEADS =
            List.of("I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6");

    private void ecg(String record, int length) throws IOException {
        StringBuilder header = new StringBuilder(record + " 12 100 " + length + "\n");
        ByteBuffer data = ByteBuffer.allocate(24 * length).order(ByteOrder.LITTLE_ENDIAN);
        for (int lead = 0; lead < 12; lead++) {
            header.append(record).append(".dat 16 1000.0(").append(lead).append(")/mV 16 0 -119 1508 0 ");
            header.append(LEADS.get(lead)).append('\n');
            for (int i = 0; i < length; i++) {
                data.putShort(2 * (12 * i + lead), (short) (1000 * lead + 100 * i));
            }
        }
        write("ptb-xl/records100/00000/" + record + ".hea", header.toString());
        Files.write(root.resolve("ptb-xl/records100/00000/" + record + ".dat"), data.array());
    }

    private void ptbXl() throws IOException {
        write("ptb-xl/scp_statements.csv", """
                ,description,diagnostic,form,rhythm,diagnostic_class
                NORM,normal ECG,1.0,,,NORM
                IMI,inferior myocardial infarction,1.0,,,MI
                LVH,left ventricular hypertrophy,1.0,,,HYP
                SR,sinus rhythm,,,1.0,
                """);
        write("ptb-xl/ptbxl_database.csv", """
                ecg_id,patient_id,sex,site,scp_codes,strat_fold,filename_lr,filename_hr
                1,15709.0,1,0.0,"{'NORM': 100.0, 'SR': 0.0}",3,records100/00000/00001_lr,x
                2,13243.0,0,1.0,"{'IMI': 80.0, 'LVH': 0.0, 'SR': 0.0}",9,records100/00000/00002_lr,x
                3,13243.0,0,1.0,"{'SR': 100.0}",10,records100/00000/00003_lr,x
                4,13243.0,0,1.0,"{'LVH': 100.0}",10,records100/00000/00004_lr,x
                """);
        for (int record = 1; record <= 4; record++) {
            ecg("0000" + record + "_lr", 3);
        }
    }

    @Test
    void ptbXl_hasSuperclassesFoldsAndLeadGroups() throws IOException {
        ptbXl();
        DataSource source = open("ptb-xl");

        assertThat(source.classNames()).containsExactly("NORM", "MI", "STTC", "CD", "HYP");
        assertThat(rows(source)).containsExactly(1, 1, 1);
        assertThat(source.repairs()).containsExactly(Map.entry("rowsWithoutClass", 1));
        Split validation = source.split(DataSource.VALIDATION);
        assertThat(validation.examples().targets().labels(0)).containsExactly(1, 4);
        assertThat(validation.attributes(0)).containsEntry("site", "1.0").containsEntry("patient_id", "13243.0");
        assertThat(validation.examples().presence().modalities())
                .containsExactly(new Modality("limb"), new Modality("chest"));
        Signal chest = validation.signal(0, new Modality("chest"));
        assertThat(chest.channels()).isEqualTo(6);
        assertThat(chest.rate()).isEqualTo(100);
        // V1 is lead 6 with baseline 6: (6000 + 100 i - 6) / 1000 mV.
        assertThat(Arrays.copyOf(chest.values(), 3)).containsExactly(5.994f, 6.094f, 6.194f);
    }

    @Test
    void ptbXl_withSingleLeads_hasTwelveModalities() throws IOException {
        ptbXl();
        Split train = open("ptb-xl", "leads", "single").split(DataSource.TRAIN);

        assertThat(train.examples().presence().modalities()).hasSize(12).contains(new Modality("avr"));
        assertThat(train.signal(0, new Modality("avr")).values()).containsExactly(2.997f, 3.097f, 3.197f);
    }

    @Test
    void ptbXl_withABrokenRecord_isAnErrorOrCounted() throws IOException {
        ptbXl();
        Path data = root.resolve("ptb-xl/records100/00000/00001_lr.dat");
        byte[] whole = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(whole, 71));
        assertThatThrownBy(() -> open("ptb-xl"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("00001_lr.dat: has 71 bytes, but 12 signals of 3 values need 72");
        assertThat(open("ptb-xl", "on-broken-sample", "skip").repairs())
                .containsEntry("rowsSkipped", 1)
                .containsEntry("rowsWithoutClass", 1);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putShort(24 + 2 * 7, Short.MIN_VALUE);
        Files.write(data, whole);
        assertThatThrownBy(() -> open("ptb-xl"))
                .hasMessageContaining("the chest of row '1' cannot be used")
                .hasMessageContaining("lacks values of [V1");
        DataSource filled = open("ptb-xl", "on-broken-sample", "fill");
        // V2 at the second time is between 7000 and 7200 with baseline 7.
        assertThat(filled.split(DataSource.TRAIN)
                        .signal(0, new Modality("chest"))
                        .values()[4])
                .isEqualTo(7.093f);
        assertThat(filled.repairs()).containsEntry("chestFilled", 1);
        write("ptb-xl/records100/00000/00001_lr.hea", "00001_lr 12 100 3\nx.dat 212 1 1 1 1 1 1 I\n");
        assertThatThrownBy(() -> open("ptb-xl")).hasMessageContaining("announces 12 signals");
        write("ptb-xl/records100/00000/00001_lr.hea", "00001_lr 1 100 3\nx.dat 212 1 1 1 1 1 1 I\n");
        assertThatThrownBy(() -> open("ptb-xl")).hasMessageContaining("format 16");
        write("ptb-xl/ptbxl_database.csv", "ecg_id,site\n1,2\n");
        assertThatThrownBy(() -> open("ptb-xl")).hasMessageContaining("there is no column 'scp_codes'");
    }

    private void clip(String folder, String clip, int frames) {
        WaveFiles.tone(root.resolve(folder + "/" + clip + ".wav"), 16000, 440, 200);
        for (int frame = 0; frame < frames; frame++) {
            TestData.image(
                    root.resolve(Path.of(folder).getParent() + "/Image-01-FPS/" + clip + "/0000" + frame + ".jpg"),
                    frame);
        }
    }

    @Test
    void cremaD_withOgmGesLists_hasSoundsAndMiddleFrames() throws IOException {
        clip("crema-d/AudioWAV", "1001_DFA_ANG_XX", 3);
        clip("crema-d/AudioWAV", "1001_IEO_HAP_HI", 2);
        clip("crema-d/AudioWAV", "1002_IEO_NEU_XX", 0);
        write("crema-d/train.csv", "1001_DFA_ANG_XX,ANG\n1002_IEO_NEU_XX,NEU\n");
        write("crema-d/test.csv", "1001_IEO_HAP_HI,HAP\n");

        DataSource source = open("crema-d");
        Split train = source.split(DataSource.TRAIN);

        assertThat(source.classNames()).containsExactly("anger", "disgust", "fear", "happiness", "neutral", "sadness");
        assertThat(rows(source)).containsExactly(2, 0, 1);
        assertThat(train.examples().presence().modalities()).containsExactly(Modality.IMAGE, Modality.AUDIO);
        assertThat(train.image(0).getRGB(0, 0) & 0xFF).isEqualTo(1); // the middle one of 0, 1, 2
        assertThat(train.examples().presence().has(1, Modality.IMAGE)).isFalse();
        assertThat(source.repairs()).containsExactly(Map.entry("imageMissing", 1));
        assertThat(train.signal(1, Modality.AUDIO).length()).isEqualTo(200);
        assertThat(train.attributes(0)).containsEntry("speaker", "1001");
        write("crema-d/test.csv", "1001_IEO_JOY_HI,HAP\n");
        assertThatThrownBy(() -> open("crema-d"))
                .hasMessageContaining("test.csv:1: expected a clip")
                .hasMessageContaining("1001_IEO_JOY_HI");
    }

    @Test
    void cremaD_withoutLists_isSplitByPeople() {
        for (int user = 1001; user <= 1010; user++) {
            clip("crema-d/AudioWAV", user + "_DFA_ANG_XX", 1);
            clip("crema-d/AudioWAV", user + "_DFA_SAD_XX", 1);
        }
        assertThat(rows(open("crema-d"))).containsExactly(16, 0, 4); // two people of ten are test
        assertThat(rows(open("crema-d", "split-by", "speaker", "validation-share", "0.25")))
                .containsExactly(12, 4, 4); // of eight people two
    }

    @Test
    void ave_hasItsListsAndCountsABrokenSound() throws IOException {
        clip("AVE_Dataset/Audio", "RUhOCu3LNXM", 1);
        clip("AVE_Dataset/Audio", "-1MyR7T8eRQ", 1);
        write("AVE_Dataset/trainSet.txt", "Church bell&RUhOCu3LNXM&good&0&10\nTruck&RUhOCu3LNXM&good&0&10\n");
        write("AVE_Dataset/valSet.txt", "Truck&-1MyR7T8eRQ&good&0&5\n");
        write("AVE_Dataset/testSet.txt", "Truck&lost&good&0&5\n");

        assertThatThrownBy(() -> open("ave"))
                .hasMessageContaining("testSet.txt:1: the audio of row 'test/lost' cannot be used")
                .hasMessageContaining("lost.wav: there is no such file");
        DataSource source = open("ave", "on-broken-sample", "skip");
        assertThat(source.classNames()).containsExactly("Church bell", "Truck");
        assertThat(rows(source)).containsExactly(2, 1, 0);
        assertThat(source.repairs()).containsEntry("rowsSkipped", 1);
        write("AVE_Dataset/testSet.txt", "Truck,lost,good,0,5\n");
        assertThatThrownBy(() -> open("ave")).hasMessageContaining("expected a line class&clip&quality&start&end");
    }

    private static final String TWEETS = "event_name\ttweet_id\timage_id\ttweet_text\timage\tlabel\tlabel_text\n";

    @Test
    void crisisMmd_hasTweetsImagesAndEvents() throws IOException {
        TestData.image(root.resolve("crisismmd/data_image/maria/1_0.jpg"), 5);
        TestData.image(root.resolve("crisismmd/data_image/maria/1_1.jpg"), 6);
        String folder = "crisismmd/crisismmd_datasplit_agreed_label/task_humanitarian_text_img_agreed_lab_";
        write(
                folder + "train.tsv",
                TWEETS + "maria\t1\t1_0\t\"Houses\u2028gone, \"\"all\"\"\tdata_image/maria/1_0.jpg\tdamage\tdamage\n");
        write(folder + "dev.tsv", TWEETS + "maria\t1\t1_1\tHelp\tdata_image/maria/1_1.jpg\tdonation\t\n");
        write(folder + "test.tsv", TWEETS);

        DataSource source = open("crisismmd-humanitarian");

        assertThat(source.classNames()).containsExactly("damage", "donation");
        assertThat(rows(source)).containsExactly(1, 1, 0);
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.text(0)).isEqualTo("\"Houses\u2028gone, \"\"all\"\"");
        assertThat(train.attributes(0)).containsEntry("event_name", "maria");
        assertThat(train.examples().ids()).containsExactly("1_0");
        assertThatThrownBy(() -> open("crisismmd-informative"))
                .hasMessageContaining("task_informative_text_img_agreed_lab_train.tsv: there is no such file");
        write(folder + "test.tsv", TWEETS + "maria\t1\n");
        assertThatThrownBy(() -> open("crisismmd-humanitarian"))
                .hasMessageContaining("test.tsv:2: the line has 2 fields, expected 7");
    }

    @Test
    void hatefulMemes_withoutTestLabels_areTestedOnDevelopment() throws IOException {
        for (String id : List.of("01", "02", "03")) {
            TestData.image(root.resolve("hateful_memes/img/" + id + ".png"), 1);
        }
        write("hateful_memes/train.jsonl", "{\"id\":1,\"img\":\"img/01.png\",\"label\":1,\"text\":\"a\"}\n");
        write("hateful_memes/dev.jsonl", "{\"id\":2,\"img\":\"img/02.png\",\"label\":0,\"text\":\"b\"}\n");
        write("hateful_memes/test.jsonl", "{\"id\":3,\"img\":\"img/03.png\",\"text\":\"c\"}\n");

        DataSource source = open("hateful-memes");
        assertThatThrownBy(() -> open("hateful-memes", "standardise-by", "user"))
                .hasMessageContaining("data.standardise-by is 'user', but there are no signals, only [image, text]");
        assertThat(source.classNames()).containsExactly("not hateful", "hateful");
        assertThat(rows(source)).containsExactly(1, 0, 1);
        assertThat(source.split(DataSource.TRAIN).examples().targets().label(0)).isEqualTo(1);

        write("hateful_memes/test_seen.jsonl", "{\"id\":3,\"img\":\"img/03.png\",\"label\":0,\"text\":\"c\"}\n");
        assertThat(rows(open("hateful-memes"))).containsExactly(1, 1, 1);
        write("hateful_memes/dev.jsonl", "{\"id\":2,\"img\":\"img/02.png\",\"label\":7,\"text\":\"b\"}\n");
        assertThatThrownBy(() -> open("hateful-memes"))
                .hasMessageContaining("dev.jsonl:1: the label is '7', allowed are 0 and 1");
    }

    @Test
    void check_ofAnIncompleteSet_saysWhatIsMissing() throws IOException {
        uciHar();

        DataCheck check = DataCheck.of(
                (FileDataOptions) TestData.options("kind", "public", "name", "uci-har", "root", root.toString()),
                1,
                false);

        assertThat(check.problem()).isEmpty();
        assertThat(check.fault().orElseThrow()).contains("train: 3 of 7352").contains("classes: 2 of 6");
        write("UCI HAR Dataset/train/y_train.txt", "9\n1\n2\n");
        DataCheck broken = DataCheck.of(
                (FileDataOptions) TestData.options("kind", "public", "name", "uci-har", "root", root.toString()),
                1,
                false);
        assertThat(broken.problem().orElseThrow()).contains("y_train.txt:1: class '9' is none of activity_labels.txt");
    }
}
