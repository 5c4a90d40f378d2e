package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The console's texts in the reader's language. */
@Named
@RequestScoped
public class Words {

    private ResourceBundle bundle;

    /** A text with its values filled in; a text nobody wrote shows its key, which a test refuses. */
    public String say(String key, Object... values) {
        try {
            return new MessageFormat(bundle().getString(key), bundle().getLocale()).format(values);
        } catch (MissingResourceException e) {
            return key;
        }
    }

    /** The word for a state; one that Stripe invented since shows as Stripe writes it. */
    public String of(String what, Object state) {
        if (state == null) {
            return "–";
        }
        var key = what + "." + state;
        return bundle().containsKey(key)
                ? bundle().getString(key)
                : state.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private ResourceBundle bundle() {
        if (bundle == null) {
            var faces = FacesContext.getCurrentInstance();
            bundle = faces.getApplication().getResourceBundle(faces, "msg");
        }
        return bundle;
    }
}
