/** What stock, payment and order say to each other. */
@NullMarked
package io.frostline.contract.commerce;

import org.jspecify.annotations.NullMarked;
