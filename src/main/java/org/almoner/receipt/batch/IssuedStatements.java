package org.almoner.receipt.batch;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.receipt.YearlyStatements;
import org.almoner.reconcile.batch.CurrentStep;
import org.jdbi.v3.core.Jdbi;

/** Issues the statements of a chunk of donors in its transaction. */
@Dependent
@Named("issuedStatements")
public class IssuedStatements extends AbstractItemWriter {

    @Inject
    private YearlyStatements statements;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    public void writeItems(List<Object> donors) {
        jdbi.useHandle(handle -> {
            statements.issue(
                    handle,
                    step.date().getYear(),
                    donors.stream().map(Long.class::cast).toList());
            step.done(handle, donors.size());
        });
    }
}
