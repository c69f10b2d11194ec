/** Encoders and fusion of FedMultimodal under FedAvg, FedProx, SCAFFOLD or FedOpt, and its centralised bound. */
@NullMarked
package dev.kintsugi.methods.fedmultimodal;

import org.jspecify.annotations.NullMarked;
