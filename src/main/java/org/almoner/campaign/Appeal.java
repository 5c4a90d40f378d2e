package org.almoner.campaign;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One single ask of a campaign: a letter, a mailing, a banner.
 *
 * <p>Its code is its own within the campaign. It is created by a fundraiser before it is sent, or on first sight of its
 * code in a gift, and then flagged. It has no end: answers to a letter come years later.
 */
@Entity
@Table(name = "appeal")
public class Appeal {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private Long id;

    @Column(name = "campaign_id", updatable = false)
    private Long campaignId;

    @NotBlank(message = "write a code")
    @Column(name = "code", updatable = false)
    private String code;

    @NotBlank(message = "write what was asked, how and when")
    @Size(max = 200, message = "write at most 200 characters")
    @Column(name = "name")
    private String name;

    @Column(name = "flagged")
    private boolean flagged;

    @Version
    @Column(name = "version")
    private int version;

    protected Appeal() {}

    Appeal(Long campaignId, String code) {
        this.campaignId = campaignId;
        this.code = code;
    }

    /** Gives it its name; whoever does so has looked at it. */
    void rename(String name) {
        this.name = name;
        flagged = false;
    }

    public Long id() {
        return id;
    }

    public int version() {
        return version;
    }

    Map<String, Object> described() {
        var values = new LinkedHashMap<String, Object>();
        values.put("campaign", campaignId);
        values.put("code", code);
        values.put("name", name);
        values.put("flagged", flagged);
        return values;
    }
}
