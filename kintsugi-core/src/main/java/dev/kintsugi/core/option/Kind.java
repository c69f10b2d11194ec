package dev.kintsugi.core.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names one record of a sealed family of options; the setting {@code kind} chooses by this name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {
    /** The name in experiment files. */
    String value();

    /** What this kind does, one line. */
    String description() default "";
}
