package org.almoner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.Resource;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the server has to give the application, asked from inside. */
@ExtendWith(ArquillianExtension.class)
class ContainerIT {

    @Inject
    private Jdbi jdbi;

    @Resource
    private UserTransaction transaction;

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Test
    void thePoolLeadsToTheMigratedSchema() {
        assertThat(number("select count(*) from flyway_schema_history where success"))
                .isPositive();
    }

    @Test
    void everyEntityFitsTheSchema() {
        assertThat(entities.getMetamodel().getEntities()).isNotEmpty().allSatisfy(entity -> assertThat(
                        entities.createQuery("select e from " + entity.getName() + " e", entity.getJavaType())
                                .setMaxResults(1)
                                .getResultList())
                .isNotNull());
    }

    @Test
    void jdbiJoinsTheContainersTransaction() throws Exception {
        var table = table();
        transaction.begin();
        jdbi.useHandle(handle -> handle.execute("insert into " + table + " values (1)"));
        transaction.rollback();
        assertThat(number("select count(*) from " + table)).isZero();

        transaction.begin();
        jdbi.useHandle(handle -> handle.execute("insert into " + table + " values (1)"));
        transaction.commit();
        assertThat(number("select count(*) from " + table)).isEqualTo(1);
    }

    @Test
    void outsideOneItHasItsOwn() {
        var table = table();

        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    handle.execute("insert into " + table + " values (1)");
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(number("select count(*) from " + table)).isZero();

        jdbi.useHandle(handle -> handle.execute("insert into " + table + " values (1)"));
        assertThat(number("select count(*) from " + table)).isEqualTo(1);
    }

    @Test
    void aBatchJobRunsOnOurDatabase() {
        var operator = BatchRuntime.getJobOperator();
        var id = operator.start("it-job", new Properties());

        await().atMost(Duration.ofMinutes(1))
                .until(() -> ended(operator.getJobExecution(id).getBatchStatus()));

        assertThat(operator.getJobExecution(id).getBatchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(operator.getStepExecutions(id).get(0).getExitStatus()).startsWith("MIGRATIONS ");
        assertThat(number("select count(*) from jbatchexecutioninstancedata where jobexecid = " + id))
                .isEqualTo(1);
    }

    private static boolean ended(BatchStatus status) {
        return status == BatchStatus.COMPLETED || status == BatchStatus.FAILED || status == BatchStatus.STOPPED;
    }

    private String table() {
        var name = "it_" + UUID.randomUUID().toString().replace("-", "");
        jdbi.useHandle(handle -> handle.execute("create table " + name + " (n int)"));
        return name;
    }

    private int number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
