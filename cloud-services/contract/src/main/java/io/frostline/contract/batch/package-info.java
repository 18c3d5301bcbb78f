@NullMarked
package io.frostline.contract.batch;

import org.jspecify.annotations.NullMarked;
