/** DI-MML, federated: encoders trained apart that learn from each other's dimensions, and a fusion head at the end. */
@NullMarked
package dev.kintsugi.methods.dimml;

import org.jspecify.annotations.NullMarked;
