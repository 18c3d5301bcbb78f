package io.frostline.images;

import java.util.Map;
import java.util.TreeMap;

/**
 * Labels of an image, with OCI's names.
 *
 * @param revision of the source; empty where it is not known
 */
record Labels(String version, String revision) {
    Map<String, String> of(Product product, BaseImage base) {
        Map<String, String> labels = new TreeMap<>();
        put(labels, "title", product.title());
        put(labels, "version", version);
        put(labels, "licenses", "Apache-2.0");
        put(labels, "base.name", base.name());
        if (!revision.isEmpty()) {
            put(labels, "revision", revision);
        }
        return labels;
    }

    private static void put(Map<String, String> labels, String name, String value) {
        labels.put("org.opencontainers.image." + name, value);
    }
}
