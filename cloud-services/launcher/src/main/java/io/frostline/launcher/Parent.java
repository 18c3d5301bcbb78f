package io.frostline.launcher;

/** A child does not outlive the process that started it. */
final class Parent {
    private Parent() {}

    @SuppressWarnings("FutureReturnValueIgnored")
    static void exitWith(long pid) {
        ProcessHandle.of(pid).ifPresentOrElse(p -> p.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }
}
