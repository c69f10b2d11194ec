package dev.kintsugi.engine.tune;

import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One combination of settings that one method is run with.
 *
 * @param method id of the method
 * @param number its place among the trials of the method, from 1
 * @param combination its number in the method's grid, from 0
 * @param settings what is tried, by path, in the order of the grid
 * @param section the method's section with these settings in it
 */
public record Trial(
        String method, int number, int combination, Map<String, Setting> settings, Setting.Mapping section) {
    /** Copies the settings. */
    public Trial {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Returns the settings as plain values. */
    public Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        settings.forEach((path, value) -> values.put(path, Settings.render(value)));
        return values;
    }

    /** Returns the settings in words, such as {@code training.optimizer.learning-rate=0.01 context-length=4}. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        values().forEach((path, value) ->
                text.append(text.isEmpty() ? "" : " ").append(path).append('=').append(value));
        return text.isEmpty() ? "nothing to tune" : text.toString();
    }

    /** Returns the name of its folder within that of its method. */
    String folder() {
        return String.format(Locale.ROOT, "trial-%03d", number);
    }
}
