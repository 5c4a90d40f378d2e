package org.almoner.giftaid;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What a donor declared to a charity, in one of its versions.
 *
 * @param donorName as the donor is called here; the declared name is in the values
 * @param entity code of the legal entity
 * @param replaces id of the version in whose place this one stands, or null
 * @param replacedBy id of the version that stands in its place, or null
 * @param values as declared; what the period was left open is filled in
 * @param writable whether HMRC's schedule takes name and address as they are
 * @param recordSentOn when the written record of a declaration by word of mouth was sent, or null
 * @param cancelled what ended it, or null
 */
public record Declaration(
        long id,
        String donorName,
        String entity,
        Long replaces,
        Long replacedBy,
        Draft values,
        boolean writable,
        LocalDate recordSentOn,
        Cancelled cancelled,
        String notedBy,
        Instant notedAt) {

    /** How it was made. */
    public enum How {
        /** On paper. */
        WRITTEN,
        /** On a web page, by e-mail or text message. */
        ONLINE,
        /** By word of mouth: it counts once recorded, or once a written record of it was sent. */
        ORAL
    }

    /** How it stands. */
    public enum State {
        ACTIVE,
        /** By word of mouth, and nothing shows it yet. */
        UNPROVEN,
        /** A newer version stands in its place. */
        REPLACED,
        /** It covers what was given before. */
        CANCELLED,
        /** It never counted. */
        VOID
    }

    /**
     * A declaration as staff note it.
     *
     * @param donor id
     * @param entity code of the legal entity that it names as the charity
     * @param madeOn day on which the donor made it
     * @param recorded whether one by word of mouth was recorded
     * @param evidence where it can be looked at
     * @param wording version of the words the donor agreed to
     * @param gift reference of the one gift that it is about, or null
     * @param past whether it covers what was given in the four years before
     * @param future whether it covers what is given from that day on
     * @param from first day it covers; null for as far back as it may
     * @param to last day it covers; null for no end, or the day it was made where it is not about the future
     * @param title such as {@code Mrs}, or null
     * @param house name or number of the house; null where the donor did not say where they live
     * @param addressLines what follows it
     * @param overseas whether that is outside the United Kingdom
     */
    public record Draft(
            Long donor,
            String entity,
            LocalDate madeOn,
            How how,
            boolean recorded,
            String evidence,
            String wording,
            String gift,
            boolean past,
            boolean future,
            LocalDate from,
            LocalDate to,
            String title,
            String firstName,
            String lastName,
            String house,
            List<String> addressLines,
            String postcode,
            boolean overseas) {}

    /** What ended it: gifts from that day on are not covered, or, from its start, none. */
    public record Cancelled(LocalDate on, boolean fromStart, String reason, String by) {}

    /** The words that donors agree to. */
    public record Wording(String version, String text) {}

    public State state() {
        if (replacedBy != null) {
            return State.REPLACED;
        }
        if (cancelled != null) {
            return cancelled.fromStart() ? State.VOID : State.CANCELLED;
        }
        return values.how() == How.ORAL && !values.recorded() && recordSentOn == null ? State.UNPROVEN : State.ACTIVE;
    }

    /** Whether a new version, a written record or a cancellation can still be noted for it. */
    public boolean open() {
        return replacedBy == null && cancelled == null;
    }

    /** The name as declared. */
    public String name() {
        return (values.title() == null ? "" : values.title() + " ") + values.firstName() + " " + values.lastName();
    }
}
