package dev.kintsugi.core.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one component of an options record; help, YAML reference and docs are printed from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** What the setting does, one line, with unit and range. */
    String value();

    /** Where its default comes from: a paper's table, an equation, a reason. */
    String source() default "";

    /** Whether the setting must be given; its value in {@code DEFAULTS} is then only a placeholder. */
    boolean required() default false;
}
