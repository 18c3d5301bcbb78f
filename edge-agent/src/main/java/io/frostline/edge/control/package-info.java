/** Control of rooms: when compressors and defrost heaters switch, set points from the cloud, and warnings of rooms that warm up. */
@NullMarked
package io.frostline.edge.control;

import org.jspecify.annotations.NullMarked;
