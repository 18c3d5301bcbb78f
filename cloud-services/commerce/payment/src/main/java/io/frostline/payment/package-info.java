/** Accounts, a double-entry ledger, and the amounts frozen on accounts for orders. */
@NullMarked
package io.frostline.payment;

import org.jspecify.annotations.NullMarked;
