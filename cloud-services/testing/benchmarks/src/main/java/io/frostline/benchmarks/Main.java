package io.frostline.benchmarks;

import java.util.List;

/** Main class that runs benchmarks by name, or all of them. They start everything they need, on this machine. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        List<String> names =
                args.length == 0 ? List.of("edge", "ingest", "history", "excursion", "saga") : List.of(args);
        System.out.printf(
                "machine: %d cores, %s, JDK %s%n",
                Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"), Runtime.version());
        for (String name : names) {
            switch (name) {
                case "edge" -> {
                    EdgeBench.run();
                    DrainBench.run();
                }
                case "drain" -> DrainBench.run();
                case "ingest" -> IngestBench.run();
                case "import" -> ImportBench.run();
                case "plain" -> PlainBench.run();
                case "history" -> HistoryBench.run();
                case "excursion" -> ExcursionBench.run();
                case "saga" -> SagaBench.run();
                case "actions" -> ActionsBench.run();
                case "kills" -> KillBench.run();
                case "levels" -> LevelBench.run();
                default -> {
                    System.err.println(
                            "no benchmark '" + name
                                    + "'; there are edge (and of it: drain), ingest, plain, import, history, excursion, saga, actions, kills, levels");
                    System.exit(2);
                }
            }
        }
        System.exit(0);
    }
}
