package vn.dancu.platform.problem;

import tools.jackson.core.JacksonException;

/** RFC 6901 pointers to the field that a reader or a validator complains about. */
public final class JsonPointers {
    private JsonPointers() {}

    /** The place in the body where mapping failed. */
    public static String of(JacksonException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference reference : e.getPath()) {
            String name = reference.getPropertyName();
            pointer.append('/');
            if (name != null) {
                pointer.append(name.replace("~", "~0").replace("/", "~1"));
            } else {
                pointer.append(reference.getIndex());
            }
        }
        return pointer.toString();
    }

    /** {@code child.names[2].text} becomes {@code /child/names/2/text}. */
    public static String ofPropertyPath(String path) {
        return "/" + path.replace("[", "/").replace("]", "").replace(".", "/");
    }
}
