package io.frostline.images;

import java.util.List;
import java.util.Map;

/**
 * Contents of an image and what it runs.
 *
 * @param programs all that it may run, each with a rehearsal of its run, so that its classes can be archived
 * @param entrypoint of the image
 * @param arguments that whoever runs it may replace
 */
record Contents(
        FileTree files,
        Map<Program, Rehearsal> programs,
        List<String> entrypoint,
        List<String> arguments,
        Map<String, String> environment,
        List<Integer> ports) {}
