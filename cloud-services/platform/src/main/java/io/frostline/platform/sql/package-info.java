/** Plain JDBC with less ceremony. */
@NullMarked
package io.frostline.platform.sql;

import org.jspecify.annotations.NullMarked;
