package dev.kintsugi.engine.federation;

/** Measures the time of a run over all its starts, and of the stages of a round. */
final class Clock {
    private double secondsBefore;
    private long start = System.nanoTime();
    private long lap = start;

    /** Starts counting; {@code secondsBefore} were spent by earlier starts of the same run. */
    void start(double secondsBefore) {
        this.secondsBefore = secondsBefore;
        this.start = System.nanoTime();
        this.lap = start;
    }

    /** Returns the seconds since the last lap. */
    double lap() {
        long now = System.nanoTime();
        double seconds = (now - lap) / 1e9;
        lap = now;
        return seconds;
    }

    /** Returns the seconds of the whole run so far. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - start) / 1e9;
    }
}
