package org.almoner.campaign;

/**
 * A fund as staff write it.
 *
 * @param affiliate code of its owner
 * @param purpose what the money is bound to, in words
 */
public record FundDraft(String affiliate, String name, Fund.Restriction restriction, String purpose) {}
