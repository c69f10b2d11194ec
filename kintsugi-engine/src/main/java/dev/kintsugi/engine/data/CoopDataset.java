package dev.kintsugi.engine.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What CoOp (Zhou et al., IJCV 2022, released code) does for one of its data sets: where images lie, the template of
 * its zero-shot baseline, and names of classes that it changes.
 *
 * @param name name in {@code split_zhou_<name>.json}
 * @param images folder of the images beside the split file
 * @param template prompt template
 * @param classNames changed names, by the name with blanks instead of '_'
 */
record CoopDataset(String name, String images, String template, Map<String, String> classNames) {
    private static final String PHOTO = "a photo of a {}.";

    /** The data sets, in the order of CoOp's paper. */
    static final List<CoopDataset> ALL = List.of(
            new CoopDataset(
                    "Caltech101",
                    "101_ObjectCategories",
                    PHOTO,
                    Map.of(
                            "airplanes", "airplane",
                            "Faces", "face",
                            "Leopards", "leopard",
                            "Motorbikes", "motorbike")),
            new CoopDataset("OxfordPets", "images", "a photo of a {}, a type of pet.", Map.of()),
            new CoopDataset("StanfordCars", "", PHOTO, Map.of()),
            new CoopDataset("OxfordFlowers", "jpg", "a photo of a {}, a type of flower.", Map.of()),
            new CoopDataset("Food101", "images", "a photo of {}, a type of food.", Map.of()),
            new CoopDataset("FGVCAircraft", "images", "a photo of a {}, a type of aircraft.", Map.of()),
            new CoopDataset("SUN397", "SUN397", PHOTO, Map.of()),
            new CoopDataset("DescribableTextures", "images", "{} texture.", Map.of()),
            new CoopDataset(
                    "EuroSAT",
                    "2750",
                    "a centered satellite photo of {}.",
                    Map.of(
                            "AnnualCrop", "Annual Crop Land",
                            "HerbaceousVegetation", "Herbaceous Vegetation Land",
                            "Highway", "Highway or Road",
                            "Industrial", "Industrial Buildings",
                            "Pasture", "Pasture Land",
                            "PermanentCrop", "Permanent Crop Land",
                            "Residential", "Residential Buildings",
                            "SeaLake", "Sea or Lake")),
            new CoopDataset("UCF101", "UCF-101-midframes", "a photo of a person doing {}.", Map.of()));

    /** Returns the data set of that name, in any case. */
    static Optional<CoopDataset> find(String name) {
        return ALL.stream()
                .filter(dataset -> dataset.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
