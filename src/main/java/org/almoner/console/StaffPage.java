package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.almoner.database.Page;
import org.almoner.staff.Role;
import org.almoner.staff.Staff;
import org.almoner.staff.StaffMember;

/** The accounts of staff, for administrators. */
@Named
@RequestScoped
public class StaffPage {

    private static final String FORM = "staff";

    private Staff staff;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String email;
    private final Map<String, String> form = new HashMap<>();
    private String[] roles = {};
    private boolean active = true;

    protected StaffPage() {}

    @Inject
    StaffPage(Staff staff, Deeds deeds, Viewer viewer, Words words) {
        this.staff = staff;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Lets administrators in and fills the form with the account asked for. */
    public void load() {
        if (!viewer.isAdministrator()) {
            Deeds.forbidden();
        } else if (email != null) {
            staff.find(email).ifPresentOrElse(this::fill, Deeds::missing);
        }
    }

    private void fill(StaffMember member) {
        form.put("version", Integer.toString(member.version()));
        form.put("email", member.email());
        form.put("name", member.name());
        active = member.active();
        roles = member.roles().stream().map(Role::name).toArray(String[]::new);
    }

    public void save() {
        var chosen = EnumSet.noneOf(Role.class);
        for (var role : roles) {
            chosen.add(Role.valueOf(role));
        }
        var password =
                form.get("password") == null ? null : form.get("password").toCharArray();
        var done = deeds.attempt(viewer.isAdministrator(), FORM, () -> {
            if (email == null) {
                staff.create(form.get("email"), form.get("name"), password, chosen, viewer.getEmail());
            } else {
                staff.change(
                        email,
                        Integer.parseInt(form.get("version")),
                        form.get("name"),
                        password,
                        active,
                        chosen,
                        viewer.getEmail());
            }
        });
        if (done) {
            deeds.done(email == null ? "staff.created" : "staff.saved");
            deeds.goTo("staff");
        }
    }

    /** At most {@link Page#MAX_LIMIT} accounts; an organisation has fewer people in its back office. */
    public List<StaffMember> getRows() {
        return staff.page(null, Page.MAX_LIMIT).items();
    }

    public String roleNames(Set<Role> held) {
        return held.stream().map(role -> words.say("role." + role)).collect(Collectors.joining(", "));
    }

    public Role[] getAllRoles() {
        return Role.values();
    }

    /** Whose account is changed; null for a new one. */
    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }

    public String[] getRoles() {
        return roles.clone();
    }

    public void setRoles(String[] roles) {
        this.roles = roles == null ? new String[0] : roles.clone();
    }

    public boolean isActive() {
        return active;
    }

    public void setActive(boolean active) {
        this.active = active;
    }
}
