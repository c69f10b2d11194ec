package dev.kintsugi.methods.balance;

/** Which of a method's two published forms is followed, where they differ. */
public enum Form {
    /** The equations of the paper. */
    EQUATIONS,
    /** The code that its authors released. */
    RELEASED
}
