package dev.kintsugi.engine.experiment;

import dev.kintsugi.nn.backbone.FrozenModel;

/** Opens the frozen model that an experiment names. */
public interface BackboneOpener {
    /**
     * Opens a backbone; the caller closes it.
     *
     * @param name a shipped id, a folder, {@code owner/name[@revision]}, or {@code pretrain:FILE.yaml}
     * @throws dev.kintsugi.core.error.ModelException if it is not at hand; the message says how to get it
     */
    FrozenModel open(String name);
}
