@NullMarked
package io.frostline.platform.web;

import org.jspecify.annotations.NullMarked;
