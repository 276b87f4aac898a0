package dev.leat.capture.postgres.session;

import java.net.Socket;

/** Public because the driver instantiates it by name, for nobody else. */
public final class GatheringSocketFactory extends DriverSocketFactory {

    /** Called by the driver. */
    public GatheringSocketFactory() {}

    @Override
    public Socket createSocket() {
        return new GatheringSocket();
    }
}
