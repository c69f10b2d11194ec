package dev.kintsugi.engine.federation;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the bytes of a round's updates are: by the first word of the parameters' names, statistics, and the form. */
final class UploadParts {
    private static final String STATISTICS = "statistics";
    private static final String FORM = "form";

    private UploadParts() {}

    /** Returns the bytes per part; they add up to the bytes of the updates. */
    static Map<String, Long> of(List<ClientUpdate> updates) {
        Map<String, Long> parts = new TreeMap<>();
        for (ClientUpdate update : updates) {
            long values = 0;
            for (String name : update.shared().names()) {
                long bytes = 4L * update.shared().get(name).size();
                int dot = name.indexOf('.');
                parts.merge(dot < 0 ? name : name.substring(0, dot), bytes, Long::sum);
                values += bytes;
            }
            ParameterSet statistics = update.statistics();
            if (!statistics.isEmpty()) {
                parts.merge(STATISTICS, 4L * statistics.size(), Long::sum);
            }
            parts.merge(FORM, WireFormat.size(update) - values - 4L * statistics.size(), Long::sum);
        }
        return parts;
    }
}
