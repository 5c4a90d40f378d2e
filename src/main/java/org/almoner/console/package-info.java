/**
 * The screens of the staff: sign-in, lists, forms, live progress, downloads; their look is in {@code src/main/webapp}.
 *
 * <p>May know every package below the edge and Jakarta Faces; nobody may know it. Decision: a page is its address. Lists
 * keep filter and page number in the query string and hold nothing between two requests, so that the back button, a
 * bookmark and a colleague see the same; beans keep ids and records, never entities. What somebody may do is asked here
 * on every deed, not only when a button is drawn.
 */
package org.almoner.console;
