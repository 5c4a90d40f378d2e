package org.almoner.reconcile;

import java.time.YearMonth;

/**
 * A closed month of a legal entity was opened again, in the transaction that tells of it: what was made of it no longer
 * holds and has to say so.
 */
public record MonthReopened(long legalEntity, YearMonth period, String actor, String reason) {}
