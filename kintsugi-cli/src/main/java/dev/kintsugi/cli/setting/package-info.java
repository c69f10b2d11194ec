/** Settings as users write them: YAML files and {@code --set}. */
@NullMarked
package dev.kintsugi.cli.setting;

import org.jspecify.annotations.NullMarked;
