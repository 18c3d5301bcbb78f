package io.frostline.edge.reachability;

import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Called by the JDK's reflection itself, which {@link Instrumented} has changed: notes what is reached, of what the agent or its
 * libraries ask. It is loaded by the boot loader, so it knows nothing but the JDK.
 */
public final class Reached {
    /** What is reached by tests is no matter of the agent's. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "/test-classes/|junit|surefire|failsafe|assertj|awaitility|jqwik|byte-buddy|opentest4j|apiguardian|hamcrest");

    private static final Set<String> ALL = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> BUSY = new ThreadLocal<>();
    private static final Stack STACK = new Stack();

    private Reached() {}

    /** Walks with no lambda: linking one asks for methods, too. */
    @SuppressWarnings("removal")
    private static final class Stack extends SecurityManager {
        Class<?>[] classes() {
            return getClassContext();
        }
    }

    /** Lines of a kind, a type or a path, and a member. */
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
            return; // what is done to find out who asks
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

    /** Whoever called the JDK directly; what the JDK does for itself, native-image knows. */
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
