package dev.leat.capture.postgres;

import dev.leat.api.capture.Capture;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.capture.postgres.session.PostgresUrl;
import java.util.List;

/** Makes captures of type {@code postgres}. */
public final class PostgresCaptureFactory implements CaptureFactory {
    /** For the service loader. */
    public PostgresCaptureFactory() {}

    @Override
    public String type() {
        return "postgres";
    }

    @Override
    public boolean accepts(String url) {
        return PostgresUrl.hasScheme(url);
    }

    @Override
    public List<Option> options() {
        return PostgresOptions.declared();
    }

    @Override
    public Capture create(Options options, CaptureContext context) {
        return new PostgresCapture(PostgresOptions.read(options, context.pipeline()), context);
    }
}
