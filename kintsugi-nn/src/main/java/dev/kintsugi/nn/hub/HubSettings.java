package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the hub is, who asks, and where downloads are kept; the environment variables of {@code huggingface_hub}.
 *
 * @param endpoint address of the hub, without a slash at its end
 * @param cache the folder that holds {@code models--owner--name}
 * @param token access token, sent to the endpoint only
 * @param tokenFile where a token is looked for if {@code HF_TOKEN} is not set
 * @param offline whether the network must not be used
 */
public record HubSettings(URI endpoint, Path cache, Optional<String> token, Path tokenFile, boolean offline) {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

    /** Reads the variables of this process. */
    public static HubSettings fromEnvironment() {
        return fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * Reads {@code HF_ENDPOINT}, {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH} and
     * {@code HF_HUB_OFFLINE}.
     *
     * @param environment the variables, such as {@link System#getenv()}
     * @param userHome the user's home folder
     * @throws ConfigException if the endpoint is not an http or https address
     */
    public static HubSettings fromEnvironment(Map<String, String> environment, Path userHome) {
        Path home = folder(environment, "HF_HOME", userHome)
                .orElseGet(() -> folder(environment, "XDG_CACHE_HOME", userHome)
                        .orElse(userHome.resolve(".cache"))
                        .resolve("huggingface"));
        Path cache = folder(environment, "HF_HUB_CACHE", userHome)
                .or(() -> folder(environment, "HUGGINGFACE_HUB_CACHE", userHome))
                .orElse(home.resolve("hub"));
        Path tokenFile = folder(environment, "HF_TOKEN_PATH", userHome).orElse(home.resolve("token"));
        Optional<String> token = text(environment, "HF_TOKEN")
                .or(() -> text(environment, "HUGGING_FACE_HUB_TOKEN"))
                .or(() -> tokenIn(tokenFile));
        boolean offline = text(environment, "HF_HUB_OFFLINE")
                .or(() -> text(environment, "TRANSFORMERS_OFFLINE"))
                .map(value -> TRUE.contains(value.toLowerCase(Locale.ROOT)))
                .orElse(false);
        return new HubSettings(
                endpoint(text(environment, "HF_ENDPOINT").orElse(DEFAULT_ENDPOINT)), cache, token, tokenFile, offline);
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static Optional<Path> folder(Map<String, String> environment, String name, Path userHome) {
        return text(environment, name).map(value -> {
            if (value.equals("~")) {
                return userHome;
            }
            return value.startsWith("~/") ? userHome.resolve(value.substring(2)) : Path.of(value);
        });
    }

    private static Optional<String> tokenIn(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip()).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            throw new ConfigException(file + ": the token file cannot be read: " + e.getMessage(), e);
        }
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text.replaceAll("/+$", ""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, with what is allowed
        }
        throw new ConfigException("HF_ENDPOINT is '" + text
                + "', allowed is the http or https address of a hub, such as " + DEFAULT_ENDPOINT);
    }

    /** Returns the settings in words; the token is not shown. */
    @Override
    public String toString() {
        return "HubSettings[endpoint=" + endpoint + ", cache=" + cache + ", token="
                + (token.isPresent() ? "given" : "none") + ", offline=" + offline + "]";
    }
}
