/** Plain JDBC with less boilerplate. */
@NullMarked
package io.frostline.platform.sql;

import org.jspecify.annotations.NullMarked;
