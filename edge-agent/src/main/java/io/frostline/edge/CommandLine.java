package io.frostline.edge;

import java.nio.file.Path;

/** Parsed arguments. Parsed by hand: a library for this takes a twentieth of the agent's memory. */
sealed interface CommandLine {
    String USAGE = """
            Usage: frostline edge --config FILE
            Records a site's sensors and sends their readings, through any outage.
                --config FILE   the agent's YAML file
                --check         say what is wrong with it, and no more
              -h, --help        this text
              -V, --version     the agent's version
            """;

    /**
     * @param checkOnly true to check the configuration and record nothing
     * @param parent id of the process whose end stops the agent; 0 means none
     */
    record Run(Path config, boolean checkOnly, long parent) implements CommandLine {}

    record Say(String text) implements CommandLine {}

    record Refused(String reason) implements CommandLine {}

    static CommandLine of(String... arguments) {
        String config = "";
        String parent = "0";
        boolean checkOnly = false;
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            String name = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            switch (name) {
                case "-h", "--help" -> {
                    return new Say(USAGE);
                }
                case "-V", "--version" -> {
                    return new Say(Agent.VERSION + "\n");
                }
                case "--check" -> checkOnly = true;
                case "--config", "--parent" -> {
                    if (equals < 0 && i + 1 == arguments.length) {
                        return new Refused(name + " needs a value");
                    }
                    String value = equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1);
                    if (name.equals("--config")) {
                        config = value;
                    } else {
                        parent = value;
                    }
                }
                default -> {
                    return new Refused("unknown argument " + arguments[i]);
                }
            }
        }
        return run(config, checkOnly, parent);
    }

    private static CommandLine run(String config, boolean checkOnly, String parent) {
        if (config.isEmpty()) {
            return new Refused("--config is missing");
        }
        try {
            return new Run(Path.of(config), checkOnly, Long.parseLong(parent));
        } catch (NumberFormatException e) {
            return new Refused("--parent is no process id: " + parent);
        }
    }
}
