package org.almoner.journal;

/** What an account counts. */
public enum AccountType {
    ASSET,
    LIABILITY,
    NET_ASSETS,
    INCOME,
    EXPENSE
}
