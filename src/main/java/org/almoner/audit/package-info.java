/**
 * Who did what, when and to which thing.
 *
 * <p>May know the kernel only. Decision: the trail is written in the transaction of the deed, so that there is no
 * deed without its line and no line without its deed; the database refuses to change or delete a line.
 */
package org.almoner.audit;
