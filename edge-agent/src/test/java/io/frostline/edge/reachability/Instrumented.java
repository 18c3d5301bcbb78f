package io.frostline.edge.reachability;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Proxy;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Java agent ({@code java.lang.instrument}) that makes the JDK's reflection methods call {@link Reached} first. */
public final class Instrumented implements ClassFileTransformer {
    private static final ClassDesc REACHED = ClassDesc.of("io.frostline.edge.reachability.Reached");

    /** Method to instrument: the method of {@link Reached} to call, and which arguments to pass; 0 is the class it is called on. */
    private record Door(String tells, int... arguments) {}

    private static final Map<Class<?>, Map<String, Door>> DOORS = Map.of(
            Class.class,
                    Map.ofEntries(
                            Map.entry("forName", new Door("type", 0)),
                            Map.entry("getField", new Door("field", 0, 1)),
                            Map.entry("getDeclaredField", new Door("field", 0, 1)),
                            Map.entry("getFields", new Door("fields", 0)),
                            Map.entry("getDeclaredFields", new Door("fields", 0)),
                            Map.entry("getMethod", new Door("method", 0, 1, 2)),
                            Map.entry("getDeclaredMethod", new Door("method", 0, 1, 2)),
                            Map.entry("getMethods", new Door("methods", 0)),
                            Map.entry("getDeclaredMethods", new Door("methods", 0)),
                            Map.entry("newInstance", new Door("instance", 0)),
                            Map.entry("getConstructor", new Door("constructor", 0, 1)),
                            Map.entry("getDeclaredConstructor", new Door("constructor", 0, 1)),
                            Map.entry("getConstructors", new Door("constructors", 0)),
                            Map.entry("getDeclaredConstructors", new Door("constructors", 0)),
                            Map.entry("getResource", new Door("resource", 0, 1)),
                            Map.entry("getResourceAsStream", new Door("resource", 0, 1))),
            ClassLoader.class,
                    Map.of(
                            "getResource", new Door("resource", 1),
                            "getResources", new Door("resource", 1),
                            "getResourceAsStream", new Door("resource", 1),
                            "getSystemResource", new Door("resource", 0),
                            "getSystemResourceAsStream", new Door("resource", 0)),
            ResourceBundle.class, Map.of("getBundle", new Door("bundle", 0)),
            Proxy.class, Map.of("newProxyInstance", new Door("proxy", 1)));

    /** Instruments the JDK; the JVM calls it when the agent is loaded. */
    public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) throws Exception {
        // load everything that it needs before instrumentation
        ReachabilityCheck.reached().getMethod("type", String.class).invoke(null, "java.lang.Object");
        Instrumented transformer = new Instrumented();
        instrumentation.addTransformer(transformer, true);
        instrumentation.retransformClasses(DOORS.keySet().toArray(Class<?>[]::new));
        instrumentation.removeTransformer(transformer);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> type,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        Map<String, Door> doors = type == null ? null : DOORS.get(type);
        if (doors == null) {
            return null;
        }
        ClassFile file = ClassFile.of();
        ClassModel model = file.parse(bytes);
        return file.transformClass(model, (builder, element) -> {
            Door door = element instanceof MethodModel method ? door(doors, method) : null;
            if (door != null && element instanceof MethodModel method) {
                builder.transformMethod(method, (methods, part) -> {
                    if (part instanceof CodeModel code) {
                        methods.transformCode(code, new First(method, door));
                    } else {
                        methods.with(part);
                    }
                });
            } else {
                builder.with(element);
            }
        });
    }

    private static @Nullable Door door(Map<String, Door> doors, MethodModel method) {
        Door door = doors.get(method.methodName().stringValue());
        if (door == null || !method.flags().has(AccessFlag.PUBLIC)) {
            return null;
        }
        List<ClassDesc> parameters = method.methodTypeSymbol().parameterList();
        // overloads that begin with a module search elsewhere, and there are no modules here
        boolean byModule = !parameters.isEmpty() && parameters.getFirst().equals(ClassDesc.of("java.lang.Module"));
        return byModule ? null : door;
    }

    /** Transformation that inserts the call of {@link Reached} at the start. */
    private static final class First implements CodeTransform {
        private final Door door;
        private final boolean isStatic;
        private final MethodTypeDesc parameters;

        First(MethodModel method, Door door) {
            this.door = door;
            this.isStatic = method.flags().has(AccessFlag.STATIC);
            this.parameters = method.methodTypeSymbol();
        }

        @Override
        public void atStart(CodeBuilder code) {
            ClassDesc[] told = new ClassDesc[door.arguments.length];
            for (int i = 0; i < told.length; i++) {
                int argument = door.arguments[i];
                // all passed arguments take one slot each
                code.aload(argument);
                told[i] = isStatic
                        ? parameters.parameterType(argument)
                        : argument == 0 ? ConstantDescs.CD_Class : parameters.parameterType(argument - 1);
            }
            code.invokestatic(REACHED, door.tells, MethodTypeDesc.of(ConstantDescs.CD_void, told));
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
