package dev.leat.testkit.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An unpacked server of the MySQL family.
 *
 * @param product what it is and of which version, for people
 * @param command starts it, but for its arguments
 * @param settings that tell it where its files are and what every server of ours has
 * @param withoutTls the setting that switches TLS off
 * @param template a data folder that was initialised, with both roles, and never started since
 */
record MysqldProgram(
        String product,
        List<String> command,
        Map<String, String> settings,
        Map.Entry<String, String> withoutTls,
        Path template) {
    /** Has every right. */
    static final String ROOT = "root";

    /** The role a pipeline would use. */
    static final String USER = "leat";

    /** Of both: with the characters that need escaping in a URL. */
    static final String PASSWORD = "p@ss:w/rd%";
}
