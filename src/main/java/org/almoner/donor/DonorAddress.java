package org.almoner.donor;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.almoner.database.TextArrayColumn;

/**
 * Where a donor could be reached from one moment to another.
 *
 * <p>It begins when somebody writes it, ends when another takes its place, and is kept, because a receipt that was sent
 * there must remain explicable.
 */
@Entity
@Table(name = "donor_address")
public class DonorAddress {

    /** The one letters go to; billing addresses come from payments. */
    static final String POSTAL = "POSTAL";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private Long id;

    @NotNull
    @Column(name = "donor_id", updatable = false)
    private Long donorId;

    @NotNull
    @Column(name = "kind", updatable = false)
    private String kind = POSTAL;

    @NotEmpty(message = "write at least one line, or null for no address")
    @Size(max = 6, message = "write at most 6 lines")
    @Convert(converter = TextArrayColumn.class)
    @Column(name = "lines", updatable = false)
    private List<@Size(max = 200, message = "write lines of at most 200 characters") String> lines;

    @Size(max = 20, message = "write at most 20 characters")
    @Column(name = "postcode", updatable = false)
    private String postcode;

    @Size(max = 100, message = "write at most 100 characters")
    @Column(name = "city", updatable = false)
    private String city;

    @Size(max = 100, message = "write at most 100 characters")
    @Column(name = "region", updatable = false)
    private String region;

    @Pattern(regexp = "[A-Z]{2}", message = "write the country's two capital letters, such as DE, or null")
    @Column(name = "country", updatable = false)
    private String country;

    @NotNull
    @Column(name = "since", updatable = false)
    private Instant since;

    @Column(name = "until")
    private Instant until;

    protected DonorAddress() {}

    DonorAddress(Long donorId, DonorDraft.Address address, Instant since) {
        this.donorId = donorId;
        this.lines = List.copyOf(address.lines());
        this.postcode = address.postcode();
        this.city = address.city();
        this.region = address.region();
        this.country = address.country();
        this.since = since;
    }

    boolean says(DonorDraft.Address address) {
        return address != null && new DonorDraft.Address(lines, postcode, city, region, country).equals(address);
    }

    void end(Instant now) {
        until = now;
    }
}
