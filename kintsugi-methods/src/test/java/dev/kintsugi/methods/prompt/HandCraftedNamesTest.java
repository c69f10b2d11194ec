package dev.kintsugi.methods.prompt;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.fedclip.FedClip;
import dev.kintsugi.methods.zeroshot.ZeroShot;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods that learn no context refuse the class names that those with a context refuse, in the same words. */
class HandCraftedNamesTest {
    private static final String TEMPLATE = "{}.";

    private static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of(ZeroShot.factory(), new ZeroShot.Options(TEMPLATE)),
                Arguments.of(
                        FedClip.factory(), new FedClip.Options(FedClip.Options.Objective.CROSS_ENTROPY, TEMPLATE)));
    }

    private static void assertRefused(MethodFactory factory, Record options, String name, String... messages) {
        TinyWorkplace workplace = new TinyWorkplace(9).named(List.of("cat", name, "house", "hot_dog"));
        assertThatThrownBy(() -> factory.create(workplace, options, LocalTraining.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(messages);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void className_empty_isAnErrorWithItsNumber(MethodFactory factory, Record options) {
        assertRefused(factory, options, " ", "class 1 has an empty name");
        assertRefused(factory, options, "_", "class 1 has an empty name ('_' has no tokens)");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void className_twice_isAnErrorThatNamesBoth(MethodFactory factory, Record options) {
        assertRefused(factory, options, "house", "class 'house' stands twice");
        assertRefused(factory, options, "hot dog", "class 'hot_dog' stands twice, the other time as 'hot dog'");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void className_tooLong_isAnErrorThatNamesItAndTheTemplate(MethodFactory factory, Record options) {
        String name = "x ".repeat(75).strip();

        // start + 75 letters, each a word and a token of its own, + full stop + end = 78
        assertRefused(
                factory,
                options,
                name,
                "class '" + name + "' needs 78 tokens with the prompt template '{}.'",
                "at most 77");
    }
}
