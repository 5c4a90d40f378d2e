package org.almoner.document;

import static java.lang.Character.UnicodeScript.*;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One type family of {@code reports/fonts} and the scripts that it answers for. */
enum Face {
    LATIN("NotoSans", true, false, UnicodeScript.LATIN, GREEK, CYRILLIC),
    ARABIC("NotoSansArabic", true, false, UnicodeScript.ARABIC),
    HEBREW("NotoSansHebrew", true, false, UnicodeScript.HEBREW),
    ARMENIAN("NotoSansArmenian", false, false, UnicodeScript.ARMENIAN),
    GEORGIAN("NotoSansGeorgian", false, false, UnicodeScript.GEORGIAN),
    ETHIOPIC("NotoSansEthiopic", false, false, UnicodeScript.ETHIOPIC),
    KOREAN("NotoSansKR", false, false, HANGUL),
    EAST_ASIAN("DroidSansFallback", false, false, HAN, HIRAGANA, KATAKANA, BOPOMOFO),
    /** The two thirds of the ideographs that few names need: embedding costs by the size of the font it cuts from. */
    EAST_ASIAN_RARE("DroidSansFallbackRare", false, false, YI),
    DEVANAGARI("NotoSansDevanagari", true, true, UnicodeScript.DEVANAGARI),
    BENGALI("NotoSansBengali", false, true, UnicodeScript.BENGALI),
    GURMUKHI("NotoSansGurmukhi", false, true, UnicodeScript.GURMUKHI),
    GUJARATI("NotoSansGujarati", false, true, UnicodeScript.GUJARATI),
    TAMIL("NotoSansTamil", false, true, UnicodeScript.TAMIL),
    TELUGU("NotoSansTelugu", false, true, UnicodeScript.TELUGU),
    KANNADA("NotoSansKannada", false, true, UnicodeScript.KANNADA),
    MALAYALAM("NotoSansMalayalam", false, true, UnicodeScript.MALAYALAM),
    SINHALA("NotoSansSinhala", false, true, UnicodeScript.SINHALA),
    THAI("NotoSansThai", false, true, UnicodeScript.THAI),
    LAO("NotoSansLao", false, true, UnicodeScript.LAO),
    KHMER("NotoSansKhmer", false, true, UnicodeScript.KHMER),
    MYANMAR("NotoSansMyanmar", false, true, UnicodeScript.MYANMAR);

    private static final Map<UnicodeScript, Face> BY_SCRIPT = new EnumMap<>(UnicodeScript.class);

    static {
        for (Face face : values()) {
            face.scripts.forEach(script -> BY_SCRIPT.put(script, face));
        }
    }

    final String family;
    /** Whether a bold cut is shipped; otherwise bold is drawn as a thin outline. */
    final boolean hasBold;
    /** Whether glyphs must be formed and reordered (OpenType shaping) before they can be read. */
    final boolean shaped;

    private final List<UnicodeScript> scripts;

    Face(String family, boolean hasBold, boolean shaped, UnicodeScript... scripts) {
        this.family = family;
        this.hasBold = hasBold;
        this.shaped = shaped;
        this.scripts = List.of(scripts);
    }

    /** The face of a script; null for scripts without one, and for common and inherited characters. */
    static Face of(UnicodeScript script) {
        return BY_SCRIPT.get(script);
    }
}
