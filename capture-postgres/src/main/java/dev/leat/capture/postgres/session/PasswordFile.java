package dev.leat.capture.postgres.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which libpq looks for passwords, read by its rules, anew for each connection.
 *
 * <pre>
 *   # a comment
 *   hostname:port:database:username:password
 * </pre>
 *
 * <p>{@code *} fits anything, a backslash takes the meaning from a colon or another backslash, and the first line that fits
 * counts. A file that others than its owner may read is not used. The driver reads such files as well, but does not mind who
 * else does.
 */
public record PasswordFile(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);

    private static final String ANYTHING = "*";
    private static final int FIELDS = 5;
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    /** The one of the user that runs the process: what the variable PGPASSFILE names, or .pgpass in the home folder. */
    public static PasswordFile ofUser() {
        String named = System.getenv("PGPASSFILE");
        return new PasswordFile(
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".pgpass")
                        : Path.of(named));
    }

    /** The password for this login. */
    Optional<Secret> find(Host host, String database, String user) {
        if (!Files.isRegularFile(file) || isOpenToOthers()) {
            return Optional.empty();
        }
        List<String> wanted = List.of(host.name(), Integer.toString(host.port()), database, user);
        try {
            // bytes that are not UTF-8 do no harm in lines that are about others
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(PasswordFile::fields)
                    .filter(fields -> fits(fields, wanted))
                    .findFirst()
                    .map(fields -> new Secret(unescaped(fields.get(FIELDS - 1))));
        } catch (IOException unreadable) {
            LOG.debug("the password file cannot be read", unreadable);
            return Optional.empty();
        }
    }

    /** Why a file that is there is not used, and what to do; empty if it is used, or there is none. */
    public Optional<String> refusal() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (isOpenToOthers()) {
            return Optional.of("the password file " + file
                    + " is not used, since others than its owner have access to it: chmod 600 " + file);
        }
        return Files.isReadable(file)
                ? Optional.empty()
                : Optional.of("the password file " + file + " cannot be read: chown it to who runs leat");
    }

    /** Where a file system knows no such permissions, libpq does not look at them either. */
    private boolean isOpenToOthers() {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
        } catch (UnsupportedOperationException noPosix) {
            return false;
        } catch (IOException gone) {
            LOG.debug("the permissions of the password file cannot be read", gone);
            return true;
        }
    }

    /** Cuts a line at its colons, the escapes still in it; what is behind a fifth field does not count. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == ':') {
                fields.add(line.substring(begin, i));
                begin = i + 1;
            }
        }
        fields.add(line.substring(begin));
        return fields;
    }

    private static boolean fits(List<String> fields, List<String> wanted) {
        if (fields.size() < FIELDS) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals(ANYTHING) && !unescaped(fields.get(i)).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 1 < field.length()) {
                i++;
            }
            text.append(field.charAt(i));
        }
        return text.toString();
    }
}
