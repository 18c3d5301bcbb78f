@NullMarked
package io.frostline.contract.tls;

import org.jspecify.annotations.NullMarked;
