package dev.leat.capture.postgres.value;

/** OIDs of built-in types, fixed for ever: {@code pg_type.dat} of the server's sources. */
final class Oids {
    static final int BOOL = 16;
    static final int BYTEA = 17;
    static final int CHAR = 18;
    static final int NAME = 19;
    static final int INT8 = 20;
    static final int INT2 = 21;
    static final int INT2VECTOR = 22;
    static final int INT4 = 23;
    static final int TEXT = 25;
    static final int OIDVECTOR = 30;
    static final int JSON = 114;
    static final int XML = 142;
    static final int FLOAT4 = 700;
    static final int FLOAT8 = 701;
    static final int BPCHAR = 1042;
    static final int VARCHAR = 1043;
    static final int DATE = 1082;
    static final int TIME = 1083;
    static final int TIMESTAMP = 1114;
    static final int TIMESTAMPTZ = 1184;
    static final int INTERVAL = 1186;
    static final int BIT = 1560;
    static final int VARBIT = 1562;
    static final int NUMERIC = 1700;
    static final int UUID = 2950;
    static final int JSONB = 3802;

    /** {@code FirstNormalObjectId}: lower ones come with the server. */
    private static final int FIRST_NORMAL = 16384;

    private Oids() {}

    static boolean isBuiltIn(int oid) {
        return Integer.compareUnsigned(oid, FIRST_NORMAL) < 0;
    }
}
