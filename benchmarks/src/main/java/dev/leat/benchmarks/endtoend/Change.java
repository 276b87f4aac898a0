package dev.leat.benchmarks.endtoend;

/** Tells changes of rows among the messages of pgoutput by their tags. */
final class Change {
    private Change() {}

    static boolean isTag(byte tag) {
        return tag == 'I' || tag == 'U' || tag == 'D';
    }
}
