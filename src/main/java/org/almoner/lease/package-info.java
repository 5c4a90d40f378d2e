/**
 * Who may run now: leases that hold across threads, nodes and kills.
 *
 * <p>May know the kernel only. Decision: a lease is an advisory lock of PostgreSQL on a connection of its own, so that
 * it ends with the process that held it, at once and without a clock; a row with an expiry would keep a killed close
 * waiting, and a lock in memory would know one node only.
 */
package org.almoner.lease;
