/**
 * The people who work with Almoner: their accounts, what they may do, and the tokens that act for them.
 *
 * <p>May know the kernel only. Decision: passwords and tokens are checked here against the tables, but who is asking,
 * how often, and over which channel is judged at the edge, in {@code security}; so an account means the same for a form,
 * for a token and for a test.
 */
package org.almoner.staff;
