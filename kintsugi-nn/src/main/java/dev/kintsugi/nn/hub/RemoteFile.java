package dev.kintsugi.nn.hub;

import java.net.URI;

/**
 * A file of the hub at a fixed commit.
 *
 * @param name name in the repository
 * @param address where it is downloaded
 * @param etag its name in the cache's {@code blobs}: SHA-256 for large files, the git object id for small ones
 * @param size in bytes
 * @param digest what its bytes must hash to
 */
record RemoteFile(String name, URI address, String etag, long size, ContentDigest digest) {}
