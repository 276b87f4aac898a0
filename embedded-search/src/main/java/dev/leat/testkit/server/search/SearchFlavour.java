package dev.leat.testkit.server.search;

import java.util.Arrays;

/** Which server to start, chosen by the system property {@code leat.test.search}. */
enum SearchFlavour {
    ELASTICSEARCH_8("elasticsearch8", 17),
    ELASTICSEARCH_9("elasticsearch9", 21),
    OPENSEARCH_2("opensearch2", 17),
    OPENSEARCH_3("opensearch3", 21),
    /** Speaks TLS and knows users. */
    OPENSEARCH_3_SECURITY("opensearch3-security", 21);

    private static final String PROPERTY = "leat.test.search";

    private final String name;
    private final int oldestJava;

    SearchFlavour(String name, int oldestJava) {
        this.name = name;
        this.oldestJava = oldestJava;
    }

    static SearchFlavour wanted() {
        String wanted = System.getProperty(PROPERTY, ELASTICSEARCH_8.name);
        return Arrays.stream(values())
                .filter(flavour -> flavour.name.equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("-D" + PROPERTY + "=" + wanted + " is none of " + names()));
    }

    /** The oldest Java that it runs on. */
    int oldestJava() {
        return oldestJava;
    }

    /** The main class of its process. */
    String mainClass() {
        return switch (this) {
            case ELASTICSEARCH_8, ELASTICSEARCH_9 -> ElasticsearchNode.class.getName();
            case OPENSEARCH_2, OPENSEARCH_3, OPENSEARCH_3_SECURITY -> OpenSearchNode.class.getName();
        };
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
