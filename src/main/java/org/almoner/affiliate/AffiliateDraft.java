package org.almoner.affiliate;

import java.util.List;

/**
 * An affiliate as staff write it.
 *
 * @param parent code of the unit it belongs to, or null
 * @param country two capital letters, or null
 * @param receiptPrefix what its receipt numbers begin with
 * @param receiptStatement the legal sentence on its receipts
 * @param receiptLanguage for donors of whom no language is known
 * @param accent colour of its printed things, {@code #rrggbb}
 */
public record AffiliateDraft(
        String name,
        String parent,
        String country,
        String legalName,
        List<String> addressLines,
        String registrationNumber,
        String receiptPrefix,
        String receiptStatement,
        String receiptLanguage,
        String accent) {}
