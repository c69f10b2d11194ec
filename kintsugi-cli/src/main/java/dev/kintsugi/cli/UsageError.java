package dev.kintsugi.cli;

import dev.kintsugi.core.error.ExitCode;
import dev.kintsugi.core.option.NearestName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells in one line what is wrong with a command line, and what was likely meant. */
final class UsageError {
    private UsageError() {}

    /** Prints {@code failure} and returns the exit code of a command line that could not be understood. */
    static int report(ParameterException failure, PrintWriter err) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        err.println("error: " + name + ": " + message(failure, command));
        err.println("see " + name + " --help and " + ErrorReport.page(ExitCode.USAGE));
        err.flush();
        return ExitCode.USAGE.code();
    }

    private static String message(ParameterException failure, CommandLine command) {
        // An option that is not known goes before one that is missing: most likely it is the missing one, misspelt.
        List<String> unmatched = failure instanceof UnmatchedArgumentException exception
                ? exception.getUnmatched()
                : command.getUnmatchedArguments();
        if (unmatched.isEmpty()) {
            return String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
        }
        String argument = unmatched.get(0);
        if (argument.startsWith("-")) {
            String option = argument.replaceAll("=.*", "");
            List<String> options = new ArrayList<>();
            command.getCommandSpec().options().forEach(known -> options.addAll(List.of(known.names())));
            Optional<String> nearest = NearestName.among(options, option);
            return "option '" + option + "' is not known"
                    + nearest.map(known -> "; did you mean '" + known + "'?").orElse("");
        }
        List<String> commands = List.copyOf(command.getSubcommands().keySet());
        return commands.isEmpty()
                ? "argument '" + argument + "' is one too many"
                : NearestName.notKnown("command", argument, commands);
    }
}
