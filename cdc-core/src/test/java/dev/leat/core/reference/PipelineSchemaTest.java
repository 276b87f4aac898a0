package dev.leat.core.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.core.config.DeclaredOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PipelineSchemaTest {
    private static final DeclaredOptions PLUGINS = new DeclaredOptions(
            Map.of("river", List.of(Option.required("url", OptionType.TEXT, "Where."))),
            Map.of(
                    "mill",
                    List.of(
                            Option.required("tls.ca", OptionType.PATH, "Trusted."),
                            Option.choice("tls.mode", List.of("off", "on"), "on", "How."),
                            Option.withDefault("wait", OptionType.DURATION, "30s", "How long."),
                            Option.withDefault("count", OptionType.INTEGER, "3", "How many."),
                            Option.withDefault("banks", OptionType.LIST, "[left]", "Which."),
                            Option.withDefault("eager", OptionType.BOOLEAN, "true", "Whether.")),
                    "stdout",
                    List.of()));

    private final JsonNode schema = JsonMapper.builder().build().readTree(PipelineSchema.json(PLUGINS));

    @Test
    void hasTheKeysOfTheFileAndAllowsNoOther() {
        assertThat(schema.path("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        "name",
                        "capture",
                        "tables",
                        "transforms",
                        "sinks",
                        "batch",
                        "parallelism",
                        "seed",
                        "on-rejected",
                        "on-gap",
                        "connect-timeout",
                        "state");
        assertThat(schema.path("additionalProperties").booleanValue()).isFalse();
        assertThat(schema.path("required").valueStream().map(JsonNode::stringValue))
                .containsExactly("capture", "sinks");
        JsonNode batch = schema.path("properties").path("batch");
        assertThat(batch.path("additionalProperties").booleanValue()).isFalse();
        assertThat(batch.path("properties").path("max-changes").path("default").intValue())
                .isEqualTo(4096);
    }

    @Test
    void choosesTheOptionsOfAPluginByItsType() {
        JsonNode sink = schema.path("definitions").path("sink");

        assertThat(sink.path("properties")
                        .path("type")
                        .path("enum")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactly("mill", "stdout");
        JsonNode choice = sink.path("allOf").path(0);
        assertThat(choice.path("if")
                        .path("properties")
                        .path("type")
                        .path("const")
                        .stringValue())
                .isEqualTo("mill");
        assertThat(choice.path("then").path("$ref").stringValue()).isEqualTo("#/definitions/sink-mill");
        JsonNode mill = schema.path("definitions").path("sink-mill");
        assertThat(mill.path("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        "type", "name", "schema-changes", "keyless-tables", "tls", "wait", "count", "banks", "eager");
        assertThat(mill.path("required").valueStream().map(JsonNode::stringValue))
                .containsExactly("tls");
        JsonNode tls = mill.path("properties").path("tls");
        assertThat(tls.path("required").valueStream().map(JsonNode::stringValue))
                .containsExactly("ca");
        assertThat(tls.path("properties").path("mode").path("default").stringValue())
                .isEqualTo("on");
    }

    @Test
    void takesWhatTheReaderTakes() {
        JsonNode mill = schema.path("definitions").path("sink-mill").path("properties");

        assertThat(List.of("30s", "200us", "1 m", "${env:WAIT}", "${file:wait}"))
                .allMatch(text -> matches(mill.path("wait"), text));
        assertThat(List.of("30", "s", "1.5s", "30 seconds", "$env"))
                .noneMatch(text -> matches(mill.path("wait"), text));
        assertThat(List.of("3", "-1", "${env:N}")).allMatch(text -> matches(mill.path("count"), text));
        assertThat(List.of("three", "3s")).noneMatch(text -> matches(mill.path("count"), text));
        assertThat(List.of("true", "false")).allMatch(text -> matches(mill.path("eager"), text));
        assertThat(matches(mill.path("eager"), "yes")).isFalse();
        assertThat(mill.path("count").path("default").intValue()).isEqualTo(3);
        assertThat(mill.path("eager").path("default").booleanValue()).isTrue();
        assertThat(mill.path("banks").path("default").path(0).stringValue()).isEqualTo("left");
    }

    private static boolean matches(JsonNode value, String text) {
        return Pattern.compile(value.path("pattern").stringValue())
                .matcher(text)
                .find();
    }
}
