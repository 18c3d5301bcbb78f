package io.frostline.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Image of the one-machine form: servers, services and demo store, as {@code frostline up} starts them. Its files have the same
 * paths as in a checkout, and are found in the same way.
 */
record OneMachine() implements Product {
    private static final String ROOT = "/app";
    private static final String OPTIONS = ROOT + "/java.options";
    private static final int MQTT_PORT = 1883;
    /** PostgreSQL binaries for systems on which no image runs. */
    private static final Pattern FOREIGN = Pattern.compile("postgres-binaries-(darwin|windows|.*alpine)");

    @Override
    public String name() {
        return "frostline";
    }

    @Override
    public String title() {
        return "Frostline on one machine";
    }

    @Override
    public Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived) throws IOException {
        files.write(OPTIONS, ("-Xmx768m\n" + CloudApp.OPTIONS).getBytes(StandardCharsets.UTF_8));
        Map<Program, Rehearsal> programs = new LinkedHashMap<>();
        Program servers = servers(checkout, files);
        programs.put(servers, new Rehearsal.Servers());
        programs.put(
                app(checkout, "lra-coordinator", files), new Rehearsal.Service("ready", List.of("/lra-coordinator")));
        List<String> requests =
                CloudApp.ALL.stream().flatMap(app -> app.requests().stream()).toList();
        programs.put(app(checkout, "quickstart", files), new Rehearsal.Service("ready", requests));
        Program agent = EdgeAgent.files(checkout, files, ROOT + "/edge-agent/target/agent", java.platform());
        programs.put(agent, new Rehearsal.Agent());
        files.write(
                ROOT + "/edge-agent/target/agent/bin/frostline-edge",
                ("#!/bin/sh\nexec " + String.join(" ", agent.command(java, archived)) + " \"$@\"\n")
                        .getBytes(StandardCharsets.UTF_8));
        return new Contents(
                files,
                programs,
                servers.command(java, archived),
                List.of("up", "--data", "/data"),
                Map.of("FROSTLINE_ROOT", ROOT),
                List.of(CloudApp.HTTP_PORT, MQTT_PORT));
    }

    private static Program servers(Path checkout, FileTree files) throws IOException {
        Path target = checkout.resolve("cloud-services/launcher/target");
        String folder = ROOT + "/cloud-services/launcher/target";
        files.copy(
                target.resolve("lib"),
                folder + "/lib",
                jar -> !FOREIGN.matcher(jar.toString()).find());
        files.copy(target.resolve("launcher.jar"), folder + "/launcher.jar");
        String jar = folder + "/servers.jar";
        Program.writeJar(files, jar, "io.frostline.launcher.Main", files.jarsBelow(folder));
        return new Program("servers", files, jar, OPTIONS, folder + "/servers.aot");
    }

    private static Program app(Path checkout, String name, FileTree files) throws IOException {
        String target = ROOT + "/cloud-services/apps/" + name + "/target";
        return Program.ofQuarkusApp(checkout, name, files, target + "/quarkus-app", OPTIONS, target + "/app.aot");
    }
}
