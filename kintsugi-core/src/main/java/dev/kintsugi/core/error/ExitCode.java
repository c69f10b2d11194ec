package dev.kintsugi.core.error;

/**
 * The process exit codes. Part of the public contract: a number is never reused, and each has a page
 * {@code docs/errors/<code>.md} with cause and remedy.
 */
public enum ExitCode {
    /** Everything asked for was done. */
    OK(0),
    /** A fault of Kintsugi itself. */
    INTERNAL(1),
    /** The command line could not be understood. */
    USAGE(2),
    /** The experiment file has an unknown key, a wrong type or a value out of range. */
    CONFIGURATION(10),
    /** A data source cannot be used as it is. */
    DATA(20),
    /** A weight file is missing, truncated or not what it should be. */
    WEIGHTS(30),
    /** A tensor or parameter has another shape than expected. */
    SHAPE(31),
    /** A backbone or another model is not at hand or does not fit the method. */
    MODEL(32),
    /** A download failed. */
    DOWNLOAD(33),
    /** A client failed while it trained. */
    CLIENT_FAILED(40),
    /** The run folder cannot be written or read. */
    STORAGE(50),
    /** This platform has no native libraries. */
    PLATFORM(60),
    /** The user interrupted the run; it can be resumed. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the number that the process ends with. */
    public int code() {
        return code;
    }
}
