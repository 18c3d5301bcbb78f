@NullMarked
package io.frostline.contract.column;

import org.jspecify.annotations.NullMarked;
