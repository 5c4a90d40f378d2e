package org.almoner.demo;

/**
 * An invented donor.
 *
 * @param key distinguishes people of the same name
 * @param name in their own script
 * @param email at a domain reserved for examples; null if they left none
 * @param language a BCP 47 tag, their first {@code preferred_locales}
 * @param country ISO 3166 two letters
 * @param currency lower case, what they give in
 */
public record Person(int key, String name, String email, String language, String country, String currency) {}
