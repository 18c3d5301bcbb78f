@NullMarked
package io.frostline.contract.recording;

import org.jspecify.annotations.NullMarked;
