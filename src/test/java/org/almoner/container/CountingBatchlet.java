package org.almoner.container;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jdbi.v3.core.Jdbi;

/** A job step that asks the database, to prove that a step is a bean and has the pool. */
@Named
@Dependent
public class CountingBatchlet extends AbstractBatchlet {

    @Inject
    private Jdbi jdbi;

    @Override
    public String process() {
        return "MIGRATIONS "
                + jdbi.withHandle(
                        handle -> handle.createQuery("select count(*) from flyway_schema_history where success")
                                .mapTo(Integer.class)
                                .one());
    }
}
