package dev.leat.benchmarks.pgoutput;

/** The messages of a stream, one behind the other in one array; the same ones for the same workload and count. */
final class Recording {
    private final byte[] bytes;
    private final int[] ends;

    /**
     * @param bytes all messages
     * @param ends the index behind each message
     */
    Recording(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** So many rows of the workload. */
    static Recording of(Workload workload, int rowCount) {
        return RecordingWriter.write(workload, rowCount);
    }

    byte[] bytes() {
        return bytes;
    }

    int[] ends() {
        return ends;
    }
}
