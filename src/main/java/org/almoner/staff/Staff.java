package org.almoner.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The accounts of staff. Every change leaves a line in the audit trail; passwords are kept as PBKDF2 only. */
@ApplicationScoped
public class Staff {

    private static final int PASSWORD_MIN = 12;
    private static final int PASSWORD_MAX = 200;
    private static final int TEXT_MAX = 200;

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";

    /** OWASP's password storage cheat sheet, 2023: 210,000 rounds for SHA-512. */
    private static final String ITERATIONS = "210000";

    private static final Map<String, String> HASHING = Map.of(
            "Pbkdf2PasswordHash.Algorithm",
            ALGORITHM,
            "Pbkdf2PasswordHash.Iterations",
            ITERATIONS,
            "Pbkdf2PasswordHash.SaltSizeBytes",
            "32",
            "Pbkdf2PasswordHash.KeySizeBytes",
            "32");

    // As costly to compare as a real one, and no password has it: written down, since hashing one would delay every
    // start.
    private static final String NOBODYS_HASH = ALGORITHM + ":" + ITERATIONS + ":"
            + Base64.getEncoder().encodeToString(new byte[32]) + ":"
            + Base64.getEncoder().encodeToString(new byte[32]);

    private static final String MEMBERS =
            """
            select s.*, array(select r.role from staff_role r where r.staff_id = s.id and r.affiliate_id is null
                              order by r.role) as roles
            from staff s where %s""";

    private Jdbi jdbi;
    private Pbkdf2PasswordHash hash;
    private AuditTrail trail;
    private Calendar calendar;

    protected Staff() {}

    @Inject
    public Staff(Jdbi jdbi, Pbkdf2PasswordHash hash, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.hash = hash;
        this.trail = trail;
        this.calendar = calendar;
        hash.initialize(HASHING);
    }

    /** An e-mail address as accounts are found by it. */
    public static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    /** Whoever has this e-mail address, active or not. */
    public Optional<StaffMember> find(String email) {
        return select(new Filter().and("lower(s.email) = ?", key(email)), 1).stream()
                .findFirst();
    }

    /** The active member whose password this is; takes equally long whether or not there is such a member. */
    public Optional<StaffMember> withPassword(String email, char[] password) {
        Optional<String> known = jdbi.withHandle(
                handle -> handle.createQuery("select password_hash from staff where lower(email) = ? and active")
                        .bind(0, key(email))
                        .mapTo(String.class)
                        .findOne());
        var right = hash.verify(password, known.orElse(NOBODYS_HASH));
        return right && known.isPresent() ? find(email) : Optional.empty();
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<StaffMember> page(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("s.id > ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, limit + 1), limit, member -> Cursor.of(member.id()));
    }

    /**
     * The very first account, an administrator, if there is no account at all.
     *
     * @return whether it was made
     */
    @Transactional
    public boolean createFirst(String email, char[] password) {
        return jdbi.withHandle(handle -> {
            // two nodes may start at the same moment on the same empty database
            handle.execute("select pg_advisory_xact_lock(hashtext('almoner first account'))");
            if (handle.createQuery("select exists (select 1 from staff)")
                    .mapTo(Boolean.class)
                    .one()) {
                return false;
            }
            insert(handle, key(email), "Administrator", password, EnumSet.of(Role.ADMINISTRATOR));
            trail.record("system", "staff.created", "staff", key(email), Map.of("role", Role.ADMINISTRATOR.name()));
            return true;
        });
    }

    /**
     * A new account.
     *
     * @throws Rejection if the address is taken or a value does not hold
     */
    @Transactional
    public StaffMember create(String email, String name, char[] password, Set<Role> roles, String actor) {
        var faults = new ArrayList<Rejection.Fault>();
        if (email == null || !email.strip().matches("[^@\\s]+@[^@\\s]+") || email.length() > TEXT_MAX) {
            faults.add(new Rejection.Fault("email", "write the e-mail address they sign in with"));
        }
        checkName(name, faults);
        checkPassword(password, faults);
        refuse(faults);
        if (find(email).isPresent()) {
            throw Rejection.duplicate("email", "there is an account for " + key(email) + " already; change that one");
        }
        jdbi.useHandle(handle -> insert(handle, key(email), name.strip(), password, roles));
        trail.record(actor, "staff.created", "staff", key(email), Map.of("roles", roles.toString()));
        return find(email).orElseThrow();
    }

    /**
     * Changes an account; a null leaves a value as it is.
     *
     * @param version the one that was read
     * @throws Rejection if there is no such account, it was changed meanwhile, a value does not hold, or nobody would be
     *     left to administer
     */
    @Transactional
    public StaffMember change(
            String email, int version, String name, char[] password, Boolean active, Set<Role> roles, String actor) {
        var before = find(email).orElseThrow(() -> Rejection.unknown("staff member " + email));
        if (before.version() != version) {
            throw Rejection.stale(version, before.version());
        }
        var faults = new ArrayList<Rejection.Fault>();
        if (name != null) {
            checkName(name, faults);
        }
        if (password != null) {
            checkPassword(password, faults);
        }
        refuse(faults);
        jdbi.useHandle(handle -> {
            var changed = handle.execute(
                    "update staff set name = ?, active = ?, password_hash = coalesce(?, password_hash),"
                            + " version = version + 1 where id = ? and version = ?",
                    name == null ? before.name() : name.strip(),
                    active == null ? before.active() : active,
                    password == null ? null : hash.generate(password),
                    before.id(),
                    version);
            if (changed == 0) {
                throw Rejection.stale(version, version + 1);
            }
            if (roles != null) {
                handle.execute("delete from staff_role where staff_id = ? and affiliate_id is null", before.id());
                grant(handle, before.id(), roles);
            }
            keepAnAdministrator(handle);
        });
        var after = find(email).orElseThrow();
        trail.record(
                actor,
                "staff.changed",
                "staff",
                before.email(),
                Map.of(
                        "name", after.name(),
                        "active", String.valueOf(after.active()),
                        "roles", after.roles().toString(),
                        "password", password == null ? "kept" : "changed"));
        return after;
    }

    private static void keepAnAdministrator(Handle handle) {
        var left = handle.createQuery("select exists (select 1 from staff s join staff_role r on r.staff_id = s.id"
                        + " where s.active and r.role = 'ADMINISTRATOR' and r.affiliate_id is null)")
                .mapTo(Boolean.class)
                .one();
        if (!left) {
            throw Rejection.invalid("roles", "this is the last active administrator; make another one first");
        }
    }

    private void insert(Handle handle, String email, String name, char[] password, Set<Role> roles) {
        long id = handle.createQuery(
                        "insert into staff (email, name, password_hash, created_at) values (?, ?, ?, ?) returning id")
                .bind(0, email)
                .bind(1, name)
                .bind(2, hash.generate(password))
                .bind(3, calendar.now())
                .mapTo(Long.class)
                .one();
        grant(handle, id, roles);
    }

    private static void grant(Handle handle, long id, Set<Role> roles) {
        roles.forEach(role -> handle.execute("insert into staff_role (staff_id, role) values (?, ?)", id, role.name()));
    }

    private static void checkName(String name, List<Rejection.Fault> faults) {
        if (name == null || name.isBlank() || name.length() > TEXT_MAX) {
            faults.add(new Rejection.Fault("name", "write a name of at most " + TEXT_MAX + " characters"));
        }
    }

    private static void checkPassword(char[] password, List<Rejection.Fault> faults) {
        if (password == null || password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) {
            faults.add(new Rejection.Fault(
                    "password", "write a password of " + PASSWORD_MIN + " to " + PASSWORD_MAX + " characters"));
        }
    }

    private static void refuse(List<Rejection.Fault> faults) {
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private List<StaffMember> select(Filter filter, int limit) {
        var sql = MEMBERS.formatted(filter.sql()) + " order by s.id limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> read(row))
                .list());
    }

    static StaffMember read(ResultSet row) throws SQLException {
        var roles = EnumSet.noneOf(Role.class);
        Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(Role::valueOf)
                .forEach(roles::add);
        return new StaffMember(
                row.getLong("id"),
                row.getString("email"),
                row.getString("name"),
                row.getBoolean("active"),
                roles,
                row.getTimestamp("created_at").toInstant(),
                row.getInt("version"));
    }
}
