package dev.kintsugi.nn.hub;

import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that failed in a way that may pass: worth another attempt. */
final class FailedRequest extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String host;
    private final transient @Nullable Duration pause;

    private FailedRequest(URI address, String reason, @Nullable Duration pause, @Nullable Throwable cause) {
        super(reason, cause);
        this.host = address.getAuthority();
        this.pause = pause;
    }

    /** Returns the failure of a connection. */
    static FailedRequest of(URI address, String reason, @Nullable Throwable cause) {
        return new FailedRequest(address, reason, null, cause);
    }

    /** Returns the failure that the server put into a status code. */
    static FailedRequest ofStatus(URI address, int status, @Nullable Duration pause) {
        return new FailedRequest(address, "it answered " + StatusErrors.inWords(status), pause, null);
    }

    /** Returns host and port that were asked. */
    String host() {
        return host;
    }

    /** Returns how long the server asks to wait. */
    Optional<Duration> pause() {
        return Optional.ofNullable(pause);
    }
}
