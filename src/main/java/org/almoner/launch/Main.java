package org.almoner.launch;

import java.nio.file.Path;
import java.util.TimeZone;
import java.util.logging.Logger;

/** The command: {@code java -jar almoner.jar}. */
public final class Main {

    private static final Logger LOG = Logger.getLogger(Main.class.getName());

    private Main() {}

    /** Starts the server and returns; the server's threads go on until the process is told to stop. */
    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        var settings = Settings.read(System.getenv(), System.getProperties());
        settings.publish();
        var properties = Logging.start(settings);
        var folder = DataFolder.take(settings.dataFolder());
        if (settings.get(Setting.ALMONER_DATABASE_URL).isEmpty()) {
            var database = EmbeddedDatabase.start(folder);
            System.setProperty("almoner.database.url", database.url());
            System.setProperty("almoner.database.user", database.user());
            System.setProperty("almoner.database.password", database.password());
        }
        LOG.info("Schema is at " + Schema.migrate(new AlmonerDataSource()));
        Path logging = Logging.write(folder, properties);
        var payara = PayaraServer.start(folder, settings, logging);
        LOG.info("ready");
    }
}
