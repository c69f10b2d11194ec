package dev.kintsugi.core.method;

/** Where a method trains. */
public enum Placement {
    /** Nothing is trained. */
    NONE,
    /** On every client, with a server in between. */
    FEDERATED,
    /** On every client alone; nothing travels. */
    LOCAL,
    /** On one pool of all clients' data: an upper bound, not a federated method. */
    CENTRALISED
}
