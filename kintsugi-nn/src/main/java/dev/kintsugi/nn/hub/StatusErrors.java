package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.DownloadException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the status codes of the hub mean to a user. */
final class StatusErrors {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Map<Integer, String> WORDS = Map.of(
            401, "not signed in",
            403, "forbidden",
            404, "not found",
            429, "too many requests",
            500, "internal error",
            502, "bad gateway",
            503, "service unavailable",
            504, "gateway timeout");

    private final HubSettings settings;

    StatusErrors(HubSettings settings) {
        this.settings = settings;
    }

    /** Returns the code with its meaning, such as {@code 503 (service unavailable)}. */
    static String inWords(int status) {
        String words = WORDS.get(status);
        return words == null ? String.valueOf(status) : status + " (" + words + ")";
    }

    /**
     * Checks that an answer is a success.
     *
     * @param subject what was asked for: a repository, or a file of it
     * @throws FailedRequest if another attempt may succeed
     * @throws DownloadException if not
     */
    void check(HttpResponse<?> response, RepositoryId repository, String subject) throws FailedRequest {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        URI address = response.uri();
        if (PASSING.contains(status)) {
            throw FailedRequest.ofStatus(address, status, retryAfter(response));
        }
        if (status == 401 || status == 403) {
            throw noAccess(address, status, repository);
        }
        throw new DownloadException(
                subject + ": " + address.getAuthority() + " answered " + inWords(status) + serverMessage(response));
    }

    private DownloadException noAccess(URI address, int status, RepositoryId repository) {
        String remedy;
        if (!settings.token().isPresent()) {
            remedy = "check the name; if the model is private or gated, accept its terms at " + settings.endpoint()
                    + "/"
                    + repository.repository() + " and set HF_TOKEN (or write the token to " + settings.tokenFile()
                    + ")";
        } else {
            remedy = "the given token (HF_TOKEN or " + settings.tokenFile()
                    + ") gives no access to it; check the name and the token, and accept the model's terms at "
                    + settings.endpoint() + "/" + repository.repository();
        }
        return new DownloadException(
                repository + ": " + address.getAuthority() + " answered " + inWords(status) + "; " + remedy);
    }

    private static String serverMessage(HttpResponse<?> response) {
        return response.headers()
                .firstValue("X-Error-Message")
                .map(text -> ": " + text.substring(0, Math.min(200, text.length())))
                .orElse("");
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String text = response.headers().firstValue("Retry-After").orElse("");
        // The header may also hold a date; the own schedule is good enough then.
        return text.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
    }
}
