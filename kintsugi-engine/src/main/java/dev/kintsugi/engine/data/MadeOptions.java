package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.engine.made.Attribute;
import dev.kintsugi.engine.made.Colour;
import dev.kintsugi.engine.made.Domain;
import dev.kintsugi.engine.made.Shape;
import dev.kintsugi.engine.made.Texture;
import java.util.EnumSet;
import java.util.List;

/** Made data: drawn scenes with sentences, from a seed. */
@Kind(value = "made", description = "drawn scenes with sentences, from a seed; nothing is downloaded")
public record MadeOptions(
        @Option("rows for training, 1 or more") int trainRows,

        @Option("rows for validation, 0 or more") int validationRows,

        @Option("rows for testing, 0 or more") int testRows,

        @Option("width and height of the images in pixels, 16 to 512")
        int imageSize,

        @Option("attributes that make up a class: count, size, colour, texture, shape, position, place")
        List<Attribute> classAttributes,

        @Option("colours that occur; an empty list is all of them")
        List<Colour> colours,

        @Option("textures that occur; an empty list is all of them")
        List<Texture> textures,

        @Option("shapes that occur; an empty list is all of them")
        List<Shape> shapes,

        @Option("number of classes, taken at random from all compositions by the seed; 0 keeps all")
        int classes,

        @Option("all, base (held-out compositions left out) or novel (only those)")
        ClassSubset classSubset,

        @Option("one composition in so many is held out, 2 or more")
        int holdOutEvery,

        @Option("attributes that the image shows; the others are drawn in a neutral way")
        List<Attribute> imageShows,

        @Option("attributes that a sentence may mention") List<Attribute> textMentions,

        @Option("probability that a sentence mentions an attribute, in [0, 1]")
        double mentionProbability,

        @Option("share of rows whose image hides one class attribute, which the sentence then mentions, in [0, 1]")
        double ambiguity,

        @Option("probability that a sentence has a remark beside the point, in [0, 1]")
        double distractorProbability,

        @Option("domains of training and validation: photo, sketch, night, noisy, negative, faded, blurred, pixelated")
        List<Domain> domains,

        @Option("domains of the test rows; an empty list is those of training")
        List<Domain> testDomains,

        @Option("number of sites that rows come from (attribute 'site'), 1 or more")
        int sites,

        @Option("probability that the domain of a row is the one of its site, in [0, 1]; at 1 every site has one")
        double siteDomainShare)
        implements DataOptions {
    private static final List<Attribute> EVERY = List.of(Attribute.values());

    /** The defaults. */
    public static final MadeOptions DEFAULTS = new MadeOptions(
            2000,
            400,
            800,
            64,
            List.of(Attribute.COLOUR, Attribute.SHAPE),
            List.of(),
            List.of(),
            List.of(),
            0,
            ClassSubset.ALL,
            4,
            EVERY,
            EVERY,
            0.7,
            0,
            0.1,
            List.of(Domain.PHOTO),
            List.of(),
            4,
            0);

    /** Checks the ranges and puts the class attributes in the order of {@link Attribute}. */
    public MadeOptions {
        Check.positive("train-rows", trainRows);
        Check.notNegative("validation-rows", validationRows);
        Check.notNegative("test-rows", testRows);
        Check.within("image-size", imageSize, 16, 512);
        if (classAttributes.isEmpty()) {
            throw new ConfigException("class-attributes must name at least one attribute, but is empty");
        }
        classAttributes = List.copyOf(EnumSet.copyOf(classAttributes));
        colours = List.copyOf(colours);
        textures = List.copyOf(textures);
        shapes = List.copyOf(shapes);
        Check.notNegative("classes", classes);
        Check.within("hold-out-every", holdOutEvery, 2, 1_000_000);
        imageShows = List.copyOf(imageShows);
        textMentions = List.copyOf(textMentions);
        Check.within("mention-probability", mentionProbability, 0, 1);
        Check.within("ambiguity", ambiguity, 0, 1);
        Check.within("distractor-probability", distractorProbability, 0, 1);
        if (domains.isEmpty()) {
            throw new ConfigException("domains must name at least one domain, but is empty");
        }
        domains = List.copyOf(domains);
        testDomains = List.copyOf(testDomains);
        Check.positive("sites", sites);
        Check.within("site-domain-share", siteDomainShare, 0, 1);
    }
}
