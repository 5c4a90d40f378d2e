package org.almoner.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Payara Micro with the WAR at the root, in this JVM. */
final class PayaraServer implements AutoCloseable {

    private static final String INNER = "MICRO-INF/runtime/";

    private final Object boot;

    private PayaraServer(Object boot) {
        this.boot = boot;
    }

    /**
     * Boots it and deploys.
     *
     * @throws Problem when the application does not deploy; the log has said why
     */
    static PayaraServer start(DataFolder folder, Settings settings, Path logging) {
        try {
            var micro = folder.unpacked("almoner/payara-micro.jar");
            var root = folder.emptied("runtime/payara");
            var war = folder.unpacked("almoner/almoner.war");
            var arguments = List.of(
                            "--nocluster",
                            "--disablephonehome",
                            "--port",
                            Integer.toString(settings.httpPort()),
                            "--maxhttpthreads",
                            "64",
                            "--minhttpthreads",
                            "8",
                            "--rootdir",
                            root.toString(),
                            "--logproperties",
                            logging.toString(),
                            "--prebootcommandfile",
                            folder.unpacked("payara-config/pre-boot.asadmin").toString(),
                            "--postbootcommandfile",
                            folder.unpacked("payara-config/post-boot.asadmin").toString(),
                            "--contextroot",
                            "/",
                            "--deploy",
                            war.toString())
                    .toArray(String[]::new);
            System.setProperty("fish.payara.micro.BootJar", micro.toUri().toString());
            // Its security policy trusts the jars of the folder that this names.
            System.setProperty("fish.payara.micro.UnpackDir", micro.getParent().toString());
            var loader = classLoader(micro, root);
            Thread.currentThread().setContextClassLoader(loader);
            var server = loader.loadClass("fish.payara.micro.impl.PayaraMicroImpl");
            return new PayaraServer(server.getMethod("create", String[].class).invoke(null, (Object) arguments));
        } catch (InvocationTargetException e) {
            throw new Problem("Payara Micro did not start with the application: " + rootCause(e));
        } catch (IOException e) {
            throw new Problem("ALMONER_DATA_DIR cannot be written (" + DataFolder.reason(e) + ")");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Payara Micro is not the one we were built with", e);
        }
    }

    /** Undeploys and stops; returns when both are done. */
    @Override
    public void close() {
        try {
            boot.getClass().getMethod("shutdown").invoke(boot);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Payara Micro did not stop: " + rootCause(e), e);
        }
    }

    /**
     * Payara's own kind of class loader over the jars within its jar, which are unpacked beside it once. Payara's own
     * launcher unpacks them at every start into its root folder, and puts them below the class path of the system,
     * where they would meet the launcher's libraries.
     */
    private static ClassLoader classLoader(Path micro, Path root) throws IOException, ReflectiveOperationException {
        var boot = new URLClassLoader(new URL[] {micro.toUri().toURL()}, new Window());
        var inner = new ArrayList<URL>();
        try (var jar = new JarFile(micro.toFile())) {
            for (var entry : entries(jar)) {
                var name = entry.getName().startsWith(INNER) ? entry.getName().substring(INNER.length()) : "";
                if (name.endsWith(".jar")) {
                    var file = micro.resolveSibling(name);
                    if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                        copy(jar, entry, file);
                    }
                    inner.add(file.toUri().toURL());
                } else if (name.endsWith(".rar")) {
                    unpackAdapter(jar, entry, root.resolve("lib/install/applications"));
                }
            }
        }
        return (ClassLoader) boot.loadClass("fish.payara.micro.boot.loader.OpenURLClassLoader")
                .getConstructor(URL[].class, ClassLoader.class)
                .newInstance(inner.toArray(URL[]::new), boot);
    }

    /** A resource adapter is looked for as a folder below the root. */
    private static void unpackAdapter(JarFile jar, JarEntry entry, Path applications) throws IOException {
        var name = Path.of(entry.getName()).getFileName().toString();
        var packed = applications.resolve(name);
        Files.createDirectories(applications);
        copy(jar, entry, packed);
        try (var adapter = new JarFile(packed.toFile())) {
            var folder = applications.resolve(name.substring(0, name.length() - ".rar".length()));
            for (var part : entries(adapter)) {
                if (!part.isDirectory()) {
                    var file = folder.resolve(part.getName());
                    Files.createDirectories(file.getParent());
                    copy(adapter, part, file);
                }
            }
        }
        Files.delete(packed);
    }

    private static Iterable<JarEntry> entries(JarFile jar) {
        return jar.stream()::iterator;
    }

    private static void copy(JarFile jar, JarEntry entry, Path file) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String rootCause(Throwable problem) {
        var cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /**
     * What the server sees of us: the data source, the log format and the PostgreSQL driver, one copy for all. Flyway
     * and the other libraries of the launcher stay out of its sight.
     */
    private static final class Window extends ClassLoader {

        Window() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.postgresql.") || name.startsWith("org.almoner.launch.")) {
                return ClassLoader.getSystemClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
