/** What {@code kintsugi models} shows. */
@NullMarked
package dev.kintsugi.cli.models;

import org.jspecify.annotations.NullMarked;
