package dev.leat.capture.mysql.session;

import org.jspecify.annotations.Nullable;

/**
 * Where to connect, as whom and how: everything a connection is opened with.
 *
 * @param password null: none
 */
public record Login(MySqlUrl url, String user, @Nullable Secret password, Tls tls) {

    /**
     * Puts the URL and the keys beside it together.
     *
     * @param user null: the URL's
     * @param password null: the URL's
     * @param tls null: {@code prefer} if the host is this machine, else {@code verify-full}
     * @throws IllegalArgumentException if a value is missing or given twice
     */
    public static Login of(MySqlUrl url, @Nullable String user, @Nullable Secret password, @Nullable Tls tls) {
        if (user != null && url.user() != null) {
            throw new IllegalArgumentException("the user stands in the url and under user: write it once");
        }
        if (password != null && url.password() != null) {
            throw new IllegalArgumentException("the password stands in the url and under password: write it once");
        }
        String name = user == null ? url.user() : user;
        if (name == null) {
            throw new IllegalArgumentException("no user given: write user: NAME, or mysql://NAME@...");
        }
        return new Login(
                url,
                name,
                password == null ? url.password() : password,
                tls == null ? new Tls(url.host().isLocal() ? Tls.Mode.PREFER : Tls.Mode.VERIFY_FULL) : tls);
    }

    @Override
    public String toString() {
        return user + " at " + url;
    }
}
