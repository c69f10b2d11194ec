package dev.kintsugi.core.parameter;

/** Where a parameter may go. */
public enum Scope {
    /** Travels between the clients and the server. */
    SHARED,
    /** Never leaves its client. */
    LOCAL
}
