package dev.kintsugi.cli;

import java.io.Console;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Where the standard error leads.
 *
 * @param interactive whether it is a terminal, on which a line can be written again
 * @param columns its width
 */
record Terminal(boolean interactive, int columns) {
    private static final int USUAL_COLUMNS = 80;

    /**
     * Returns the terminal of this process. The launcher knows ({@code -Dkintsugi.terminal}); without it, it is one if
     * Java says that there is a console.
     */
    static Terminal ofStandardError() {
        String told = System.getProperty("kintsugi.terminal");
        boolean interactive = told == null ? hasConsole() : Boolean.parseBoolean(told);
        return new Terminal(interactive, columns(System.getenv("COLUMNS")));
    }

    private static int columns(@Nullable String variable) {
        return variable != null && variable.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(variable) : USUAL_COLUMNS;
    }

    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 there is always a console, and this method, which JDK 17 lacks, tells.
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
