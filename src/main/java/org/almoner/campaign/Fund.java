package org.almoner.campaign;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Money that is kept apart because of what it was given for.
 *
 * <p>A fund belongs to one affiliate and has a code for ever. It is created by staff, or on first sight of its code in a
 * gift, and then flagged. Its restriction class says what binds it: nothing, a purpose, a time, or for ever; from the
 * first gift on, changing that is a matter for the auditors, and the trail shows it. It is never deleted, for the ledger
 * has an income account for it.
 */
@Entity
@Table(name = "fund")
public class Fund {

    /** What binds the money; the classes of fund accounting. */
    public enum Restriction {
        NONE,
        PURPOSE,
        TIME,
        PERPETUAL
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private Long id;

    @NotNull
    @Column(name = "affiliate_id")
    private Long affiliateId;

    @NotBlank(message = "write a code")
    @Column(name = "code", updatable = false)
    private String code;

    @NotBlank(message = "write the name donors read on their receipts")
    @Size(max = 200, message = "write at most 200 characters")
    @Column(name = "name")
    private String name;

    @NotNull(message = "write one of NONE, PURPOSE, TIME, PERPETUAL")
    @Enumerated(EnumType.STRING)
    @Column(name = "restriction")
    private Restriction restriction = Restriction.NONE;

    @NotNull
    @Size(max = 2000, message = "write at most 2,000 characters")
    @Column(name = "purpose")
    private String purpose = "";

    @Column(name = "flagged")
    private boolean flagged;

    @Version
    @Column(name = "version")
    private int version;

    protected Fund() {}

    Fund(String code) {
        this.code = code;
    }

    /** Takes over what staff wrote; whoever edits it has looked at it. */
    void edit(FundDraft draft, Long affiliate) {
        affiliateId = affiliate;
        name = draft.name();
        restriction = draft.restriction();
        purpose = draft.purpose();
        flagged = false;
    }

    public Long id() {
        return id;
    }

    Restriction restriction() {
        return restriction;
    }

    public int version() {
        return version;
    }

    Map<String, Object> described() {
        var values = new LinkedHashMap<String, Object>();
        values.put("affiliate", affiliateId);
        values.put("name", name);
        values.put("restriction", restriction);
        values.put("purpose", purpose);
        values.put("flagged", flagged);
        return values;
    }
}
