/** Shows a data source and its partition: on the terminal, as JSON, as a picture and as a page. */
@NullMarked
package dev.kintsugi.cli.data;

import org.jspecify.annotations.NullMarked;
