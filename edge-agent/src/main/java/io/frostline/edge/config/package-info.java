/** Configuration of the agent: reading of the YAML file, and all its problems at once. */
@NullMarked
package io.frostline.edge.config;

import org.jspecify.annotations.NullMarked;
