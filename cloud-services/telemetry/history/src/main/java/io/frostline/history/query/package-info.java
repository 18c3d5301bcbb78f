/** Queries for readings, buckets, gaps and log entries, each answered from one snapshot of the database, and their CSV export. */
@NullMarked
package io.frostline.history.query;

import org.jspecify.annotations.NullMarked;
