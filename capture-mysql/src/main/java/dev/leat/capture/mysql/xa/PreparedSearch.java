package dev.leat.capture.mysql.xa;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.Gtid;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.RowSelection;
import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.SideDump;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks in the log for a transaction that was prepared before the stream began: file by file backwards, each read forward, without its
 * rows. Single use.
 */
final class PreparedSearch {
    /** Beyond so many others nobody but the one that is looked for is remembered. */
    private static final int MAX_OTHERS = 10_000;

    private final PreparedLog log;
    private final String xid;
    private final Place end;

    /** Ended in a file that was read, and not prepared in it or in one behind it. */
    private final Set<String> ended = new HashSet<>();

    /** Prepared in a file that was read, and not ended since. */
    private final Map<String, Place> found = new LinkedHashMap<>();

    private boolean forgetsOthers;

    /**
     * @param end where the transaction was committed
     */
    PreparedSearch(PreparedLog log, String xid, Place end) {
        this.log = log;
        this.xid = xid;
        this.end = end;
    }

    /**
     * Where the transaction begins; the last one of its name.
     *
     * @throws CdcException GAP if the log does not have it any more
     */
    Place run() {
        LogFiles files = log.files();
        Optional<String> file = Optional.of(end.file());
        while (file.isPresent()) {
            scanOrSay(file.get());
            Place begin = found.get(xid);
            if (begin != null) {
                return begin;
            }
            file = files.before(file.get());
        }
        throw LostRows.gap(
                xid, end, "there are " + files + ", and it was prepared before them, or while sql_log_bin was 0", null);
    }

    /** A file may go while the ones behind it are read. */
    private void scanOrSay(String file) {
        try {
            scan(file);
        } catch (CdcException refused) {
            throw refused.kind() == ErrorKind.GAP
                    ? LostRows.gap(xid, end, String.valueOf(refused.getMessage()), refused)
                    : refused;
        }
    }

    /** Where the others begin that were prepared, and had not ended where this one was committed. */
    Map<String, Place> others() {
        found.remove(xid);
        return found;
    }

    private void scan(String file) {
        Map<String, Place> prepared = new LinkedHashMap<>();
        Set<String> endedHere = new HashSet<>();
        ChangeBatchBuilder unused = new ChangeBatchBuilder();
        try (SideDump dump = log.from(new Place(file, DumpStart.File.FIRST_OFFSET));
                BinlogDecoder decoder = new BinlogDecoder(map -> null, PayloadLimits.DEFAULT, RowSelection.NONE)) {
            long begin = 0;
            while (!dump.isAtEnd()) {
                while (dump.next()) {
                    long at = decoder.position();
                    if (isBehind(file, decoder)) {
                        merge(prepared, endedHere);
                        return;
                    }
                    Decoded decoded = decoder.decode(dump.bytes(), dump.offset(), dump.length(), unused);
                    if (isBegin(decoded, decoder.gtid())) {
                        begin = at;
                    } else if (decoded == Decoded.PAYLOAD) {
                        decoded = lastOfXa(decoder, unused);
                    }
                    switch (decoded) {
                        case XA_PREPARED -> remember(prepared, decoder.xid(), new Place(file, begin));
                        case XA_COMMITTED, XA_ROLLED_BACK -> {
                            if (prepared.remove(decoder.xid()) == null && isWanted(decoder.xid())) {
                                endedHere.add(decoder.xid());
                            }
                        }
                        default -> {}
                    }
                }
                dump.read(SideDump.MAX_SILENCE);
            }
        }
        merge(prepared, endedHere);
    }

    private boolean isBehind(String file, BinlogDecoder decoder) {
        if (!decoder.file().equals(file)) {
            return !decoder.file().isEmpty();
        }
        return file.equals(end.file()) && decoder.position() >= end.offset();
    }

    /** MariaDB's GTID is the begin itself. */
    private static boolean isBegin(Decoded decoded, Gtid gtid) {
        boolean isNamedBefore = gtid.kind() == Gtid.Kind.MYSQL || gtid.kind() == Gtid.Kind.ANONYMOUS;
        return decoded == Decoded.GTID || (decoded == Decoded.XA_BEGIN && !isNamedBefore);
    }

    /** A compressed transaction tells at its begin whether it is one of XA. */
    private static Decoded lastOfXa(BinlogDecoder decoder, ChangeBatchBuilder unused) {
        Decoded last = Decoded.OTHER;
        boolean isXa = false;
        for (Decoded inside = decoder.decodeNext(unused); inside != null; inside = decoder.decodeNext(unused)) {
            isXa |= inside == Decoded.XA_BEGIN;
            if (!isXa) {
                decoder.leavePayload();
                return Decoded.OTHER;
            }
            last = inside;
        }
        return last;
    }

    private void remember(Map<String, Place> prepared, String name, Place begin) {
        if (isWanted(name)) {
            prepared.remove(name);
            prepared.put(name, begin);
            if (prepared.size() > MAX_OTHERS) {
                forgetOthers(prepared);
            }
        }
    }

    private boolean isWanted(String name) {
        return !forgetsOthers || name.equals(xid);
    }

    private void merge(Map<String, Place> prepared, Set<String> endedHere) {
        Set<String> endedBehind = new HashSet<>(ended);
        ended.removeAll(prepared.keySet());
        ended.addAll(endedHere);
        prepared.keySet().removeAll(endedBehind);
        prepared.forEach((name, begin) -> {
            if (isWanted(name)) {
                found.putIfAbsent(name, begin);
            }
        });
        if (found.size() > MAX_OTHERS || ended.size() > MAX_OTHERS) {
            forgetOthers(found);
        }
    }

    private void forgetOthers(Map<String, Place> known) {
        forgetsOthers = true;
        known.keySet().retainAll(Set.of(xid));
        ended.retainAll(Set.of(xid));
    }
}
