package org.almoner.bank;

/** How a file of statements is written. */
public enum StatementFormat {
    /** ISO 20022, any version of camt.053. */
    CAMT053,
    /** SWIFT MT940, with or without its envelope. */
    MT940,
    /** Comma-separated or the like, in the order that the account's mapping says. */
    CSV
}
