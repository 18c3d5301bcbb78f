package io.frostline.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Core time compared with a limit that was set on another machine. Cores differ, and a shared core is slower than it is alone. So
 * the time is scaled by that of a fixed work, a JVM that starts and compiles, done on both machines.
 */
public final class CoreTime {
    /** Time of the work on the machine where the limits of the services' starts were set. */
    private static final Duration REFERENCE = Duration.ofMillis(950);
    /** Maximum number of attempts; other load can only make a core slower. */
    private static final int ATTEMPTS = 5;

    private CoreTime() {}

    /**
     * Checks that something takes no more than a limit. While it takes more, it is repeated, and the shortest of its times is
     * compared with the shortest of the work's. Other load on the core adds to both, and by chance more to one.
     *
     * @param limit on the machine where it was set
     * @return message if it takes longer; empty: it does not
     */
    public static String over(Duration limit, Path folder, Supplier<Duration> something) {
        double work = Double.MAX_VALUE;
        double took = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            work = Math.min(work, seconds(work(folder)));
            took = Math.min(took, seconds(something.get()));
            most = seconds(limit) * work / seconds(REFERENCE);
            if (took <= most) {
                return "";
            }
        }
        return "%.2f s of a core, of which %.2f s do what %s s did where the limit was set"
                .formatted(took, most, seconds(limit));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration work(Path folder) {
        Path log = folder.resolve("core-time-" + System.nanoTime() + ".log");
        List<String> arguments = List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CoreTime.class.getName(),
                folder.toString());
        try (ServerProcess process = ServerProcess.java("a work of a core", log, arguments, Map.of())) {
            process.awaitSuccess(Duration.ofMinutes(1));
            return Duration.parse(process.log().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a fixed work into the given folder, and prints the processor time since the JVM's start. */
    public static void main(String[] arguments) {
        String methods = IntStream.range(0, 120).mapToObj("""
                        java.util.Map<Integer, Long> m%d(java.util.stream.Stream<String> s) {
                            return s.collect(java.util.stream.Collectors.groupingBy(
                                    x -> x.length(), java.util.stream.Collectors.counting()));
                        }
                        """::formatted).collect(Collectors.joining());
        SimpleJavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Work.java"), Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "class Work {" + methods + "}";
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-d", arguments[0]);
        var task = compiler.getTask(new StringWriter(), null, null, options, null, List.of(source));
        if (!task.call()) {
            throw new IllegalStateException("the work can't be done");
        }
        System.out.println(ProcessHandle.current().info().totalCpuDuration().orElseThrow());
    }
}
