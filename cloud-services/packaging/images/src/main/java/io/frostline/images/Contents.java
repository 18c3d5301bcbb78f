package io.frostline.images;

import java.util.List;
import java.util.Map;

/**
 * What an image is to hold and to do.
 *
 * @param programs all that it may run; what each is like when it runs, so that its classes can be archived
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
