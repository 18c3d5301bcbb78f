/** Plain JDBC with less ceremony. */
@NullMarked
package io.frostline.sql;

import org.jspecify.annotations.NullMarked;
