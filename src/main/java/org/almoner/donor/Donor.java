package org.almoner.donor;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.TextArrayColumn;

/**
 * Somebody who gives: a person or an organisation.
 *
 * <p>A donor is born with the first gift of an unknown customer and e-mail address, or is entered by staff. Midway the
 * name, the address and the languages change; addresses are kept with the time they held, and consent is a history of
 * its own. Two that turn out to be one are joined: one then points to the other and is shown no more. A donor is never
 * deleted while gifts or receipts name them.
 */
@Entity
@Table(name = "donor")
public class Donor {

    /** Who gives. */
    public enum Kind {
        PERSON,
        ORGANISATION
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private Long id;

    @NotNull
    @Column(name = "affiliate_id")
    private Long affiliateId;

    @NotNull(message = "write one of PERSON, ORGANISATION")
    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private Kind kind = Kind.PERSON;

    @NotNull
    @Size(max = 300, message = "write at most 300 characters")
    @Column(name = "name")
    private String name = "";

    @Size(max = 254, message = "write at most 254 characters")
    @Pattern(regexp = "[^@\\s]+@[^@\\s]+", message = "write an e-mail address, such as name@example.org, or null")
    @Column(name = "email")
    private String email;

    @Column(name = "email_key")
    private String emailKey;

    @Size(max = 50, message = "write at most 50 characters")
    @Column(name = "phone")
    private String phone;

    @NotNull
    @Size(max = 10, message = "name at most 10 languages")
    @Convert(converter = TextArrayColumn.class)
    @Column(name = "languages")
    private List<
                    @Pattern(
                            regexp = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
                            message = "write language tags, such as en or pt-BR")
                    String>
            languages = new ArrayList<>();

    @Pattern(regexp = "[A-Z]{2}", message = "write the country's two capital letters, such as DE, or null")
    @Column(name = "country")
    private String country;

    @NotNull
    @Size(max = 10_000, message = "write at most 10,000 characters")
    @Column(name = "note")
    private String note = "";

    @NotNull
    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @NotNull
    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "merged_into")
    private Long mergedInto;

    @Version
    @Column(name = "version")
    private int version;

    protected Donor() {}

    Donor(Instant createdAt) {
        this.createdAt = createdAt;
    }

    /** Takes over what staff wrote. */
    void edit(DonorDraft draft, Long affiliate, Instant now) {
        affiliateId = affiliate;
        kind = draft.kind();
        name = draft.name();
        email = draft.email() == null ? null : draft.email().strip();
        emailKey = EmailKey.of(draft.email());
        phone = draft.phone();
        languages = List.copyOf(draft.languages());
        country = draft.country();
        note = draft.note();
        updatedAt = now;
    }

    public Long id() {
        return id;
    }

    public int version() {
        return version;
    }

    Map<String, Object> described() {
        var values = new LinkedHashMap<String, Object>();
        values.put("affiliate", affiliateId);
        values.put("kind", kind);
        values.put("languages", languages);
        values.put("country", country);
        values.put("name", name);
        values.put("email", email);
        values.put("phone", phone);
        values.put("note", note);
        return values;
    }
}
