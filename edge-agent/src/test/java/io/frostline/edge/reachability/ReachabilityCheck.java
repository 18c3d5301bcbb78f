package io.frostline.edge.reachability;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Extension that runs with every test of the agent. It fails a test class during which the agent, or a library of it, used
 * reflection that a native executable lacks. Such a lack gives no build error, but a failure at a device. It is active if the JVM
 * may attach to itself, {@code -Djdk.attach.allowAttachSelf=true}, as in the build.
 */
public final class ReachabilityCheck implements BeforeAllCallback, AfterAllCallback {
    private static final boolean ON = Boolean.getBoolean("jdk.attach.allowAttachSelf");
    /** Devices that tests simulate, and this check itself: no agent contains them. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "io\\.frostline\\.edge\\.reachability|\\.modbus\\.(tcp\\.)?server\\.|netty\\..*Server(Bootstrap|Socket)");

    private static final TreeSet<String> SAID = new TreeSet<>();
    private static boolean begun;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        begin();
    }

    static synchronized void begin() throws Exception {
        if (ON && !begun) {
            begun = true;
            Path folder = Files.createTempDirectory("reachability");
            Path jar = agentJar(folder.resolve("agent.jar"));
            VirtualMachine self =
                    VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
            self.loadAgent(jar.toString());
            self.detach();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new AssertionError("a native executable can't reach, for want of a line in"
                    + " META-INF/native-image/**/reachability-metadata.json:\n" + String.join("\n", missing));
        }
    }

    /** Returns the class that the JDK calls, independent of the tests' class path. */
    static Class<?> reached() throws ClassNotFoundException {
        return Class.forName(ReachabilityCheck.class.getPackageName() + ".Reached", true, null);
    }

    /** Returns missing entries, each only once. */
    static synchronized List<String> missing() throws IOException, ReflectiveOperationException {
        if (!ON) {
            return List.of();
        }
        TreeSet<String> reached = new TreeSet<>();
        ((Set<?>) reached().getMethod("all").invoke(null)).forEach(each -> reached.add((String) each));
        reached.removeAll(SAID);
        SAID.addAll(reached);
        Registered registered = Registered.onClassPath();
        return reached.stream()
                .filter(each -> !OF_TESTS.matcher(each).find())
                .filter(ReachabilityCheck::exists)
                .filter(each -> !registered.has(each))
                .toList();
    }

    /** Returns whether the target exists; a failed lookup fails natively too. */
    private static boolean exists(String reached) {
        String[] parts = reached.split(" ", 3);
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        try {
            switch (parts[0]) {
                case "resource" -> {
                    return loader.getResource(parts[1]) != null;
                }
                case "bundle" -> ResourceBundle.getBundle(parts[1]);
                case "type" -> Class.forName(parts[1], false, loader);
                default -> {}
            }
            return true;
        } catch (ReflectiveOperationException | MissingResourceException e) {
            return false;
        }
    }

    private static Path agentJar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", Instrumented.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        // classes that the JDK is made to call must be visible to the boot loader
        attributes.putValue("Boot-Class-Path", "boot.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.finish();
        }
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file.resolveSibling("boot.jar")))) {
            for (String part : List.of("Reached", "Reached$Stack")) {
                String name = ReachabilityCheck.class.getPackageName().replace('.', '/') + "/" + part + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream in =
                        Objects.requireNonNull(ReachabilityCheck.class.getResourceAsStream(part + ".class"))) {
                    in.transferTo(jar);
                }
            }
        }
        return file;
    }
}
