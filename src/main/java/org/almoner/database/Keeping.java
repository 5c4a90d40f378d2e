package org.almoner.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.validation.Validator;
import java.sql.SQLException;

/** Puts entities into the database for their stores, so that whatever does not hold becomes a {@link Rejection}. */
@ApplicationScoped
public class Keeping {

    private static final String UNIQUE_VIOLATION = "23505";

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Inject
    private Validator validator;

    /**
     * Keeps a new entity.
     *
     * @throws Rejection if a value does not hold, or something like it exists already
     */
    public void add(Object entity) {
        Rejection.refuse(validator.validate(entity));
        entities.persist(entity);
        flush(0);
    }

    /**
     * Keeps what was changed in an entity.
     *
     * @param read the version the change was based on
     * @throws Rejection if a value does not hold, or somebody else was faster
     */
    public void change(Object entity, int read) {
        Rejection.refuse(validator.validate(entity));
        flush(read);
    }

    private void flush(int read) {
        try {
            entities.flush();
        } catch (OptimisticLockException e) {
            throw Rejection.stale(read, read + 1);
        } catch (PersistenceException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                    throw Rejection.duplicate("code", "something with this code exists already; choose another");
                }
            }
            throw e;
        }
    }
}
