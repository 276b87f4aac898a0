package dev.leat.core.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles a few classes into a jar, as a plugin's author would. */
final class PluginJar {
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> services = new LinkedHashMap<>();
    private final List<Path> libraries = new ArrayList<>();
    private @Nullable String apiVersion;

    PluginJar source(String className, String code) {
        sources.put(className, code);
        return this;
    }

    PluginJar service(String service, String className) {
        services.put("META-INF/services/dev.leat.api.plugin." + service, className + "\n");
        return this;
    }

    PluginJar apiVersion(String version) {
        apiVersion = version;
        return this;
    }

    PluginJar library(Path jar) {
        libraries.add(jar);
        return this;
    }

    /** A sink factory whose {@code create} throws the text that {@code expression} makes. */
    PluginJar sink(String className, String type, String expression) {
        String name = className.substring(className.lastIndexOf('.') + 1);
        String code = """
                package %s;
                import dev.leat.api.*;
                import dev.leat.api.plugin.*;
                import dev.leat.api.sink.Sink;
                import java.util.List;
                public final class %s implements SinkFactory {
                    public String type() { return "%s"; }
                    public List<Option> options() { return List.of(Option.secret("password", "Opens it.")); }
                    public Sink create(Options options, SinkContext context) {
                        throw new CdcException(ErrorKind.CONFIG, String.valueOf(%s));
                    }
                }
                """.formatted(className.substring(0, className.lastIndexOf('.')), name, type, expression);
        return source(className, code).service("SinkFactory", className);
    }

    Path write(Path jar) throws IOException {
        // Hidden, so that it is no plugin.
        Path classes = Files.createDirectory(jar.resolveSibling("." + jar.getFileName() + ".classes"));
        compile(classes);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (apiVersion != null) {
            manifest.getMainAttributes().putValue("Leat-Api-Version", apiVersion);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
            }
            for (Map.Entry<String, String> service : services.entrySet()) {
                out.putNextEntry(new JarEntry(service.getKey()));
                out.write(service.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void compile(Path classes) {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        libraries.forEach(
                jar -> classPath.append(System.getProperty("path.separator")).append(jar));
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, code) -> units.add(new SourceText(name, code)));
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-proc:none", "-cp", classPath.toString()),
                        null,
                        units)
                .call();
        if (!compiled) {
            throw new IllegalStateException("a test's plugin does not compile");
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String code;

        SourceText(String className, String code) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
