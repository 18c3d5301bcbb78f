/** Common parts of the REST interfaces: problem details, checks of requests, pages, idempotency keys, dead letters. */
@NullMarked
package io.frostline.platform.web;

import org.jspecify.annotations.NullMarked;
