/** What a plug-in must pass, and a toy problem whose answer is known in closed form. */
@NullMarked
package dev.kintsugi.testkit;

import org.jspecify.annotations.NullMarked;
