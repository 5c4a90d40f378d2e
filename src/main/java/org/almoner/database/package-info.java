/**
 * The way to PostgreSQL: the Jdbi everybody queries through, its part in the container's transactions, paging, and the
 * check that the database is there.
 *
 * <p>May know the JDK, Jdbi and the container. Decision: one pool and one schema for the application and the batch
 * repository, because a chunk and its checkpoint then commit together.
 */
package org.almoner.database;
