package org.almoner.database;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;

/** Decides for each handle, when it is opened, whose transaction it is in: the container's, or its own. */
final class ContainerTransactions extends DelegatingTransactionHandler {

    ContainerTransactions() {
        super(LocalTransactionHandler.binding());
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return containerHasOne() ? new CMTTransactionHandler() : super.specialize(handle);
    }

    /** False outside a server too, where there is no registry to ask. */
    private static boolean containerHasOne() {
        try {
            var registry = (TransactionSynchronizationRegistry)
                    new InitialContext().lookup("java:comp/TransactionSynchronizationRegistry");
            return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
        } catch (NamingException e) {
            return false;
        }
    }
}
