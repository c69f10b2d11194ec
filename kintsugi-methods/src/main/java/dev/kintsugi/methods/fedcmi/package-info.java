/** Cross-modal infiltration (FedCMI): projectors that imitate other modalities, taught by the dominant one. */
@NullMarked
package dev.kintsugi.methods.fedcmi;

import org.jspecify.annotations.NullMarked;
