package dev.kintsugi.engine.missing;

/** Which class a wrong label names. */
public enum WrongLabels {
    /** Any other class, each equally likely. */
    UNIFORM,
    /** One of those other classes that the client confuses with the true one, each equally likely. */
    TRANSITION,
    /** What the released code of FedMultimodal gives, with its numbers. */
    RELEASED
}
