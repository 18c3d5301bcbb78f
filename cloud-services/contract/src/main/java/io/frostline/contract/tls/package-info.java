/** TLS connections to servers whose certificates are signed by given authorities. */
@NullMarked
package io.frostline.contract.tls;

import org.jspecify.annotations.NullMarked;
