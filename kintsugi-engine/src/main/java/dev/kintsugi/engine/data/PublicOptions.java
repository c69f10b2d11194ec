package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.List;
import java.util.Optional;

/** A public data set in the layout in which its authors, CoOp or FedBN publish it. */
@Kind(value = "public", description = "a public data set as it is published, see docs/how-to/get-public-data.md")
public record PublicOptions(
        @Option(value = "which data set", required = true) PublicDataset name,

        @Option("folder of the data set, relative to the root; its usual name if not given")
        Optional<String> folder,

        @Option("root of the data; without it the environment variable KINTSUGI_DATA, then ../shared/data")
        Optional<String> root,

        @Flat ClassChoice classChoice,

        @Option("domains to keep, of a data set that has some; an empty list is all of them")
        List<String> domains,

        @Option("domain whose rows, training rows included, are the test; training has none of them")
        Optional<String> heldOutDomain,

        @Option(
                value =
                        "leads of an electrocardiogram as modalities: groups (limb: I to aVF, chest: V1 to V6) or single"
                                + " (twelve of one lead each)",
                source = "FedMultimodal; FedMAC has single ones")
        EcgLeads leads,

        @Option("attribute whose rows go to validation or test together, such as user; windows that overlap need one")
        Optional<String> splitBy,

        @Flat Standardisation standardisation,

        @Option("a sensor window, record or sound that cannot be used: error, skip (the row), missing (that modality),"
                + " or fill (what can be mended; the rest as missing)")
        BrokenSample onBrokenSample,

        @Option(
                value = "training rows kept per class, drawn by the seed; validation keeps at most 4; 0 keeps all",
                source = "CoOp, few-shot protocol")
        int shots,

        @Option(
                value =
                        "how the shots are drawn: keyed, by our own numbers; coop, the rows of CoOp's code at that data-seed",
                source = "CoOp, released code")
        FewShotDraw shotsDraw,

        @Option("largest number of rows kept per class in every split, drawn by the seed; 0 keeps all")
        int limitPerClass,

        @Option("share of the training rows that become validation where the source has none, in [0, 0.9]")
        double validationShare)
        implements FileDataOptions {
    /** The defaults; the name is a placeholder. */
    public static final PublicOptions DEFAULTS = new PublicOptions(
            PublicDataset.CALTECH101,
            Optional.empty(),
            Optional.empty(),
            ClassChoice.DEFAULTS,
            List.of(),
            Optional.empty(),
            EcgLeads.GROUPS,
            Optional.empty(),
            Standardisation.DEFAULTS,
            BrokenSample.ERROR,
            0,
            FewShotDraw.KEYED,
            0,
            0);

    /** Checks the ranges. */
    public PublicOptions {
        domains = List.copyOf(domains);
        FileDataOptions.check(folder.orElse(name.folders().get(0)), shots, limitPerClass, validationShare, 0);
    }

    /** Returns the folder, under the first of its usual names that is there. */
    @Override
    public String path() {
        return folder.orElseGet(() -> DataRoot.firstPresent(root, name.folders()));
    }

    /** Returns 0: every public data set has test rows. */
    @Override
    public double testShare() {
        return 0;
    }
}
