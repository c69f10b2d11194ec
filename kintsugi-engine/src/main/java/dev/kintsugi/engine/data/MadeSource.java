package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.made.Attribute;
import dev.kintsugi.engine.made.Composition;
import dev.kintsugi.engine.made.Domain;
import dev.kintsugi.engine.made.Scene;
import dev.kintsugi.engine.made.SceneGenerator;
import dev.kintsugi.engine.made.SceneRules;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Made data as a data source; images and sentences are made when asked for. */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
final class MadeSource implements DataSource {
    private final List<String> classNames;
    private final String contentHash;
    private final Map<String, Split> splits = new LinkedHashMap<>();

    MadeSource(MadeOptions options, long seed) {
        List<List<Integer>> allowed = allowed(options);
        List<Composition> classes = classes(options, allowed, seed);
        SceneRules rules = new SceneRules(
                classes,
                allowed,
                set(options.imageShows()),
                set(options.textMentions()),
                options.mentionProbability(),
                options.ambiguity(),
                options.distractorProbability(),
                options.sites(),
                options.siteDomainShare());
        classNames = classes.stream().map(Composition::name).toList();
        contentHash = new ContentHash()
                .add("made")
                .add(SceneGenerator.VERSION)
                .add(seed)
                .add(options.toString())
                .finish();
        List<Domain> testDomains = options.testDomains().isEmpty() ? options.domains() : options.testDomains();
        add(TRAIN, options.trainRows(), options.domains(), rules, options, seed);
        add(VALIDATION, options.validationRows(), options.domains(), rules, options, seed);
        add(TEST, options.testRows(), testDomains, rules, options, seed);
    }

    private void add(String name, int rows, List<Domain> domains, SceneRules rules, MadeOptions options, long seed) {
        SceneGenerator generator = new SceneGenerator(rules, domains, name, seed);
        String hash = new ContentHash().add(contentHash).add(name).finish();
        splits.put(name, new MadeSplit(generator, name, classNames, rows, options.imageSize(), hash));
    }

    @Override
    public String name() {
        return "made";
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String promptTemplate() {
        return RawTable.TEMPLATE;
    }

    @Override
    public Split split(String name) {
        return SplitNames.find(splits, name);
    }

    @Override
    public String contentHash() {
        return contentHash;
    }

    private static Set<Attribute> set(List<Attribute> attributes) {
        return attributes.isEmpty() ? Set.of() : EnumSet.copyOf(attributes);
    }

    private static List<List<Integer>> allowed(MadeOptions options) {
        List<List<Integer>> allowed = new ArrayList<>();
        for (Attribute attribute : Attribute.values()) {
            List<? extends Enum<?>> limit = switch (attribute) {
                case COLOUR -> options.colours();
                case TEXTURE -> options.textures();
                case SHAPE -> options.shapes();
                default -> List.<Domain>of();
            };
            allowed.add(
                    limit.isEmpty()
                            ? IntStream.range(0, attribute.valueNames().size())
                                    .boxed()
                                    .toList()
                            : limit.stream().map(Enum::ordinal).distinct().toList());
        }
        return allowed;
    }

    private static List<Composition> classes(MadeOptions options, List<List<Integer>> allowed, long seed) {
        List<Attribute> attributes = options.classAttributes();
        List<List<Integer>> values = attributes.stream()
                .map(attribute -> allowed.get(attribute.ordinal()))
                .toList();
        List<Composition> all = Composition.all(attributes, values);
        List<Composition> part = all.stream()
                .filter(composition -> switch (options.classSubset()) {
                    case ALL -> true;
                    case BASE -> !composition.isHeldOut(options.holdOutEvery());
                    case NOVEL -> composition.isHeldOut(options.holdOutEvery());
                })
                .toList();
        int wanted = options.classes() == 0 ? part.size() : options.classes();
        if (part.isEmpty() || wanted > part.size()) {
            throw new ConfigException("data.classes must be at most " + part.size()
                    + ", the number of compositions of the class attributes, but was " + wanted);
        }
        int[] order = RandomKey.of(seed, "made-classes").open().permutation(part.size());
        return Arrays.stream(order).limit(wanted).sorted().mapToObj(part::get).toList();
    }

    private record MadeSplit(SceneGenerator generator, ExampleTable examples, int imageSize, String contentHash)
            implements Split {
        MadeSplit(
                SceneGenerator generator,
                String name,
                List<String> classNames,
                int rows,
                int imageSize,
                String contentHash) {
            this(generator, examples(generator, name, classNames, rows), imageSize, contentHash);
        }

        private static ExampleTable examples(SceneGenerator generator, String name, List<String> classNames, int rows) {
            return new ExampleTable(
                    IntStream.range(0, rows).mapToObj(row -> name + "-" + row).toList(),
                    Targets.single(
                            classNames,
                            IntStream.range(0, rows).map(generator::label).toArray()),
                    PresenceTable.complete(List.of(Modality.IMAGE, Modality.TEXT), rows));
        }

        @Override
        public BufferedImage image(int row) {
            BufferedImage image = new BufferedImage(imageSize, imageSize, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, imageSize, imageSize, generator.image(row, imageSize), 0, imageSize);
            return image;
        }

        @Override
        public String text(int row) {
            return generator.sentence(row);
        }

        @Override
        public Map<String, String> attributes(int row) {
            Map<String, String> attributes = new LinkedHashMap<>();
            Scene scene = generator.scene(row);
            for (Attribute attribute : Attribute.values()) {
                attributes.put(attribute.name().toLowerCase(Locale.ROOT), scene.name(attribute));
            }
            attributes.put("domain", generator.domain(row).name().toLowerCase(Locale.ROOT));
            attributes.put("site", "site-" + generator.site(row));
            return attributes;
        }
    }
}
