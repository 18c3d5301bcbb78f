/** What stock, payment and order say to each other. */
@NullMarked
package io.frostline.commerce;

import org.jspecify.annotations.NullMarked;
