package org.almoner.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Short lists of text in {@code text[]} columns. */
@Converter
public class TextArrayColumn implements AttributeConverter<List<String>, Object> {

    @Override
    public Object convertToDatabaseColumn(List<String> texts) {
        return texts == null ? new String[0] : texts.toArray(String[]::new);
    }

    @Override
    public List<String> convertToEntityAttribute(Object column) {
        try {
            var texts = column instanceof Array array ? (Object[]) array.getArray() : (Object[]) column;
            return texts == null
                    ? List.of()
                    : Arrays.stream(texts).map(String::valueOf).toList();
        } catch (SQLException e) {
            throw new IllegalStateException("a text[] column that cannot be read", e);
        }
    }
}
