/**
 * Who is asking: sign-in by form for the console, by token for the API, and the headers that keep browsers safe.
 *
 * <p>May know staff and the kernel, and no other edge; it offers nothing but beans that Jakarta Security and the servlet
 * container find by themselves. Decision: one authentication mechanism of our own chooses by path, because the server
 * takes only one per application; and the session remembers only who signed in, read on console paths alone, so that the
 * cookie is worth nothing on {@code /api} and a page elsewhere cannot make a browser act there.
 */
package org.almoner.security;
