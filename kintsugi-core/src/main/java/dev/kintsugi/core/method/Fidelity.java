package dev.kintsugi.core.method;

/** What an implementation rests on. */
public enum Fidelity {
    /** The authors' code was read and is followed. */
    OFFICIAL_CODE("official-code"),
    /** The paper's text is followed; no code was read. */
    PAPER_TEXT("paper-text"),
    /** Somebody else's re-implementation was read. */
    THIRD_PARTY("third-party"),
    /** Parts had to be reconstructed. */
    RECONSTRUCTION("reconstruction"),
    /** The idea is carried over to another setting. */
    ADAPTATION("adaptation");

    private final String text;

    Fidelity(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
