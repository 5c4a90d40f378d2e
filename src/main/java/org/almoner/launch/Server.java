package org.almoner.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One running Almoner: folder, database, Payara Micro, started in this order and stopped in the other. */
final class Server {

    private static final Logger LOG = Logger.getLogger(Server.class.getName());

    private final Settings settings;
    private final String logging;
    private DataFolder folder;
    private EmbeddedDatabase database;
    private PayaraServer payara;

    /** @param logging the log's configuration, as properties */
    Server(Settings settings, String logging) {
        this.settings = settings;
        this.logging = logging;
    }

    /**
     * Returns when the server answers that it is ready.
     *
     * @throws Problem when something around us has to be mended first
     */
    void start() throws IOException {
        settings.warnings().forEach(LOG::warning);
        requireFreePort();
        folder = DataFolder.take(settings.dataFolder());
        if (settings.get(Setting.ALMONER_DATABASE_URL).isEmpty()) {
            database = EmbeddedDatabase.start(folder);
            System.setProperty(Setting.ALMONER_DATABASE_URL.property(), database.url());
            System.setProperty(Setting.ALMONER_DATABASE_USER.property(), database.user());
            System.setProperty(Setting.ALMONER_DATABASE_PASSWORD.property(), database.password());
        }
        LOG.info("The schema is at version "
                + Schema.migrate(new AlmonerDataSource(), settings.require(Setting.ALMONER_TIME_ZONE)));
        payara = PayaraServer.start(folder, settings, Logging.write(folder, logging));
        new Readiness(settings).await();
        folder.forgetOldFiles();
        LOG.info("Almoner is ready on " + settings.localUrl());
    }

    private void requireFreePort() {
        var bind = settings.require(Setting.ALMONER_HTTP_BIND);
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), settings.httpPort()));
        } catch (IOException e) {
            throw new Problem(
                    "Cannot listen on ALMONER_HTTP_BIND " + bind + " with ALMONER_HTTP_PORT " + settings.httpPort()
                            + " (" + e.getMessage() + "): write an address of this machine and a free port");
        }
    }

    /** Lets running requests end, then stops the application and its jobs, then the database. */
    void stop() {
        try {
            if (payara != null) {
                LOG.info("Stopping: no new requests, waiting for the running ones");
                new Readiness(settings).drain();
                payara.close();
                Logging.apply(logging);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "The application did not stop in order", e);
        } finally {
            stopDatabase();
        }
    }

    /** Also the way out of a start that failed. */
    void stopDatabase() {
        if (database != null) {
            database.close();
        }
        LOG.info("Almoner has stopped");
    }
}
