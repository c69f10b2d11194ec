/** What methods see of frozen models. */
@NullMarked
package dev.kintsugi.nn.backbone;

import org.jspecify.annotations.NullMarked;
