/** REST interface of the coordinator, as clients of MicroProfile LRA 2.0 speak it. */
@NullMarked
package io.frostline.lra.web;

import org.jspecify.annotations.NullMarked;
