/**
 * Starts Almoner: reads and checks the settings, runs PostgreSQL when none was given, migrates the schema, boots Payara
 * Micro with the WAR, and stops all of it in order.
 *
 * <p>Lives outside the WAR and may know no other package of Almoner. Decision: Payara Micro runs in this very JVM, behind
 * a class loader of its own, so that one process holds the lock on the data folder, the heap limit and the logs.
 */
package org.almoner.launch;
