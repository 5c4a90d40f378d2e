package org.almoner.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.database.Page;

/** Where a list stands: the addresses of the page before and after, with the filter in them. */
public final class Paging {

    /** Rows a page shows. */
    static final int SIZE = 25;

    private final Map<String, String> filter = new LinkedHashMap<>();
    private final int page;
    private int count;
    private String words = "";

    /**
     * @param asked what the address says: {@code page}, counted from 1, where what is outside shows the nearest; the
     *     rest is the filter and stays in the addresses
     */
    Paging(Map<String, String> asked) {
        this.page = pageOf(asked.get("page"));
        asked.forEach((name, value) -> {
            if (!name.equals("page") && value != null && !value.isBlank()) {
                filter.put(name, value);
            }
        });
    }

    private static int pageOf(String text) {
        try {
            return text == null ? 1 : Math.max(1, Math.min(Integer.parseInt(text), Page.COUNT_CAP / SIZE));
        } catch (NumberFormatException notANumber) {
            return 1;
        }
    }

    /** @param count how many there are, at most one more than {@link Page#COUNT_CAP} */
    void found(int shown, int count, Words say, Formats formats) {
        this.count = count;
        words = count == 0
                ? ""
                : say.say(
                        "pager.range",
                        formats.number(offset() + 1L),
                        formats.number((long) offset() + shown),
                        formats.capped(count));
    }

    int offset() {
        return (page - 1) * SIZE;
    }

    /** {@code 1–25 of 10,000+}. */
    public String getWords() {
        return words;
    }

    /** Whether no row was found. */
    public boolean isNothing() {
        return count == 0;
    }

    public boolean isFiltered() {
        return !filter.isEmpty();
    }

    public boolean isHasPrevious() {
        return page > 1;
    }

    public boolean isHasNext() {
        return offset() + SIZE < Math.min(count, Page.COUNT_CAP);
    }

    public String getPrevious() {
        return address(page - 1);
    }

    public String getNext() {
        return address(page + 1);
    }

    private String address(int number) {
        var address = new StringBuilder("?");
        filter.forEach((name, value) -> address.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
        return address.append("page=").append(number).toString();
    }
}
