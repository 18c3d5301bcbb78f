package io.frostline.history.loggerfile;

/**
 * Doubt about a file that would change values. It is never settled by a guess.
 *
 * @param parameter parameter that settles it
 * @param question what is not known, and what to supply
 */
public record Doubt(String parameter, String question) {}
