package dev.kintsugi.nn.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.DownloadException;
import dev.kintsugi.core.option.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The part of the hub's web interface that a download needs. */
final class HubApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubSettings settings;
    private final HubConnection connection;
    private final StatusErrors errors;
    private final Retries retries;

    /**
     * A revision's content.
     *
     * @param commit 40 hexadecimal digits
     * @param files what is known of each file, by name
     */
    record Listing(String commit, Map<String, ListedFile> files) {}

    /**
     * A file as the listing describes it.
     *
     * @param size in bytes; -1 if not told
     * @param hash SHA-256 of a large file, git object id of a small one; empty if not told
     */
    record ListedFile(long size, String hash) {}

    HubApi(HubSettings settings, HubConnection connection, StatusErrors errors, Retries retries) {
        this.settings = settings;
        this.connection = connection;
        this.errors = errors;
        this.retries = retries;
    }

    private URI address(String path) {
        return URI.create(settings.endpoint() + path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Returns commit and files of a revision.
     *
     * @throws DownloadException if the repository or the revision does not exist, or nobody may see it
     */
    Listing listing(RepositoryId id) {
        String path = "/api/models/" + id.repository() + "/revision/" + encoded(id.revision()) + "?blobs=true";
        Optional<JsonNode> answer = json(id, address(path));
        if (answer.isEmpty()) {
            throw notFound(id);
        }
        JsonNode root = answer.get();
        String commit = root.path("sha").asText();
        if (!RepositoryId.isCommit(commit) || !root.path("siblings").isArray()) {
            throw new DownloadException(id + ": " + settings.endpoint()
                    + " answered with JSON that lacks 'sha' or 'siblings'; is HF_ENDPOINT a hub?");
        }
        Map<String, ListedFile> files = new TreeMap<>();
        for (JsonNode sibling : root.path("siblings")) {
            String hash = sibling.path("lfs")
                    .path("sha256")
                    .asText(sibling.path("blobId").asText(""));
            files.put(
                    sibling.path("rfilename").asText(),
                    new ListedFile(sibling.path("size").asLong(-1), hash));
        }
        return new Listing(commit, files);
    }

    /** Returns where a file is, how large it is and what it must hash to. */
    RemoteFile file(RepositoryId id, String commit, String name, ListedFile listed) {
        URI address = address("/" + id.repository() + "/resolve/" + commit + "/" + encoded(name));
        String subject = id + ": " + name;
        HttpResponse<InputStream> response = retries.run(subject, () -> {
            HttpResponse<InputStream> head = connection.head(address);
            HubConnection.closeQuietly(head.body());
            if (!HubConnection.isRedirect(head.statusCode())) {
                errors.check(head, id, subject);
            }
            return head;
        });
        HttpHeaders headers = response.headers();
        String etag = headers.firstValue("X-Linked-ETag")
                .or(() ->
                        HubConnection.isRedirect(response.statusCode()) ? Optional.empty() : headers.firstValue("ETag"))
                .map(HubApi::plainEtag)
                .orElse(listed.hash());
        if (!etag.matches("[A-Za-z0-9._-]{1,200}") || etag.startsWith(".")) {
            throw new DownloadException(subject + ": " + address.getAuthority() + " gives no usable ETag ('" + etag
                    + "'), so the download could not be checked");
        }
        headers.firstValue("X-Repo-Commit")
                .filter(other -> !other.equals(commit))
                .ifPresent(other -> {
                    throw new DownloadException(
                            subject + ": was asked for at commit " + commit + ", but the hub answers for " + other);
                });
        return new RemoteFile(name, address, etag, size(subject, response, listed), digest(subject, etag, listed));
    }

    private static String plainEtag(String header) {
        String etag = header.startsWith("W/") ? header.substring(2) : header;
        return etag.replace("\"", "");
    }

    private static long size(String subject, HttpResponse<?> response, ListedFile listed) {
        String text = response.headers()
                .firstValue("X-Linked-Size")
                .or(() -> HubConnection.isRedirect(response.statusCode())
                        ? Optional.empty()
                        : response.headers().firstValue("Content-Length"))
                .orElse(String.valueOf(listed.size()));
        long size = text.matches("\\d{1,15}") ? Long.parseLong(text) : -1;
        if (size < 0) {
            throw new DownloadException(subject + ": " + response.uri().getAuthority() + " gives no size");
        }
        if (listed.size() >= 0 && listed.size() != size) {
            throw new DownloadException(subject + ": the hub lists " + listed.size() + " bytes, but its header says "
                    + size + "; is HF_ENDPOINT a faithful mirror?");
        }
        return size;
    }

    private static ContentDigest digest(String subject, String etag, ListedFile listed) {
        ContentDigest byEtag = ContentDigest.ofEtag(etag);
        ContentDigest byListing = ContentDigest.ofEtag(listed.hash());
        if (byEtag.kind() == ContentDigest.Kind.NONE) {
            return byListing;
        }
        if (byEtag.kind() == byListing.kind() && !byEtag.equals(byListing)) {
            throw new DownloadException(
                    subject + ": the hub lists the " + byEtag.kind().title() + " " + byListing.expected()
                            + ", but its header says " + byEtag.expected());
        }
        return byEtag;
    }

    private Optional<JsonNode> json(RepositoryId id, URI address) {
        return retries.run(id.toString(), () -> {
            HttpResponse<InputStream> response = connection.get(address, Map.of("Accept", "application/json"));
            try (InputStream body = response.body()) {
                if (response.statusCode() == 404) {
                    return Optional.empty();
                }
                errors.check(response, id, id.toString());
                return Optional.of(read(id, address, body));
            }
        });
    }

    private static JsonNode read(RepositoryId id, URI address, InputStream body) throws FailedRequest {
        byte[] bytes;
        try {
            bytes = body.readAllBytes();
        } catch (IOException e) {
            throw FailedRequest.of(address, Retries.reason(e), e);
        }
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new DownloadException(
                    id + ": " + address.getAuthority() + " did not answer with JSON; is HF_ENDPOINT a hub?", e);
        }
    }

    private DownloadException notFound(RepositoryId id) {
        Optional<JsonNode> refs = json(id, address("/api/models/" + id.repository() + "/refs"));
        if (refs.isPresent()) {
            List<String> revisions = new ArrayList<>();
            for (String kind : List.of("branches", "tags")) {
                refs.get()
                        .path(kind)
                        .forEach(ref -> revisions.add(ref.path("name").asText()));
            }
            String nearest = NearestName.among(revisions, id.revision())
                    .map(name -> "; did you mean " + id.repository() + "@" + name + "?")
                    .orElse("");
            return new DownloadException(id.repository() + ": the repository has no revision '" + id.revision()
                    + "'; it has " + String.join(", ", revisions.subList(0, Math.min(12, revisions.size())))
                    + nearest);
        }
        String hint = nearestRepository(id)
                .map(name -> "did you mean " + name + "?")
                .orElse("check the spelling of owner and name");
        return new DownloadException(id.repository() + ": " + settings.endpoint() + " has no such model; " + hint);
    }

    private Optional<String> nearestRepository(RepositoryId id) {
        try {
            Optional<JsonNode> models = json(id, address("/api/models?limit=200&author=" + encoded(id.owner())));
            List<String> names = new ArrayList<>();
            models.ifPresent(
                    list -> list.forEach(model -> names.add(model.path("id").asText())));
            return NearestName.among(names, id.repository());
        } catch (DownloadException e) {
            return Optional.empty(); // a hint is not worth a second error
        }
    }
}
