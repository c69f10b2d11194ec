package dev.kintsugi.nn.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A hub on this machine with one repository {@code owner/model}, which misbehaves as told.
 *
 * <p>It speaks the layout of the real one: listing, resolve with HEAD and GET, ranges, large files by
 * {@code X-Linked-ETag}.
 */
final class HubServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Deque<Behaviour>> behaviours = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What was asked. */
    record Request(String verb, String path, Headers headers) {
        @Nullable String header(String name) {
            return headers.getFirst(name);
        }
    }

    /** One answer to a GET or HEAD of a path, instead of the right one. */
    interface Behaviour {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    HubServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    HubServer file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** Answers the next requests {@code VERB path-end} by {@code answers}, one each; then rightly again. */
    HubServer next(String verbAndPathEnd, Behaviour... answers) {
        behaviours.computeIfAbsent(verbAndPathEnd, key -> new ArrayDeque<>()).addAll(Arrays.asList(answers));
        return this;
    }

    List<Request> requests(String verb, String pathEnd) {
        return requests.stream()
                .filter(request -> request.verb().equals(verb) && request.path().endsWith(pathEnd))
                .toList();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    static Behaviour status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Promises the whole content, sends {@code bytes} of it and cuts the connection. */
    static Behaviour cutAfter(int bytes, String etag) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", "\"" + etag + "\"");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** Sends {@code bytes} of the content, then nothing for a long time. */
    static Behaviour stallAfter(int bytes) {
        return (exchange, content) -> {
            cutAfter(bytes, "e").answer(exchange, content);
            try {
                Thread.sleep(3_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Sends other bytes than asked for, whole, whatever range was asked for. */
    static Behaviour whole(byte[] other, String etag) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", "\"" + etag + "\"");
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        String verb = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        requests.add(new Request(verb, path, exchange.getRequestHeaders()));
        byte[] content = files.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new byte[0]);
        try (exchange) {
            Behaviour behaviour = null;
            for (Map.Entry<String, Deque<Behaviour>> entry : behaviours.entrySet()) {
                String[] key = entry.getKey().split(" ");
                if (behaviour == null && verb.equals(key[0]) && path.endsWith(key[1])) {
                    synchronized (entry.getValue()) {
                        behaviour = entry.getValue().poll();
                    }
                }
            }
            if (behaviour != null) {
                behaviour.answer(exchange, content);
            } else if (path.equals("/api/models/owner/model/revision/main")
                    || path.equals("/api/models/owner/model/revision/refs%2Fpr%2F1")) {
                json(exchange, listing());
            } else if (path.equals("/api/models/owner/model/refs")) {
                json(exchange, "{\"branches\":[{\"name\":\"main\"},{\"name\":\"half\"}],\"tags\":[{\"name\":\"v1\"}]}");
            } else if (path.equals("/api/models")) {
                json(exchange, "[{\"id\":\"owner/model\"},{\"id\":\"owner/other-thing\"}]");
            } else if (path.startsWith("/owner/model/resolve/" + COMMIT + "/") && content.length > 0) {
                resolve(exchange, content);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String listing() {
        List<String> siblings = new ArrayList<>();
        files.forEach((name, content) -> siblings.add("{\"rfilename\":\"" + name + "\",\"size\":" + content.length
                + (isLarge(content) ? ",\"lfs\":{\"sha256\":\"" + sha256(content) + "\"}" : "") + "}"));
        return "{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + String.join(",", siblings) + "]}";
    }

    private static boolean isLarge(byte[] content) {
        return content.length >= 1000;
    }

    static String sha256(byte[] content) {
        return hash("SHA-256", content);
    }

    static String gitBlob(byte[] content) {
        byte[] prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(prefix, prefix.length + content.length);
        System.arraycopy(content, 0, all, prefix.length, content.length);
        return hash("SHA-1", all);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void resolve(HttpExchange exchange, byte[] content) throws IOException {
        Headers answer = exchange.getResponseHeaders();
        String etag = isLarge(content) ? sha256(content) : gitBlob(content);
        answer.set("X-Repo-Commit", COMMIT);
        answer.set("ETag", "\"" + etag + "\"");
        if (isLarge(content)) {
            answer.set("X-Linked-ETag", "\"" + etag + "\"");
            answer.set("X-Linked-Size", String.valueOf(content.length));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer.set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        int start = 0;
        if (range != null && (condition == null || condition.equals("\"" + etag + "\""))) {
            start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            answer.set("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
        exchange.getResponseBody().write(content, start, content.length - start);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
