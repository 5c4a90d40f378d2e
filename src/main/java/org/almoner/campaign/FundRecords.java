package org.almoner.campaign;

/** What was said of funds elsewhere, by whoever says it. */
public interface FundRecords {

    /** Whether a journal that stands has money of this fund, so that its restriction must stay. */
    boolean isInJournal(long fund);
}
