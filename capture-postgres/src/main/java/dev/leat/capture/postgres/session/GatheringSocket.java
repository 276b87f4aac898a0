package dev.leat.capture.postgres.session;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A socket of a session that asks and is answered; see {@link GatheringInput}. TLS runs over it as over any other. */
final class GatheringSocket extends Socket {
    private @Nullable GatheringInput input;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        GatheringInput known = input;
        if (known == null) {
            known = new GatheringInput(super.getInputStream());
            input = known;
        }
        return known;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        GatheringInput answers = (GatheringInput) getInputStream();
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                answers.asked();
                out.write(source, offset, length);
            }
        };
    }
}
