package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.KebabCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Public data sets that papers on federated prompts use: where their files lie, and how many there must be.
 *
 * <p>Sizes of the first six are those of CoOp's split files (Zhou et al., IJCV 2022); of CIFAR its authors'; of
 * DomainNet-10 and Office-Caltech10 those of FedBN's lists (Li et al., ICLR 2021), as FedMGP's table 10 has them; of
 * the multimodal ones those of their authors, −1 where there is no official split or its size is not known to us.
 */
public enum PublicDataset {
    /** Objects of 100 classes; background and the second folder of faces are left out. */
    CALTECH101(Layout.CLASS_FOLDERS, List.of("caltech-101"), "Caltech101", 100, 4128, 1649, 2465),
    /** Cats and dogs of 37 breeds. */
    OXFORD_PETS(Layout.PETS, List.of("oxford_pets"), "OxfordPets", 37, 2944, 736, 3669),
    /** Flowers of 102 kinds. */
    FLOWERS102(Layout.FLOWERS, List.of("oxford_flowers"), "OxfordFlowers", 102, 4093, 1633, 2463),
    /** Textures of 47 kinds. */
    DTD(Layout.CLASS_FOLDERS, List.of("dtd"), "DescribableTextures", 47, 2820, 1128, 1692),
    /** Dishes of 101 kinds. */
    FOOD101(Layout.CLASS_FOLDERS, List.of("food-101"), "Food101", 101, 50500, 20200, 30300),
    /** Satellite images of 10 kinds of land. */
    EUROSAT(Layout.CLASS_FOLDERS, List.of("eurosat"), "EuroSAT", 10, 13500, 5400, 8100),
    /** Small photos of 10 classes. */
    CIFAR10(Layout.CIFAR, List.of("cifar-10-batches-bin"), "", 10, 50000, 0, 10000),
    /** Small photos of 100 classes in 20 superclasses. */
    CIFAR100(Layout.CIFAR, List.of("cifar-100-binary"), "", 100, 50000, 0, 10000),
    /** Ten classes of DomainNet in six domains. */
    DOMAINNET10(Layout.DOMAINS, List.of("domainnet", "DomainNet"), "", 10, 18278, 0, 4573),
    /** The ten classes that Office-31 and Caltech-256 share, in four domains. */
    OFFICE_CALTECH10(Layout.DOMAINS, List.of("office_caltech_10"), "", 10, 2025, 0, 508),
    /** Six activities of 30 people, by accelerometer and gyroscope of a phone. */
    UCI_HAR(Layout.INERTIAL, List.of("UCI HAR Dataset", "uci-har"), "", 6, 7352, 0, 2947),
    /** Eighteen activities of about 90 people, by accelerometer and gyroscope of a phone. */
    KU_HAR(Layout.INERTIAL, List.of("2.Trimmed_interpolated_data", "ku-har"), "", 18, -1, -1, -1),
    /** Electrocardiograms of twelve leads with five kinds of findings, several of which may hold. */
    PTB_XL(Layout.ECG, List.of("ptb-xl", "ptbxl"), "", 5, -1, -1, -1),
    /** Acted sentences in six emotions, as sound and face. */
    CREMA_D(Layout.CLIPS, List.of("CREMA-D", "crema-d"), "", 6, -1, 0, -1),
    /** Events of 28 kinds that are heard and seen. */
    AVE(Layout.CLIPS, List.of("AVE_Dataset", "ave"), "", 28, 3339, 402, 402),
    /** Tweets from disasters, by the kind of help they speak of. */
    CRISISMMD_HUMANITARIAN(Layout.TWEETS, List.of("CrisisMMD_v2.0", "crisismmd"), "", -1, 6126, 998, 955),
    /** Tweets from disasters, informative or not. */
    CRISISMMD_INFORMATIVE(Layout.TWEETS, List.of("CrisisMMD_v2.0", "crisismmd"), "", 2, 9601, 1573, 1534),
    /** Pictures with a line of text, hateful together or not. */
    HATEFUL_MEMES(Layout.MEMES, List.of("hateful_memes", "hateful-memes"), "", 2, 8500, -1, -1);

    /** How files lie. */
    enum Layout {
        /** CoOp's split file, or else a folder per class. */
        CLASS_FOLDERS,
        /** CoOp's split file, or else the lists of Oxford-IIIT Pet. */
        PETS,
        /** CoOp's split file, or else the labels of Oxford Flowers. */
        FLOWERS,
        /** Records of one image each. */
        CIFAR,
        /** A folder per domain and class, with lists of training and test images beside them. */
        DOMAINS,
        /** Text files of sensor values. */
        INERTIAL,
        /** Records in the format of WFDB under a table. */
        ECG,
        /** WAV files beside folders of frames. */
        CLIPS,
        /** Tables of tweets with image paths. */
        TWEETS,
        /** Lines of JSON with image paths. */
        MEMES
    }

    private final Layout layout;
    private final List<String> folders;
    private final String coopName;
    private final int classes;
    private final int train;
    private final int validation;
    private final int test;

    PublicDataset(
            Layout layout, List<String> folders, String coopName, int classes, int train, int validation, int test) {
        this.layout = layout;
        this.folders = folders;
        this.coopName = coopName;
        this.classes = classes;
        this.train = train;
        this.validation = validation;
        this.test = test;
    }

    Layout layout() {
        return layout;
    }

    /** Returns the usual names of its folder, the first one being the one to recommend. */
    List<String> folders() {
        return folders;
    }

    /** Returns what CoOp does for this data set; nothing for those that CoOp does not have. */
    Optional<CoopDataset> coop() {
        return CoopDataset.find(coopName);
    }

    /** Returns the data set that CoOp calls by this name, if it is one of these. */
    static Optional<PublicDataset> ofCoop(String name) {
        return Arrays.stream(values())
                .filter(dataset -> dataset.coopName.equals(name))
                .findFirst();
    }

    /** Returns the number of classes of the complete data set, where it is known. */
    public OptionalInt classes() {
        return known(classes);
    }

    private static OptionalInt known(int number) {
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Returns the number of rows of a split of the complete data set, where it is known. */
    public OptionalInt rows(String split) {
        return switch (split) {
            case DataSource.TRAIN -> known(train);
            case DataSource.VALIDATION -> known(validation);
            case DataSource.TEST -> known(test);
            default -> OptionalInt.empty();
        };
    }

    /** Returns the name in experiment files, such as {@code oxford-pets}. */
    public String key() {
        return KebabCase.name(this);
    }
}
