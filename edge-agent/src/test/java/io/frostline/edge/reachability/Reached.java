package io.frostline.edge.reachability;

import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of reflective access by the agent or its libraries, called by the JDK's reflection as changed by {@link Instrumented}.
 * The boot loader loads it, so it may use the JDK only.
 */
public final class Reached {
    /** Callers that are tests, whose access is not the agent's. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "/test-classes/|junit|surefire|failsafe|assertj|awaitility|jqwik|byte-buddy|opentest4j|apiguardian|hamcrest");

    private static final Set<String> ALL = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> BUSY = new ThreadLocal<>();
    private static final Stack STACK = new Stack();

    private Reached() {}

    /** Stack walker without lambdas: linking a lambda itself looks up methods. */
    @SuppressWarnings("removal")
    private static final class Stack extends SecurityManager {
        Class<?>[] classes() {
            return getClassContext();
        }
    }

    /** Returns lines of a kind, a type or a path, and a member. */
    public static Set<String> all() {
        return ALL;
    }

    public static void type(@Nullable String name) {
        note("type " + name);
    }

    public static void field(Class<?> type, String name) {
        note("field " + type.getName() + " " + name);
    }

    public static void fields(Class<?> type) {
        note("fields " + type.getName());
    }

    public static void method(Class<?> type, String name, Class<?> @Nullable [] parameters) {
        note("method " + type.getName() + " " + name + names(parameters));
    }

    public static void methods(Class<?> type) {
        note("methods " + type.getName());
    }

    public static void constructor(Class<?> type, Class<?> @Nullable [] parameters) {
        note("method " + type.getName() + " <init>" + names(parameters));
    }

    public static void instance(Class<?> type) {
        constructor(type, null);
    }

    public static void constructors(Class<?> type) {
        note("constructors " + type.getName());
    }

    public static void resource(Class<?> type, String name) {
        String folder = type.getPackageName().replace('.', '/');
        note("resource " + (name.startsWith("/") ? name.substring(1) : folder.isEmpty() ? name : folder + "/" + name));
    }

    public static void resource(String name) {
        note("resource " + name);
    }

    public static void bundle(String name) {
        note("bundle " + name);
    }

    public static void proxy(Class<?>[] interfaces) {
        String names = names(interfaces);
        note("proxy " + names.substring(1, names.length() - 1));
    }

    private static String names(Class<?> @Nullable [] types) {
        StringBuilder names = new StringBuilder();
        for (Class<?> type : types == null ? new Class<?>[0] : types) {
            names.append(names.isEmpty() ? "" : ",").append(type.getTypeName());
        }
        return "(" + names + ")";
    }

    private static void note(String what) {
        if (BUSY.get() != null) {
            return; // access made while the caller is determined
        }
        BUSY.set(true);
        try {
            if (byAgent()) {
                ALL.add(what);
            }
        } finally {
            BUSY.remove();
        }
    }

    /** Returns whether the agent or its libraries called the JDK directly; native-image knows the JDK's own access. */
    private static boolean byAgent() {
        for (Class<?> caller : STACK.classes()) {
            boolean door = caller == Reached.class || caller == Stack.class || caller == Class.class;
            if (!door && caller != ClassLoader.class && caller != ResourceBundle.class && caller != Proxy.class) {
                CodeSource source = caller.getProtectionDomain().getCodeSource();
                return source != null
                        && source.getLocation() != null
                        && !OF_TESTS.matcher(source.getLocation().getPath()).find();
            }
        }
        return false;
    }
}
