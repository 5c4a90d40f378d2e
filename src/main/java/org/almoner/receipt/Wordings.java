package org.almoner.receipt;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The templates that are in force on a day, a few hundred at most; read once for many receipts. */
final class Wordings {

    private record Scoped(Long entity, Long campaign, Long fund, String language, Wording.Version version) {

        boolean holds(long entity, Long campaign, Long fund, String language) {
            return this.language.equals(language)
                    && (this.entity == null || this.entity == entity)
                    && (this.campaign == null || this.campaign.equals(campaign))
                    && (this.fund == null || this.fund.equals(fund));
        }
    }

    private final List<Scoped> inForce;

    private Wordings(List<Scoped> inForce) {
        this.inForce = inForce;
    }

    /** Of each scope the version that is in force on a day. */
    static Wordings read(Handle handle, LocalDate day) {
        return new Wordings(handle.createQuery(IN_FORCE)
                .bind("day", day)
                .map((row, context) -> new Scoped(
                        row.getObject("legal_entity_id", Long.class),
                        row.getObject("campaign_id", Long.class),
                        row.getObject("fund_id", Long.class),
                        row.getString("language"),
                        version(row)))
                .list());
    }

    /**
     * What speaks for a gift.
     *
     * @param entity the legal entity that got it
     * @param campaign of the gift, or null
     * @param fund of the gift, or null
     */
    Wording of(long entity, Long campaign, Long fund, Locale language) {
        if (inForce.isEmpty()) {
            return Wording.BUILT_IN;
        }
        return new Wording(inForce.stream()
                .filter(one -> one.holds(entity, campaign, fund, language.getLanguage()))
                .map(Scoped::version)
                .toList());
    }

    /** The versions of some ids that are written in a language, in the order of the ids. */
    static Wording of(Handle handle, Collection<Long> ids, Locale language) {
        if (ids.isEmpty()) {
            return Wording.BUILT_IN;
        }
        return new Wording(handle.createQuery(
                        """
                        select t.* from unnest(:ids) with ordinality asked (id, place)
                        join receipt_template t on t.id = asked.id and t.language = :language order by asked.place
                        """)
                .bindArray("ids", Long.class, ids.toArray())
                .bind("language", language.getLanguage())
                .map((row, context) -> version(row))
                .list());
    }

    static Wording.Version version(ResultSet row) throws SQLException {
        return new Wording.Version(row.getLong("id"), words(row));
    }

    static Map<Passage, String> words(ResultSet row) throws SQLException {
        var words = new EnumMap<Passage, String>(Passage.class);
        for (Passage passage : Passage.values()) {
            words.put(passage, row.getString(passage.column()));
        }
        return words;
    }

    /** A campaign is narrower than a fund, which lasts longer, and a fund than an issuer. */
    private static final String IN_FORCE =
            """
            select * from (select distinct on (legal_entity_id, campaign_id, fund_id, language) *
                           from receipt_template where state = 'APPROVED' and in_force_from <= :day
                           order by legal_entity_id, campaign_id, fund_id, language, in_force_from desc, version desc) t
            order by campaign_id is null, fund_id is null, legal_entity_id is null
            """;
}
