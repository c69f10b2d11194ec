/** Tests of the report. */
@NullMarked
package dev.kintsugi.cli.report;

import org.jspecify.annotations.NullMarked;
