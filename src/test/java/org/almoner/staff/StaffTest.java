package org.almoner.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Reason;
import org.almoner.database.TestDatabase;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StaffTest {

    private static final char[] PASSWORD = "correct horse battery".toCharArray();

    private Jdbi jdbi;
    private Staff staff;
    private Tokens tokens;

    @BeforeEach
    void freshDatabase() {
        jdbi = TestDatabase.books();
        var calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
        var trail = new AuditTrail(jdbi, calendar);
        staff = new Staff(jdbi, new Reversing(), trail, calendar);
        tokens = new Tokens(jdbi, trail, calendar);
    }

    @Test
    void theFirstAdministratorIsMadeOnlyWhenThereIsNobody() {
        assertThat(staff.createFirst(" First@Example.org ", PASSWORD)).isTrue();
        assertThat(staff.createFirst("second@example.org", PASSWORD)).isFalse();

        assertThat(staff.find("FIRST@example.org")).hasValueSatisfying(first -> {
            assertThat(first.email()).isEqualTo("first@example.org");
            assertThat(first.groups()).containsExactly("ADMINISTRATOR");
        });
        assertThat(staff.find("second@example.org")).isEmpty();
    }

    @Test
    void onlyTheRightPasswordOfAnActiveMemberLetsIn() {
        staff.createFirst("first@example.org", PASSWORD);
        var fin = staff.create("fin@example.org", "Fin", PASSWORD, Set.of(Role.FINANCE), "first@example.org");

        assertThat(staff.withPassword("Fin@Example.org ", PASSWORD)).contains(fin);
        assertThat(staff.withPassword("fin@example.org", "wrong".toCharArray())).isEmpty();
        assertThat(staff.withPassword("nobody@example.org", PASSWORD)).isEmpty();
        assertThat(staff.withPassword("nobody@example.org", "nobody's password".toCharArray()))
                .isEmpty();

        staff.change("fin@example.org", 1, null, null, false, null, "first@example.org");
        assertThat(staff.withPassword("fin@example.org", PASSWORD)).isEmpty();
    }

    @Test
    void refusesWhatDoesNotHold() {
        staff.createFirst("first@example.org", PASSWORD);

        assertThatThrownBy(() -> staff.create("no address", " ", "short".toCharArray(), Set.of(), "x"))
                .isInstanceOfSatisfying(Rejection.class, rejection -> {
                    assertThat(rejection.reason()).isEqualTo(Reason.INVALID);
                    assertThat(rejection.faults())
                            .extracting(Rejection.Fault::field)
                            .containsExactly("email", "name", "password");
                });
        assertRejected(Reason.DUPLICATE, () -> staff.create("FIRST@example.org", "F", PASSWORD, Set.of(), "x"));
        assertRejected(Reason.UNKNOWN, () -> staff.change("no@example.org", 1, "N", null, null, null, "x"));
        assertRejected(Reason.STALE, () -> staff.change("first@example.org", 7, "N", null, null, null, "x"));
    }

    @Test
    void theLastAdministratorStays() {
        staff.createFirst("first@example.org", PASSWORD);

        // in the container the transaction takes the change back; here the refusal itself is what counts
        assertThatThrownBy(() -> staff.change("first@example.org", 1, null, null, false, null, "x"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("last active administrator");
    }

    @Test
    void aRoleForOneAffiliateGivesNothingForAll() {
        staff.createFirst("first@example.org", PASSWORD);
        jdbi.useHandle(handle -> handle.execute(
                "insert into staff_role (staff_id, role, affiliate_id) select id, 'FINANCE', 1 from staff"));

        assertThat(staff.find("first@example.org").orElseThrow().roles()).containsExactly(Role.ADMINISTRATOR);
    }

    @Test
    void aTokenActsForItsHolderUntilItIsRevoked() {
        staff.createFirst("first@example.org", PASSWORD);

        var issued = tokens.issue("first@example.org", " nightly export ");

        assertThat(issued.secret()).matches("alm_[A-Za-z0-9_-]{43}");
        assertThat(issued.token().name()).isEqualTo("nightly export");
        assertThat(tokens.holder(issued.secret()))
                .hasValueSatisfying(holder -> assertThat(holder.email()).isEqualTo("first@example.org"));
        assertThat(tokens.list("first@example.org").get(0).lastUsedAt()).isNotNull();
        assertThat(tokens.holder(issued.secret() + "x")).isEmpty();
        assertThat(tokens.holder("nonsense")).isEmpty();
        assertThat(stored()).doesNotContain(issued.secret());

        tokens.revoke("first@example.org", issued.token().id());

        assertThat(tokens.holder(issued.secret())).isEmpty();
        assertRejected(
                Reason.UNKNOWN,
                () -> tokens.revoke("first@example.org", issued.token().id()));
    }

    @Test
    void aTokenOfAClosedAccountIsWorthNothing() {
        staff.createFirst("first@example.org", PASSWORD);
        staff.create("fin@example.org", "Fin", PASSWORD, Set.of(Role.FINANCE), "x");
        var issued = tokens.issue("fin@example.org", "export");

        staff.change("fin@example.org", 1, null, null, false, null, "x");

        assertThat(tokens.holder(issued.secret())).isEmpty();
    }

    @Test
    void nobodyRevokesTheTokenOfSomebodyElse() {
        staff.createFirst("first@example.org", PASSWORD);
        staff.create("fin@example.org", "Fin", PASSWORD, Set.of(), "x");
        var issued = tokens.issue("first@example.org", "export");

        assertRejected(
                Reason.UNKNOWN,
                () -> tokens.revoke("fin@example.org", issued.token().id()));
    }

    private String stored() {
        return jdbi.withHandle(handle -> handle.createQuery("select string_agg(t::text, ' ') from api_token t")
                .mapTo(String.class)
                .one());
    }

    private static void assertRejected(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                .isEqualTo(reason));
    }

    /** No hash at all, but one that tells right from wrong; the real one is the server's. */
    private static final class Reversing implements Pbkdf2PasswordHash {
        @Override
        public void initialize(Map<String, String> parameters) {
            assertThat(parameters).containsKey("Pbkdf2PasswordHash.Iterations");
        }

        @Override
        public String generate(char[] password) {
            return new StringBuilder(new String(password)).reverse().toString();
        }

        @Override
        public boolean verify(char[] password, String hashed) {
            return generate(password).equals(hashed);
        }
    }
}
