package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import org.almoner.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** A run that was killed goes on without a gap; how fast and how flat is what the bench says. */
class ReceiptRunTest {

    @Test
    void aRunThatIsKilledHalfwayEndsWithEveryNumberOnce() {
        var run = new ReceiptRun(TestDatabase.books(), 450);

        assertThat(run.run()).isPositive();
        assertThat(run.heaps()).isNotEmpty().allMatch(held -> held > 0);
    }
}
