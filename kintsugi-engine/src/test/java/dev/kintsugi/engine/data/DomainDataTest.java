package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Data sets with domains: Office-Caltech10 and DomainNet. */
class DomainDataTest extends PublicFolders {
    @Test
    void office_withLists_hasDomainsAndFedBnsOrder() throws IOException {
        office();

        DataSource source = open("office-caltech10");

        assertThat(source.classNames())
                .hasSize(10)
                .startsWith("back pack", "bike")
                .endsWith("mug", "projector");
        assertThat(rows(source)).containsExactly(8, 0, 4);
        Split train = source.split(DataSource.TRAIN);
        assertThat(train.examples().ids()).startsWith("amazon/bike/0.png", "amazon/mug/0.png", "caltech/bike/0.png");
        assertThat(train.attributes(0)).isEqualTo(Map.of("domain", "amazon"));
        assertThat(train.examples().targets().label(1)).isEqualTo(8);
    }

    @Test
    void office_heldOutDomain_isTheTestAndNothingElse() throws IOException {
        office();

        DataSource source = open("office-caltech10", "held-out-domain", "dslr");

        // Three domains with two training rows each; of the fourth its two training rows and its test row.
        assertThat(rows(source)).containsExactly(6, 0, 3);
        Split test = source.split(DataSource.TEST);
        assertThat(IntStream.range(0, 3).mapToObj(row -> test.attributes(row).get("domain")))
                .containsOnly("dslr");
        assertThat(source.split(DataSource.TRAIN).examples().ids()).noneMatch(id -> id.startsWith("dslr"));
    }

    @Test
    void office_domains_keepsOnlyThose() throws IOException {
        office();

        assertThat(rows(open("office-caltech10", "domains", "[amazon, webcam]")))
                .containsExactly(4, 0, 2);
        assertThatThrownBy(() -> open("office-caltech10", "domains", "[amazn]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.domains: domain 'amazn' is not known; did you mean 'amazon'?");
        assertThatThrownBy(() -> open("office-caltech10", "domains", "[dslr]", "held-out-domain", "dslr"))
                .hasMessageContaining("'dslr' is the only domain");
    }

    @Test
    void office_wrongLabelInAList_isAnErrorWithItsEntry() throws IOException {
        office();
        write("office_caltech_10/dslr_test.json", "[[\"office_caltech_10/dslr/mug/1.png\"], [\"bike\"]]");

        assertThatThrownBy(() -> open("office-caltech10"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("dslr_test.json: entry 1: the label is 'bike', but the path "
                        + "'office_caltech_10/dslr/mug/1.png' lies in the folder of 'mug'");
    }

    @Test
    void office_pickledList_isReadUnlessItHoldsMore() throws IOException {
        office();
        Path list = root.resolve("office_caltech_10/dslr_test");
        Files.delete(root.resolve("office_caltech_10/dslr_test.json"));
        // ([path], [label]) and a list that holds itself, in protocol 0.
        write(list + ".pkl", "((lp0\nVdslr/mug/1.png\na(lp1\nVmug\nat.");
        assertThat(rows(open("office-caltech10"))).containsExactly(8, 0, 4);

        write(list + ".pkl", "((lp0\ng0\na(lp1\nVmug\nat.");

        assertThatThrownBy(() -> open("office-caltech10"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("dslr_test.pkl: entry 1 of the pickle is neither a text nor a whole number");
    }

    @Test
    void office_listMissing_isAnErrorThatNamesIt() throws IOException {
        office();
        Files.delete(root.resolve("office_caltech_10/webcam_test.json"));

        assertThatThrownBy(() -> open("office-caltech10"))
                .hasMessageContaining("there is no list webcam_test.json, .txt");
    }

    @Test
    void domainNet_officialLists_keepTheTenClasses() throws IOException {
        for (String domain : List.of("clipart", "infograph", "painting", "quickdraw", "real", "sketch")) {
            images("domainnet/" + domain + "/ice_cream", 2);
            write("domainnet/" + domain + "_train.txt", domain + "/ice_cream/0.png 147\n" + domain + "/axe/0.png 13\n");
            write("domainnet/" + domain + "_test.txt", domain + "/ice_cream/1.png 147\n");
        }

        DataSource source = open("domainnet10");

        assertThat(rows(source)).containsExactly(6, 0, 6);
        assertThat(source.split(DataSource.TRAIN).examples().targets().label(0)).isEqualTo(3);
    }

    @Test
    void domainNet_withoutLists_isDividedPerDomainAndClass() {
        images("DomainNet/real/zebra", 10);
        images("DomainNet/sketch/zebra", 5);
        images("DomainNet/sketch/axe", 5);

        // Four fifths of 10 and of 5; the class that is not among the ten is left out.
        assertThat(rows(open("domainnet10"))).containsExactly(12, 0, 3);
    }

    private void office() throws IOException {
        for (String domain : List.of("amazon", "caltech", "dslr", "webcam")) {
            images("office_caltech_10/" + domain + "/mug", 2);
            images("office_caltech_10/" + domain + "/bike", 1);
            String folder = "office_caltech_10/" + domain;
            write(
                    folder + "_train.json",
                    "[[\"%s/bike/0.png\", \"%s/mug/0.png\"], [\"bike\", \"mug\"]]".formatted(folder, folder));
            write(folder + "_test.json", "[[\"%s/mug/1.png\"], [\"mug\"]]".formatted(folder));
        }
    }
}
