package io.frostline.launcher;

/** Link of a child process to its parent: the child ends when its parent does. */
final class Parent {
    private Parent() {}

    @SuppressWarnings("FutureReturnValueIgnored")
    static void exitWith(long pid) {
        ProcessHandle.of(pid).ifPresentOrElse(p -> p.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }
}
