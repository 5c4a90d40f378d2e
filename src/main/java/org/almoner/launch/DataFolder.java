package org.almoner.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * The folder that belongs to one running server: its lock, its database and the files it unpacks from its own jar. The
 * lock is the operating system's, held by the open file, so it is gone with the process however that ends.
 */
final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel lockFile;
    private final Set<Path> inUse = new HashSet<>();

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder if need be and takes it.
     *
     * @throws Problem when it cannot be written or another server has it
     */
    static DataFolder take(Path folder) {
        var root = folder.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                onlyForOwner(root);
            }
            var channel =
                    FileChannel.open(root.resolve("almoner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new Problem("Another Almoner is running on ALMONER_DATA_DIR " + root
                        + ": stop it, or give this one a folder of its own");
            }
            Files.createDirectories(root.resolve("runtime"));
            return new DataFolder(root, channel);
        } catch (IOException e) {
            throw new Problem(
                    "ALMONER_DATA_DIR " + root + " cannot be written (" + reason(e) + "): write a folder that can");
        }
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** An empty folder of that name, whatever was there before. */
    Path emptied(String name) throws IOException {
        var folder = root.resolve(name);
        delete(folder);
        Files.createDirectories(folder);
        return folder;
    }

    /**
     * The file that the entry of our jar is unpacked to. Its folder has the entry's checksum as name, so an unchanged
     * entry is unpacked once.
     */
    Path unpacked(String entryName) throws IOException {
        try (var jar = new JarFile(ownJar().toFile())) {
            var entry = jar.getJarEntry(entryName);
            if (entry == null) {
                throw new Problem("This jar has no " + entryName + ": build it with mvn package");
            }
            var name = Path.of(entryName).getFileName();
            var file = root.resolve("runtime")
                    .resolve(Long.toHexString(entry.getCrc()) + '-' + entry.getSize())
                    .resolve(name);
            if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                Files.createDirectories(file.getParent());
                var part = file.resolveSibling(name + ".part");
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            inUse.add(file.getParent());
            return file;
        }
    }

    /** Removes what an older jar had unpacked. */
    void forgetOldFiles() throws IOException {
        try (var folders = Files.list(root.resolve("runtime"))) {
            for (var folder : (Iterable<Path>) folders::iterator) {
                if (folder.getFileName().toString().matches("[0-9a-f]+-\\d+") && !inUse.contains(folder)) {
                    delete(folder);
                }
            }
        }
    }

    static void onlyForOwner(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (var paths = Files.walk(tree)) {
                for (var path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The operating system's word for a failed file operation; Java's message is often the bare path. */
    static String reason(IOException e) {
        var words = e.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return e.getMessage() == null ? words : words + ": " + e.getMessage();
    }

    private static Path ownJar() {
        try {
            return Path.of(DataFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
