/** Methods that keep one modality from outrunning the others: OGM-GE, OPM with and without OGM, and PMR. */
@NullMarked
package dev.kintsugi.methods.balance;

import org.jspecify.annotations.NullMarked;
