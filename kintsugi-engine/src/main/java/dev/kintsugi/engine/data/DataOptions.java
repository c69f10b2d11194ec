package dev.kintsugi.engine.data;

/** Where the data come from. */
public sealed interface DataOptions permits MadeOptions, MadeSignalsOptions, FileDataOptions {}
