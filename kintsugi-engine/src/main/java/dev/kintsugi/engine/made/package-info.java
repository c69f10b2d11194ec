/** Made data: a seeded generator of labelled scenes, each a drawn image and a sentence that complement each other. */
@NullMarked
package dev.kintsugi.engine.made;

import org.jspecify.annotations.NullMarked;
