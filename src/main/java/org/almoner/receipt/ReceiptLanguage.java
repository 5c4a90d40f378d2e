package org.almoner.receipt;

import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almoner.document.Texts;

/** In which language a donor is written to: their own, that of their country, the issuer's; among those we speak. */
public final class ReceiptLanguage {

    private static final Map<String, String> OF_COUNTRY = new HashMap<>();

    static {
        ofCountries("ar", "AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE");
        ofCountries("cs", "CZ");
        ofCountries("da", "DK GL");
        ofCountries("de", "AT DE LI");
        ofCountries("el", "CY GR");
        ofCountries("en", "AU GB IE NZ US");
        ofCountries("es", "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PY SV UY VE");
        ofCountries("fi", "FI");
        ofCountries("fr", "FR MC SN");
        ofCountries("he", "IL");
        ofCountries("it", "IT SM VA");
        ofCountries("ja", "JP");
        ofCountries("ko", "KR");
        ofCountries("nb", "NO");
        ofCountries("nl", "NL SR");
        ofCountries("pl", "PL");
        ofCountries("pt", "AO BR CV MZ PT");
        ofCountries("ru", "RU");
        ofCountries("sv", "AX SE");
        ofCountries("tr", "TR");
        ofCountries("uk", "UA");
        ofCountries("zh", "CN HK MO TW");
    }

    private ReceiptLanguage() {}

    /**
     * @param languages BCP 47 tags, the preferred one first
     * @param country of the donor, two letters, or null; decides how dates and amounts look
     * @param issuerLanguage used when nothing is known of the donor
     */
    public static Locale of(List<String> languages, String country, String issuerLanguage) {
        for (String tag : languages) {
            Locale own = Locale.forLanguageTag(tag.replace('_', '-'));
            if (Texts.LANGUAGES.contains(spoken(own))) {
                return in(own, spoken(own), country);
            }
        }
        String language = country == null ? null : OF_COUNTRY.get(country.toUpperCase(Locale.ROOT));
        if (language == null) {
            language = Texts.LANGUAGES.contains(issuerLanguage) ? issuerLanguage : "en";
        }
        return in(Locale.ROOT, language, country);
    }

    private static String spoken(Locale locale) {
        String language = locale.getLanguage();
        return language.equals("no") || language.equals("nn") ? "nb" : language;
    }

    private static Locale in(Locale own, String language, String country) {
        var builder = new Locale.Builder().setLanguage(language).setScript(own.getScript());
        try {
            return builder.setRegion(country == null ? own.getCountry() : country.toUpperCase(Locale.ROOT))
                    .build();
        } catch (IllformedLocaleException noCountry) {
            return builder.setRegion(null).build();
        }
    }

    private static void ofCountries(String language, String countries) {
        for (String country : countries.split(" ")) {
            OF_COUNTRY.put(country, language);
        }
    }
}
