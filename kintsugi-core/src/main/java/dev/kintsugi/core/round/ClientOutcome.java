package dev.kintsugi.core.round;

import dev.kintsugi.core.parameter.ParameterSet;

/**
 * The result of a client's training at the place where its data lie.
 *
 * @param update what travels
 * @param local new values of the {@code LOCAL} parameters, which stay
 */
public record ClientOutcome(ClientUpdate update, ParameterSet local) {}
