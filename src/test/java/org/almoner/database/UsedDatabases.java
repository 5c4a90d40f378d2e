package org.almoner.database;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * Drops the databases that a test made for itself when it has ended. Each is some thousand files, and when hundreds were
 * left to the end, stopping the server took so long that the test JVM was killed and its PostgreSQL stayed behind. What a
 * class makes before its first test is its own matter. Found by {@code junit-platform.properties}.
 */
public final class UsedDatabases implements TestInstancePreConstructCallback, AfterEachCallback {

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        TestDatabase.keepAll();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestDatabase.dropUnkept();
    }
}
