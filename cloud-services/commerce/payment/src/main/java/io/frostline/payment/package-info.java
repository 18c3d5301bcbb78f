/** Accounts, a double-entry ledger, and what of an account is frozen for whom. */
@NullMarked
package io.frostline.payment;

import org.jspecify.annotations.NullMarked;
