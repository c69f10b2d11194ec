/**
 * Methods that train encoders, projectors and prompts of several modalities: a network and a list of mechanisms.
 *
 * <p>A {@link dev.kintsugi.methods.multimodal.MultimodalNetwork} turns samples with holes into class scores; a
 * {@link dev.kintsugi.methods.multimodal.Mechanism} is one small part of an objective. A method is a network with a
 * list of mechanisms, so that a new combination is a list.
 */
@NullMarked
package dev.kintsugi.methods.multimodal;

import org.jspecify.annotations.NullMarked;
