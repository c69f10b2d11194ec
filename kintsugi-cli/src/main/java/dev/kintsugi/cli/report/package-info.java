/** The report of a run and the comparison of runs: read from run folders alone, written as self-contained pages. */
@NullMarked
package dev.kintsugi.cli.report;

import org.jspecify.annotations.NullMarked;
