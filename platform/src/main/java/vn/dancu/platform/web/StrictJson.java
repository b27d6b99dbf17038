package vn.dancu.platform.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import vn.dancu.kernel.VietnameseText;

/**
 * Reads JSON as strictly as a register must: unknown fields, duplicates, trailing tokens and values
 * of another type are refused, every text becomes NFC on its way in, days and instants are written
 * in full and of years that a database takes.
 */
public final class StrictJson implements JsonMapperBuilderCustomizer {
    @Override
    public void customize(JsonMapper.Builder builder) {
        builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .addModule(
                        new SimpleModule("dancu-values")
                                .addDeserializer(String.class, new NormalisedText())
                                .addDeserializer(
                                        LocalDate.class, new Written<>(LocalDate.class, Times::day))
                                .addDeserializer(
                                        Instant.class,
                                        new Written<>(Instant.class, Times::instant)));
    }

    private static final class NormalisedText extends StdScalarDeserializer<String> {
        NormalisedText() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            return VietnameseText.normalise(parser.getString());
        }
    }

    /** A day or an instant, as a text. */
    private static final class Written<T> extends StdScalarDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> reader;

        Written(Class<T> type, Function<String, T> reader) {
            super(type);
            this.type = type;
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return type.cast(context.handleUnexpectedToken(type, parser));
            }
            String text = parser.getString();
            try {
                return reader.apply(text);
            } catch (DateTimeException e) {
                return type.cast(context.handleWeirdStringValue(type, text, "not written so"));
            }
        }
    }
}
