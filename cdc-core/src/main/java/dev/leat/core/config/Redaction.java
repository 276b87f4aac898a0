package dev.leat.core.config;

import java.util.regex.Pattern;

/** Hides what must not be shown of a text that may hold a password. */
public final class Redaction {
    /** Stands where something was hidden. */
    public static final String MASK = "***";

    /** Up to the last at sign, since a password that was not percent-encoded may hold slashes and colons. */
    private static final Pattern USER_INFO = Pattern.compile("://[^\\s\"']*@");

    private static final Pattern PARAMETER = Pattern.compile(
            "([?&;][^=&;?\\s]*(?:pass|pwd|secret|token|key)[^=&;?\\s]*=)[^&;\\s\"']*", Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    /** The text without the user and password of URLs in it and without parameters that sound like secrets. */
    public static String mask(String text) {
        String masked = USER_INFO.matcher(text).replaceAll("://" + MASK + "@");
        return PARAMETER.matcher(masked).replaceAll("$1" + MASK);
    }
}
