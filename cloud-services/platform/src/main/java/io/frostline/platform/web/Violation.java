package io.frostline.platform.web;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Field of a request that violates a constraint.
 *
 * @param field path in the body, {@code lines[0].quantity}, or the parameter
 * @param detail what would be valid
 */
public record Violation(String field, String detail) {
    /** Returns violations in the order of the fields in the body. */
    static List<Violation> of(ConstraintViolationException e) {
        return e.getConstraintViolations().stream()
                .sorted(Comparator.<ConstraintViolation<?>>comparingInt(Violation::place)
                        .thenComparing(violation -> field(violation.getPropertyPath())))
                .map(violation -> new Violation(field(violation.getPropertyPath()), violation.getMessage()))
                .distinct()
                .toList();
    }

    /** Returns the position in the body of the field, or of the top-level field that contains it. */
    private static int place(ConstraintViolation<?> violation) {
        List<Path.Node> nodes = nodes(violation.getPropertyPath());
        Object[] parameters = violation.getExecutableParameters();
        for (Object parameter : parameters == null || nodes.size() < 3 ? new Object[0] : parameters) {
            RecordComponent[] components =
                    parameter == null ? null : parameter.getClass().getRecordComponents();
            for (int i = 0; components != null && i < components.length; i++) {
                if (components[i].getName().equals(nodes.get(2).getName())) {
                    return i;
                }
            }
        }
        return 0;
    }

    private static List<Path.Node> nodes(Path path) {
        return StreamSupport.stream(path.spliterator(), false).toList();
    }

    /** Returns the field's path without the method, and without its parameter if the field is one of its body. */
    private static String field(Path path) {
        List<Path.Node> nodes = nodes(path);
        return nodes.stream()
                .skip(Math.min(2, nodes.size() - 1))
                .map(Path.Node::toString)
                .collect(Collectors.joining("."))
                .replaceAll("\\.<[^>]*>", "");
    }

    /** Returns the field's own name, without parents and list index. */
    String name() {
        return field.substring(field.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
    }
}
