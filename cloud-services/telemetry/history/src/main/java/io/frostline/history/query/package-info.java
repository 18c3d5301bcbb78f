@NullMarked
package io.frostline.history.query;

import org.jspecify.annotations.NullMarked;
