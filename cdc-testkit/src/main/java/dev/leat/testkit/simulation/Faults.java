package dev.leat.testkit.simulation;

import java.util.List;

/** Which operations fail: by chance, until everything is healed. */
final class Faults {
    private static final List<WriteFault> OF_CHANCE = List.of(
            WriteFault.FAIL_BEFORE,
            WriteFault.FAIL_MIDDLE,
            WriteFault.FAIL_AFTER,
            WriteFault.DISCONNECT,
            WriteFault.HOLD,
            WriteFault.SLOW);

    private final Knobs knobs;
    private final Chance chance;
    private int crashes;
    private int disconnects;
    private int restarts;
    private int rejects;
    private boolean healed;

    Faults(Knobs knobs, Chance chance) {
        this.knobs = knobs;
        this.chance = chance;
        this.crashes = knobs.crashes;
        this.disconnects = knobs.disconnects;
        this.restarts = knobs.restarts;
        this.rejects = knobs.rejects;
    }

    /** From now on nothing fails. */
    void heal() {
        healed = true;
    }

    boolean isHealed() {
        return healed;
    }

    WriteFault ofWrite() {
        if (healed) {
            return WriteFault.NONE;
        }
        if (rejects > 0 && chance.percent(knobs.rejectPercent)) {
            rejects--;
            return WriteFault.REJECT;
        }
        return chance.percent(knobs.writeFaults) ? chance.pick(OF_CHANCE) : WriteFault.NONE;
    }

    boolean failsControl() {
        return !healed && chance.percent(knobs.controlFaults);
    }

    boolean failsRead() {
        return !healed && chance.percent(knobs.readFaults);
    }

    boolean mayCrash() {
        return !healed && crashes > 0;
    }

    void crashed() {
        crashes--;
    }

    boolean mayDisconnect() {
        return !healed && disconnects > 0;
    }

    void disconnected() {
        disconnects--;
    }

    boolean mayRestart() {
        return !healed && restarts > 0;
    }

    void restarted() {
        restarts--;
    }
}
