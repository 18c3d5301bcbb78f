package io.frostline.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "frostline",
        subcommands = {
            UpCommand.class,
            VerifyCommand.class,
            CheckCommand.class,
            ImportCommand.class,
            WarmRoomCommand.class,
            ServersCommand.class,
            TrainCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "embedded-logback.xml");
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
