/**
 * Whether the income will last: the sustainability report as data, JSON, CSV, PDF and charts, and the month's
 * reconciliation on paper.
 *
 * <p>May know the kernel, the document package and the tables of the ledger and of settlement; it changes none of them
 * and writes only its own snapshots. Its queries and texts lie in {@code reports/sustainability}.
 *
 * <p>Decision: every figure is an integer or an exact decimal computed by set-based SQL from the ledger's postings, and
 * each carries its definition with it, because a ratio whose population nobody knows cannot be trusted or compared.
 */
package org.almoner.report;
