package org.almoner.donor;

import java.util.List;

/**
 * A donor as staff write them.
 *
 * @param affiliate code of the unit that cares for them
 * @param email null when they have none; they then get no mail and no receipt
 * @param languages language tags, the preferred first
 * @param country two capital letters, or null
 * @param address where letters go, or null
 */
public record DonorDraft(
        String affiliate,
        Donor.Kind kind,
        String name,
        String email,
        String phone,
        List<String> languages,
        String country,
        String note,
        Address address) {

    /** A postal address; the country as two capital letters, or null. */
    public record Address(List<String> lines, String postcode, String city, String region, String country) {}
}
