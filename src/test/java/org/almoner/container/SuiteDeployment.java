package org.almoner.container;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import org.almoner.launch.Schema;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.eu.ingwar.tools.arquillian.extension.suite.annotations.ArquillianSuiteDeployment;
import org.hamcrest.Matcher;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The one deployment of the in-container tests: the WAR as packaged, with the tests of this package in it, on a Payara
 * Micro and a database that live as long as the test JVM. The tests share its data, so each has its own.
 */
@ArquillianSuiteDeployment
public class SuiteDeployment {

    @Deployment
    public static WebArchive almoner() throws IOException, URISyntaxException {
        var postgres = EmbeddedPostgres.builder().start();
        Schema.migrate(postgres.getPostgresDatabase());
        Files.writeString(Path.of("target/payara/post-boot.asadmin"), bootCommands(postgres.getPort()));
        return ShrinkWrap.create(ZipImporter.class, "almoner-it.war")
                .importFrom(new File("target/almoner.war"))
                .as(WebArchive.class)
                .addPackage(SuiteDeployment.class.getPackage())
                .deleteClass(SuiteDeployment.class)
                .addAsResource("it-job.xml", "META-INF/batch-jobs/it-job.xml")
                .addAsLibrary(jarOf(Assertions.class))
                .addAsLibrary(jarOf(ByteBuddy.class))
                .addAsLibrary(jarOf(Awaitility.class))
                .addAsLibrary(jarOf(Matcher.class));
    }

    /** Those of production, with the plain driver's data source in place of the launcher's, which is not there. */
    private static String bootCommands(int port) throws IOException {
        var production = Files.readString(Path.of("payara-config/post-boot.asadmin"));
        var commands = production.replace(
                "--datasourceclassname=org.almoner.launch.AlmonerDataSource",
                "--datasourceclassname=org.postgresql.ds.PGSimpleDataSource --property=serverName=127.0.0.1:portNumber="
                        + port + ":databaseName=postgres:user=postgres:password=postgres:reWriteBatchedInserts=true");
        Assertions.assertThat(commands).isNotEqualTo(production);
        return "create-system-properties almoner.database.url=jdbc\\:postgresql\\://127.0.0.1\\:" + port + "/postgres\n"
                + "create-system-properties almoner.database.user=postgres\n"
                + "create-system-properties almoner.database.password=postgres\n"
                + commands;
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
