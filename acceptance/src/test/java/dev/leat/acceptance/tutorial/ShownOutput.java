package dev.leat.acceptance.tutorial;

import java.util.regex.Pattern;

/**
 * What a page says that a command says. An ellipsis stands for any text in its line, and alone for any number of lines; white
 * space at the ends of lines is not compared.
 */
record ShownOutput(String text) {
    private static final String ANY = "…";

    boolean matches(String actual) {
        StringBuilder pattern = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.strip().equals(ANY)) {
                pattern.append("(?:.*\n)*");
            } else {
                String[] fixed = line.stripTrailing().split(ANY, -1);
                for (int i = 0; i < fixed.length; i++) {
                    pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(fixed[i]));
                }
                pattern.append("\n");
            }
        }
        String lines = actual.lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
        return Pattern.matches(pattern.toString(), lines);
    }
}
