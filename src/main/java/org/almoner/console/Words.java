package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The console's texts in the reader's language: the browser's first that we speak, or English. */
@Named
@RequestScoped
public class Words {

    private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.GERMAN);

    private Locale locale;
    private ResourceBundle bundle;

    protected Words() {}

    @Inject
    Words(HttpServletRequest request) {
        // one of our own locales, never the browser's text
        this.locale = Collections.list(request.getLocales()).stream()
                .flatMap(wanted ->
                        SPOKEN.stream().filter(ours -> ours.getLanguage().equals(wanted.getLanguage())))
                .findFirst()
                .orElse(Locale.ENGLISH);
        this.bundle = ResourceBundle.getBundle(
                "org.almoner.console.messages",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    public Locale getLocale() {
        return locale;
    }

    /** A text with its values filled in; a text nobody wrote shows its key, which a test refuses. */
    public String say(String key, Object... values) {
        return bundle.containsKey(key) ? new MessageFormat(bundle.getString(key), locale).format(values) : key;
    }

    /** The word for a state; one that Stripe invented since shows as Stripe writes it. */
    public String of(String what, Object state) {
        if (state == null) {
            return Formats.UNKNOWN;
        }
        var key = what + "." + state;
        return bundle.containsKey(key)
                ? bundle.getString(key)
                : state.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
