/**
 * The vocabulary of Kintsugi.
 *
 * <p>Symbols used in shapes everywhere: {@code clients} (the clients that one block trains together, K), {@code batch}
 * (samples of one step of one client, B), {@code tokens} (positions of a sequence, T), {@code context} (learnable
 * prompt vectors, n), {@code width} (model width, W), {@code embedding} (joint image-text space, D), {@code classes}
 * (C), {@code rows} (samples of a table).
 */
@NullMarked
package dev.kintsugi.core;

import org.jspecify.annotations.NullMarked;
