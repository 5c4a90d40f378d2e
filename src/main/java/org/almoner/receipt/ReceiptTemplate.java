package org.almoner.receipt;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * One version of an issuer's own texts for a scope.
 *
 * @param version counts within its scope, from 1
 * @param words what is said; an empty passage leaves the word to the next wider scope
 * @param authors everybody who wrote on it, by e-mail address; none of them approves it
 * @param edition counts the changes to a draft, so that what is approved is what was looked at
 * @param inForceFrom the first day of issue on which it speaks; null for a draft
 * @param standing what it is today
 */
public record ReceiptTemplate(
        long id,
        Scope scope,
        int version,
        Map<Passage, String> words,
        List<String> authors,
        Instant writtenAt,
        int edition,
        LocalDate inForceFrom,
        String approvedBy,
        Instant approvedAt,
        Standing standing) {

    /**
     * For which receipts it speaks; what is null holds for all.
     *
     * @param entity code of the legal entity that got the gift
     * @param campaign code
     * @param fund code
     * @param language of two letters
     */
    public record Scope(String entity, String campaign, String fund, String language) {}

    /** What a version is on a day. */
    public enum Standing {
        /** Written on, or waiting for a second person. */
        DRAFT,
        /** Approved, from a day that has not come. */
        COMING,
        /** What receipts of its scope say. */
        IN_FORCE,
        /** A newer one is in force; receipts issued with it name it. */
        PAST
    }

    /** Whether it can be changed, approved or thrown away. */
    public boolean draft() {
        return standing == Standing.DRAFT;
    }

    /** What is said in a passage, by its field's name; empty for nothing. */
    public String said(String field) {
        return words.entrySet().stream()
                .filter(word -> word.getKey().field().equals(field))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
