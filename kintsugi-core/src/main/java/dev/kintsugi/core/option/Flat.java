package dev.kintsugi.core.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of an options record that is an options record itself and has no key of its own: its options stand
 * among those of the record around it. So records share options without a section more in experiment files.
 *
 * <p>The options keep the order of the records. What is not given keeps its value in the outer record's
 * {@code DEFAULTS}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flat {
    /** Where the outer record's defaults come from, instead of the sources that the inner record names. */
    String source() default "";
}
