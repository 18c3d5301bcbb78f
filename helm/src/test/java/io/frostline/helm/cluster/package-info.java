@NullMarked
package io.frostline.helm.cluster;

import org.jspecify.annotations.NullMarked;
