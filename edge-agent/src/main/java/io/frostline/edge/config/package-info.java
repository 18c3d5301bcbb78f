@NullMarked
package io.frostline.edge.config;

import org.jspecify.annotations.NullMarked;
