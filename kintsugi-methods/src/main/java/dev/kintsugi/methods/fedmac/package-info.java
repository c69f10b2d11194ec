/** FedMAC: embeddings for what is missing, features rebuilt across modalities, and a contrastive regularisation. */
@NullMarked
package dev.kintsugi.methods.fedmac;

import org.jspecify.annotations.NullMarked;
