@NullMarked
package io.frostline.contract;

import org.jspecify.annotations.NullMarked;
