package io.frostline.contract.column;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PackedLongsTest {
    @Property
    void anyLongsComeBack(@ForAll @Size(max = 400) long[] values, @ForAll @IntRange(min = 0, max = 63) int shift) {
        long[] shifted = values.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] >>= i % 7 == 0 ? 0 : shift;
        }
        PackedLongs packed = new PackedLongs();
        WireWriter out = new WireWriter(8);
        packed.write(out, shifted, 0, shifted.length);
        long[] back = new long[shifted.length];
        byte[] bytes = out.toByteArray();
        WireReader in = new WireReader(bytes);
        packed.read(in, back, 0, back.length);
        assertThat(back).isEqualTo(shifted);
        assertThat(in.remaining()).isZero();
    }
}
