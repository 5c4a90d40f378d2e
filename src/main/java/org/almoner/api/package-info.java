/**
 * The HTTP interface for programs: JAX-RS resources under {@code /api/v1}, as the contract says.
 *
 * <p>May know every floor below the edges, and no other edge. Decision: bodies are read and written field by field with
 * JSON-P instead of being bound to classes, so that null is present as null, an unknown field is refused with the names of
 * the known ones, and renaming a class can never change what others rely on.
 */
package org.almoner.api;
