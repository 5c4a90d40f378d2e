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
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An effort to raise money for something: a winter appeal, a conference, a legal fund.
 *
 * <p>It is created by a fundraiser as a draft or at once active, or on first sight of its code in a gift, and then flagged
 * for staff. Its code identifies it in links and in Stripe's metadata and never changes. While it runs it may get another
 * goal, dates, fund for gifts that name none, and the sustainable development goal it serves; what it has raised is read
 * from gifts and never kept here. In the end it is archived; gifts that still arrive with its code are counted for it all
 * the same.
 */
@Entity
@Table(name = "campaign")
public class Campaign {

    /** Where it stands in its life. */
    public enum Status {
        DRAFT,
        ACTIVE,
        ARCHIVED
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

    @NotBlank(message = "write the name people see")
    @Size(max = 200, message = "write at most 200 characters")
    @Column(name = "name")
    private String name;

    @NotNull
    @Size(max = 10_000, message = "write at most 10,000 characters")
    @Column(name = "description")
    private String description = "";

    @Column(name = "fund_id")
    private Long fundId;

    @Positive(message = "write a goal above zero, in minor units, or null")
    @Column(name = "goal_minor")
    private Long goalMinor;

    @NotNull(message = "write the goal's currency, such as EUR")
    @Pattern(regexp = "[A-Z]{3}", message = "write the currency's three capital letters, such as EUR")
    @Column(name = "currency")
    private String currency;

    @Column(name = "starts_on")
    private LocalDate startsOn;

    @Column(name = "ends_on")
    private LocalDate endsOn;

    @Min(value = 1, message = "write the number of a sustainable development goal, 1 to 17, or null")
    @Max(value = 17, message = "write the number of a sustainable development goal, 1 to 17, or null")
    @Column(name = "sdg")
    private Integer sdg;

    @NotNull(message = "write one of DRAFT, ACTIVE, ARCHIVED")
    @Enumerated(EnumType.STRING)
    @Column(name = "status")
    private Status status = Status.ACTIVE;

    @Pattern(regexp = "https?://\\S{1,1990}", message = "write a whole address beginning with https://, or null")
    @Column(name = "share_link")
    private String shareLink;

    @Column(name = "flagged")
    private boolean flagged;

    @NotNull
    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Version
    @Column(name = "version")
    private int version;

    protected Campaign() {}

    Campaign(String code, Instant createdAt) {
        this.code = code;
        this.createdAt = createdAt;
    }

    /** Takes over what staff wrote; whoever edits it has looked at it. */
    void edit(CampaignDraft draft, Long affiliate, Long fund) {
        affiliateId = affiliate;
        fundId = fund;
        name = draft.name();
        description = draft.description();
        goalMinor = draft.goalMinor();
        currency = draft.currency();
        startsOn = draft.startsOn();
        endsOn = draft.endsOn();
        sdg = draft.sdg();
        status = draft.status();
        shareLink = draft.shareLink();
        flagged = false;
    }

    @AssertTrue(message = "the last day must not be before the first")
    boolean isEndsOn() {
        return startsOn == null || endsOn == null || !endsOn.isBefore(startsOn);
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
        values.put("name", name);
        values.put("description", description);
        values.put("fund", fundId);
        values.put("goal", goalMinor);
        values.put("currency", currency);
        values.put("startsOn", startsOn);
        values.put("endsOn", endsOn);
        values.put("sdg", sdg);
        values.put("status", status);
        values.put("shareLink", shareLink);
        values.put("flagged", flagged);
        return values;
    }
}
