package dev.leat.testkit.server.search;

import java.util.Arrays;

/** Which server to start, chosen by the system property {@code leat.test.search}. */
enum SearchFlavour {
    ELASTICSEARCH_8("elasticsearch8");

    private static final String PROPERTY = "leat.test.search";

    private final String name;

    SearchFlavour(String name) {
        this.name = name;
    }

    static SearchFlavour wanted() {
        String wanted = System.getProperty(PROPERTY, ELASTICSEARCH_8.name);
        return Arrays.stream(values())
                .filter(flavour -> flavour.name.equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("-D" + PROPERTY + "=" + wanted + " is none of " + names()));
    }

    /** As in the property, and of the list of its jars. */
    @Override
    public String toString() {
        return name;
    }

    private static String names() {
        return String.join(
                ", ", Arrays.stream(values()).map(flavour -> flavour.name).toList());
    }
}
