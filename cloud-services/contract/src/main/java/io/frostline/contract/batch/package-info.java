/** Batches, transfers, receipts and commands that agents and the cloud exchange, and their encoding as protobuf messages. */
@NullMarked
package io.frostline.contract.batch;

import org.jspecify.annotations.NullMarked;
