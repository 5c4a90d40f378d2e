package org.almoner.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.LayoutProcessor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can be printed is known before it is printed, and no font is shaped by an engine that would spoil it. */
class FontsTest {

    @Test
    void everyScriptOfTheDonorsCanBePrinted() {
        for (String text : new String[] {
            "AŁßőşğİıþð Nguyễn",
            "Ελευθέριος Ὀδυσσεύς",
            "Щербак Ґалаґан Їжак",
            "محمد ښ ګ یکی",
            "דוד שָׁלוֹם",
            "श्रीमती क्ष्मा",
            "বাংলা தமிழ் ಕನ್ನಡ తెలుగు മലയാളം ગુજરાતી ਪੰਜਾਬੀ සිංහල",
            "ไทย ລາວ ខ្មែរ မြန်မာ",
            "ქართული Հայերեն አማርኛ",
            "㐂 㛃 欧阳娜娜 龍 髙﨑 山田 花子 カナ ｶﾅ 김철수 똠방각하",
            "€ £ ¥ ￥ ₹ ₪ ₩ ₫ ₱ ₦ ₴ ₸ ₺ ₽ ₾ « » „ “ ” ‘ ’ … – — • № ™"
        }) {
            assertThat(Fonts.unprintable(text)).as(text).isEmpty();
        }
    }

    @Test
    void missingGlyphsAreNamedOnceInOrder() {
        assertThat(Fonts.unprintable("a😀b😀\ud808\udc00")).containsExactly(0x1f600, 0x12000);
        assertThat(Fonts.unprintable("Ann\u202e\u200f\u0000\ufeff\n")).isEmpty();
    }

    @Test
    void arabicFontHoldsEveryFormThatOpenPdfShapesInto() {
        assertThat(IntStream.concat(IntStream.rangeClosed(0xfe80, 0xfefc), IntStream.of(0xfb56, 0xfb8e, 0xfb92, 0xfbfc))
                        .filter(form -> Fonts.unprintable(Character.toString(form)).length > 0))
                .isEmpty();
    }

    @Test
    void layoutNeverTakesOverFontsThatItReverses() {
        assertThat(Fonts.unprintable("हिन्दी")).isEmpty();
        assertThat(LayoutProcessor.isEnabled()).isTrue();
        assertThat(LayoutProcessor.supportsFont(Fonts.latin(false))).isFalse();
        assertThat(LayoutProcessor.supportsFont(Fonts.base(Face.ARABIC, false))).isFalse();
        assertThat(LayoutProcessor.supportsFont(Fonts.base(Face.HEBREW, true))).isFalse();
        assertThat(LayoutProcessor.supportsFont(Fonts.base(Face.DEVANAGARI, false)))
                .isTrue();
    }

    @Test
    void theLatinFontHoldsNoScriptThatItWouldNotShape() {
        for (boolean bold : new boolean[] {false, true}) {
            assertThat("अकतمشאבกカ한中".codePoints().filter(Fonts.latin(bold)::charExists))
                    .isEmpty();
        }
    }

    @Test
    void printableTextIsComposedAndFreeOfTricks() {
        assertThat(Printable.of("e\u0301\u202e\u0007x\u00ad\ufe0f")).isEqualTo("é x");
        assertThat(Printable.of("a\r\nb\rc\u2028d")).isEqualTo("a\nb\nc\nd");
        assertThat(Printable.of("1\u202f000")).isEqualTo("1\u00a0000");
        assertThat(Printable.of("می\u200cخواهم a\u200cb")).isEqualTo("می\u200cخواهم ab");
        assertThat(Printable.of(null)).isEmpty();
        assertThat(Printable.line(" a\nb ")).isEqualTo("a b");
    }

    @Test
    void coloursAreDarkenedUntilTheyCanBeRead() {
        assertThat(Palette.accent("#0f6b6e")).isEqualTo(Palette.ACCENT);
        assertThat(Palette.accent("red")).isEqualTo(Palette.ACCENT);
        assertThat(Palette.accent(null)).isEqualTo(Palette.ACCENT);
        assertThat(Palette.accent("#ffcc00").getRed()).isLessThan(160);
    }
}
