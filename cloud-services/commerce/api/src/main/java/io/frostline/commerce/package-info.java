/** Requests, answers and topic names shared by stock, payment and order. */
@NullMarked
package io.frostline.commerce;

import org.jspecify.annotations.NullMarked;
