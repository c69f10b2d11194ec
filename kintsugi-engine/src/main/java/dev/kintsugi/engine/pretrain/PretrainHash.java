package dev.kintsugi.engine.pretrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.TrainPart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The SHA-256 of everything that a trained model depends on; equal hashes mean that it need not be trained again. */
final class PretrainHash {
    /** Changes whenever equal settings no longer give the same model. */
    private static final int VERSION = 1;

    private PretrainHash() {}

    /**
     * Returns the hash, hexadecimal.
     *
     * @param unseen sources that pairs are compared with, in the order of the options
     * @param towerHash hash of the frozen image tower's weights, or empty if there is none
     */
    static String of(PretrainOptions options, List<DataSource> sources, List<DataSource> unseen, String towerHash) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, "kintsugi pretrain " + VERSION);
            add(digest, new ObjectMapper().writeValueAsString(settings(options)));
            sources.forEach(source -> add(digest, source.contentHash()));
            unseen.forEach(source -> add(digest, source.contentHash()));
            add(digest, towerHash);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // every platform has SHA-256; settings are plain values
        }
    }

    /** An option that came later has no part in the hash where it changes nothing, so that older models keep theirs. */
    private static Map<String, Object> settings(PretrainOptions options) {
        Map<String, Object> settings = new LinkedHashMap<>(Settings.render(options));
        if (options.unseen().isEmpty()) {
            settings.remove("unseen");
        }
        settings.remove("unseen-words", List.of());
        settings.computeIfPresent("model", (key, model) -> withoutLaterObjectives(model));
        settings.computeIfPresent(
                "data",
                (key, sources) -> ((List<?>) sources)
                        .stream().map(source -> withoutLater(source, true)).toList());
        settings.computeIfPresent(
                "unseen",
                (key, sources) -> ((List<?>) sources)
                        .stream().map(source -> withoutLater(source, false)).toList());
        return settings;
    }

    private static Object withoutLater(Object source, boolean olderThanParts) {
        Map<Object, Object> settings = new LinkedHashMap<>((Map<?, ?>) source);
        if (olderThanParts) {
            settings.remove("train-part", Settings.render(TrainPart.DEFAULTS));
        }
        settings.remove("split-by", null);
        settings.remove("audio-column", null);
        settings.remove("on-broken-sound", "error");
        settings.remove("standardise-by", null);
        settings.remove("standardise-centre", "median");
        return settings;
    }

    private static Object withoutLaterObjectives(Object model) {
        Map<Object, Object> settings = new LinkedHashMap<>((Map<?, ?>) model);
        settings.computeIfPresent("objectives", (key, objectives) -> {
            Map<Object, Object> weights = new LinkedHashMap<>((Map<?, ?>) objectives);
            weights.remove("class-weight", 0.0);
            return weights;
        });
        return settings;
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
