package dev.kintsugi.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Public data sets in small: a few images in the folders and files in which their authors publish them. */
final class PublicMiniatures {
    /** Bytes of an image of CIFAR, behind its labels. */
    private static final int PIXELS = 3 * 32 * 32;

    private final Path root;

    PublicMiniatures(Path root) {
        this.root = root;
    }

    /** Six breeds with four training and two test images each, by CoOp's split file. */
    void oxfordPets() throws IOException {
        List<String> train = new ArrayList<>();
        List<String> test = new ArrayList<>();
        for (int breed = 0; breed < 6; breed++) {
            String name = List.of("abyssinian", "beagle", "bengal", "boxer", "pug", "sphynx")
                    .get(breed);
            for (int i = 0; i < 6; i++) {
                image("oxford_pets/images/" + name + "_" + i + ".png", 40 * breed + i);
                (i < 4 ? train : test).add("[\"%s_%d.png\", %d, \"%s\"]".formatted(name, i, breed, name));
            }
        }
        write(
                "oxford_pets/split_zhou_OxfordPets.json",
                "{\"train\": " + train + ", \"val\": [], \"test\": " + test + "}");
    }

    /** Six textures of ten images each, of which CoOp's shares make five for training and three for the test. */
    void dtd() throws IOException {
        for (int texture = 0; texture < 6; texture++) {
            for (int i = 0; i < 10; i++) {
                image("dtd/images/" + "abcdef".charAt(texture) + "/" + i + ".png", 40 * texture + i);
            }
        }
    }

    /** 20 images in each of five batches and 40 for the test, all classes alike. */
    void cifar10() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            write("cifar-10-batches-bin/data_batch_" + batch + ".bin", records(20, false));
        }
        write("cifar-10-batches-bin/test_batch.bin", records(40, false));
    }

    /** Ten classes in five superclasses, 60 images for training and 20 for the test. */
    void cifar100() throws IOException {
        write("cifar-100-binary/fine_label_names.txt", "ape\nbee\ncat\ndog\neel\nfly\ngnu\nhen\nibis\njay\n");
        write("cifar-100-binary/coarse_label_names.txt", "one\ntwo\nthree\nfour\nfive\n");
        write("cifar-100-binary/train.bin", records(60, true));
        write("cifar-100-binary/test.bin", records(20, true));
    }

    private static byte[] records(int count, boolean superclasses) {
        int labels = superclasses ? 2 : 1;
        byte[] bytes = new byte[count * (labels + PIXELS)];
        for (int record = 0; record < count; record++) {
            int at = record * (labels + PIXELS);
            int label = record % 10;
            bytes[at] = (byte) (superclasses ? label / 2 : label);
            bytes[at + labels - 1] = (byte) label;
            for (int i = 0; i < PIXELS; i++) {
                bytes[at + labels + i] = (byte) (25 * label + 7 * (i / 1024) + record + i % 5);
            }
        }
        return bytes;
    }

    /** Two classes in four domains, by FedBN's lists as JSON: in each two images for training and one for the test. */
    void officeCaltech10() throws IOException {
        for (String domain : List.of("amazon", "caltech", "dslr", "webcam")) {
            String folder = "office_caltech_10/" + domain;
            images(folder + "/mug", 2, 30);
            images(folder + "/bike", 1, 200);
            write(
                    folder + "_train.json",
                    "[[\"%s/bike/0.png\", \"%s/mug/0.png\"], [\"bike\", \"mug\"]]".formatted(folder, folder));
            write(folder + "_test.json", "[[\"%s/mug/1.png\"], [\"mug\"]]".formatted(folder));
        }
    }

    /** Two of the ten classes in six domains, by the authors' lists, which have a class besides. */
    void domainNet() throws IOException {
        for (String domain : List.of("clipart", "infograph", "painting", "quickdraw", "real", "sketch")) {
            images("domainnet/" + domain + "/bird", 2, 30);
            images("domainnet/" + domain + "/zebra", 1, 200);
            write(
                    "domainnet/" + domain + "_train.txt",
                    "%s/axe/0.png 13\n%s/bird/0.png 29\n%s/zebra/0.png 343\n".formatted(domain, domain, domain));
            write("domainnet/" + domain + "_test.txt", domain + "/bird/1.png 29\n");
        }
    }

    private void images(String folder, int count, int level) throws IOException {
        for (int i = 0; i < count; i++) {
            image(folder + "/" + i + ".png", level + i);
        }
    }

    private void image(String name, int level) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, level << 16 | (255 - level) << 8 | 8 * (i % 32));
        }
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), content);
    }

    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.write(root.resolve(name), content);
    }
}
