package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.DownloadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

/**
 * Sends requests and follows redirects.
 *
 * <p>The hub redirects large files to a content network with a signed address. The access token belongs to the hub
 * alone, so redirects are followed here and not by the HTTP client: a request to another scheme, host or port than the
 * endpoint's goes without it.
 */
final class HubConnection {
    private static final int MOST_REDIRECTS = 8;
    private static final String USER_AGENT =
            "kintsugi; java/" + Runtime.version().feature();

    private final HubSettings settings;
    private final TransferOptions options;
    private final HttpClient client;

    HubConnection(HubSettings settings, TransferOptions options) {
        this.settings = settings;
        this.options = options;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.answerTimeout())
                .build();
    }

    /** Returns the answer to a GET, redirects followed; the caller closes its body. */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws FailedRequest, InterruptedException {
        return send("GET", address, headers, true);
    }

    /**
     * Returns the answer to a HEAD. Redirects are followed within the host only (a renamed repository): the redirect to
     * another host is the answer, because it is the hub that knows hash and size.
     */
    HttpResponse<InputStream> head(URI address) throws FailedRequest, InterruptedException {
        return send("HEAD", address, Map.of(), false);
    }

    private HttpResponse<InputStream> send(String verb, URI first, Map<String, String> headers, boolean toOtherHosts)
            throws FailedRequest, InterruptedException {
        URI address = first;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = sendOnce(verb, address, headers);
            if (!isRedirect(response.statusCode())) {
                return response;
            }
            URI next = target(response, address);
            if (!toOtherHosts && !sameHost(address, next)) {
                return response;
            }
            closeQuietly(response.body());
            address = next;
        }
        throw new DownloadException(first + ": more than " + MOST_REDIRECTS + " redirects");
    }

    static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI target(HttpResponse<?> response, URI address) {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI next = address.resolve(location);
            boolean downgrade = "https".equals(address.getScheme()) && !"https".equals(next.getScheme());
            if (!location.isEmpty() && next.getHost() != null && !downgrade) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new DownloadException(address.getAuthority() + " redirects to '" + location
                + "', allowed is an address that is no less safe than the first");
    }

    private HttpResponse<InputStream> sendOnce(String verb, URI address, Map<String, String> headers)
            throws FailedRequest, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(verb, HttpRequest.BodyPublishers.noBody())
                .timeout(options.answerTimeout())
                .header("User-Agent", USER_AGENT)
                .header("Accept-Encoding", "identity"); // sizes and ranges are those of the file itself
        headers.forEach(request::header);
        if (sameHost(address, settings.endpoint())) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw FailedRequest.of(address, Retries.reason(e), e);
        }
    }

    private static boolean sameHost(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
    }

    static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // the answer is not wanted any more
        }
    }
}
