package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The place a setting was read from; every message about the setting starts with it.
 *
 * @param file the file as the user wrote it, or {@code --set} for a setting of the command line
 * @param line line in the file, from 1; 0 when the source has no lines
 * @param column column in the line, from 1; 0 when the source has no lines
 * @param path keys from the root, such as {@code data.sources[1].name}; empty for the root
 */
public record Place(String file, int line, int column, String path) {
    /** Returns the root of a source without lines. */
    public static Place root(String file) {
        return new Place(file, 0, 0, "");
    }

    /** Returns the place of {@code key} below this one, on the same line. */
    public Place child(String key) {
        return new Place(file, line, column, path.isEmpty() ? key : path + "." + key);
    }

    /** Returns the place of item {@code index}, from 0, of the list that stands here. */
    public Place item(int index) {
        return new Place(file, line, column, path + "[" + index + "]");
    }

    /** Returns this place at another position of the same file. */
    public Place at(int newLine, int newColumn) {
        return new Place(file, newLine, newColumn, path);
    }

    /** Returns an error whose message is {@code file:line: path: message}. */
    public ConfigException error(String message) {
        return error(message, null);
    }

    /** Returns an error whose message is {@code file:line: path: message}, with the failure that led to it. */
    public ConfigException error(String message, @Nullable Throwable cause) {
        return new ConfigException(this + ": " + message, cause);
    }

    /** Returns {@code file:line: path}, without the parts that are not known. */
    @Override
    public String toString() {
        String position = line > 0 ? file + ":" + line : file;
        return path.isEmpty() ? position : position + ": " + path;
    }
}
