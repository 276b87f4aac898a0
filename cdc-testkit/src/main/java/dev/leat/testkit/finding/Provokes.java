package dev.leat.testkit.finding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test that brings about what a finding tells of, and asserts that it is found. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Provokes {
    /** The codes of the findings. */
    String[] value();
}
