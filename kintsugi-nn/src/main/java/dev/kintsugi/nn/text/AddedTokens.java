package dev.kintsugi.nn.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts that are cut out whole before words are looked for; of several that begin together the longest wins. */
record AddedTokens(@Nullable Pattern pattern, Map<String, Integer> ids) {
    static AddedTokens of(Map<String, Integer> ids) {
        if (ids.isEmpty()) {
            return new AddedTokens(null, Map.of());
        }
        List<String> longestFirst = ids.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
        String alternatives = longestFirst.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return new AddedTokens(Pattern.compile(alternatives), Map.copyOf(ids));
    }

    /** Hands over, in order, the tokens that {@code text} holds and the text between them. */
    void split(String text, Consumer<String> between, IntConsumer token) {
        int done = 0;
        if (pattern != null) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                between.accept(text.substring(done, matcher.start()));
                Integer id = ids.get(matcher.group());
                if (id != null) {
                    token.accept(id);
                }
                done = matcher.end();
            }
        }
        between.accept(text.substring(done));
    }
}
