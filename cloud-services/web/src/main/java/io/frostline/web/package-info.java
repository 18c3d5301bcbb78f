@NullMarked
package io.frostline.web;

import org.jspecify.annotations.NullMarked;
