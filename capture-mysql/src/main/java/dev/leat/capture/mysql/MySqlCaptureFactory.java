package dev.leat.capture.mysql;

import dev.leat.api.capture.Capture;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.capture.mysql.session.MySqlUrl;
import java.util.List;

/** Makes captures of type {@code mysql}: MySQL and MariaDB. */
public final class MySqlCaptureFactory implements CaptureFactory {
    /** For the service loader. */
    public MySqlCaptureFactory() {}

    @Override
    public String type() {
        return "mysql";
    }

    @Override
    public boolean accepts(String url) {
        return MySqlUrl.hasScheme(url);
    }

    @Override
    public List<Option> options() {
        return MySqlOptions.declared();
    }

    @Override
    public Capture create(Options options, CaptureContext context) {
        return new MySqlCapture(MySqlOptions.read(options), context);
    }
}
