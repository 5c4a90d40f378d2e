package org.almoner.affiliate;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.TextArrayColumn;

/**
 * A unit of the movement that stands for itself: a chapter, a user group, the foundation.
 *
 * <p>It is born with the first migration (the first one, {@code main}), by an administrator, or on first sight of its
 * code in a gift, and then flagged for staff. Its code identifies it for ever and is never changed, for campaigns, links
 * and Stripe's metadata carry it; name, address and legal name may change as the organisation does, and receipts that were issued
 * keep what they say. It may have a parent. It never dies while anything belongs to it.
 */
@Entity
@Table(name = "affiliate")
public class Affiliate {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private Long id;

    @NotNull
    @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,63}", message = "a code is 1 to 64 of a-z, 0-9, dot, dash, underscore")
    @Column(name = "code", updatable = false)
    private String code;

    @NotBlank(message = "write the name people know it by")
    @Size(max = 200, message = "write at most 200 characters")
    @Column(name = "name")
    private String name;

    @Column(name = "parent_id")
    private Long parentId;

    @Pattern(regexp = "[A-Z]{2}", message = "write the country's two capital letters, such as DE")
    @Column(name = "country")
    private String country;

    @NotBlank(message = "write the name of the legal person who issues receipts")
    @Size(max = 300, message = "write at most 300 characters")
    @Column(name = "legal_name")
    private String legalName;

    @NotNull
    @Size(max = 8, message = "write at most 8 lines")
    @Convert(converter = TextArrayColumn.class)
    @Column(name = "address_lines")
    private List<String> addressLines = new ArrayList<>();

    @Size(max = 100, message = "write at most 100 characters")
    @Column(name = "registration_number")
    private String registrationNumber;

    @NotNull(message = "write what its receipt numbers begin with, such as DE")
    @Pattern(regexp = "[A-Z][A-Z0-9]{1,11}", message = "a prefix is 2 to 12 of A-Z and 0-9, a letter first")
    @Column(name = "receipt_prefix")
    private String receiptPrefix;

    @NotNull
    @Size(max = 4000, message = "write at most 4,000 characters")
    @Column(name = "receipt_statement")
    private String receiptStatement = "";

    @NotNull
    @Pattern(regexp = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", message = "write a language tag, such as en or pt-BR")
    @Column(name = "receipt_language")
    private String receiptLanguage = "en";

    @NotNull
    @Pattern(regexp = "#[0-9a-f]{6}", message = "write a colour as # and six of 0-9, a-f")
    @Column(name = "accent")
    private String accent = "#0b5d5e";

    @Column(name = "flagged")
    private boolean flagged;

    @Version
    @Column(name = "version")
    private int version;

    protected Affiliate() {}

    Affiliate(String code) {
        this.code = code;
    }

    /** Takes over what staff wrote; whoever edits it has looked at it. */
    void edit(AffiliateDraft draft, Long parent) {
        name = draft.name();
        parentId = parent;
        country = draft.country();
        legalName = draft.legalName();
        addressLines = List.copyOf(draft.addressLines());
        registrationNumber = draft.registrationNumber();
        receiptPrefix = draft.receiptPrefix();
        receiptStatement = draft.receiptStatement();
        receiptLanguage = draft.receiptLanguage();
        accent = draft.accent();
        flagged = false;
    }

    public Long id() {
        return id;
    }

    public String code() {
        return code;
    }

    public int version() {
        return version;
    }

    Map<String, Object> described() {
        var values = new LinkedHashMap<String, Object>();
        values.put("name", name);
        values.put("parent", parentId);
        values.put("country", country);
        values.put("legalName", legalName);
        values.put("addressLines", addressLines);
        values.put("registrationNumber", registrationNumber);
        values.put("receiptPrefix", receiptPrefix);
        values.put("receiptStatement", receiptStatement);
        values.put("receiptLanguage", receiptLanguage);
        values.put("accent", accent);
        values.put("flagged", flagged);
        return values;
    }
}
