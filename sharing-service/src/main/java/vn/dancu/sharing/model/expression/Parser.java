package vn.dancu.sharing.model.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.sharing.model.expression.Expression.Age;
import vn.dancu.sharing.model.expression.Expression.And;
import vn.dancu.sharing.model.expression.Expression.Node;
import vn.dancu.sharing.model.expression.Expression.Not;
import vn.dancu.sharing.model.expression.Expression.OneOf;
import vn.dancu.sharing.model.expression.Expression.Or;

/** Reads an expression by recursive descent, within its bounds. */
final class Parser {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(\"[0-9A-Za-z_-]{1,20}\"|[0-9]{1,3}(?![0-9A-Za-z])"
                            + "|[A-Za-z][A-Za-z.]{0,40}|<=|>=|!=|[<>=(),])");
    private static final String END = "";

    private final List<String> tokens;
    private int next;
    private int comparisons;

    Parser(String text) {
        if (text.length() > Expression.MAX_LENGTH) {
            throw tooLarge();
        }
        tokens = tokens(text.strip());
    }

    Node parse() {
        Node node = or(0);
        if (!peek().equals(END)) {
            throw malformed();
        }
        return node;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw malformed();
            }
            tokens.add(matcher.group(1));
            at = matcher.end();
        }
        return tokens;
    }

    private Node or(int depth) {
        List<Node> parts = new ArrayList<>(List.of(and(depth)));
        while (accept("or")) {
            parts.add(and(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Or(List.copyOf(parts));
    }

    private Node and(int depth) {
        List<Node> parts = new ArrayList<>(List.of(one(depth)));
        while (accept("and")) {
            parts.add(one(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new And(List.copyOf(parts));
    }

    private Node one(int depth) {
        if (depth >= Expression.MAX_DEPTH) {
            throw tooLarge();
        }
        if (accept("not")) {
            return new Not(one(depth + 1));
        }
        if (accept("(")) {
            Node inside = or(depth + 1);
            expect(")");
            return inside;
        }
        return comparison();
    }

    private Node comparison() {
        if (++comparisons > Expression.MAX_COMPARISONS) {
            throw tooLarge();
        }
        Operand operand = Operand.of(take()).orElseThrow(Parser::malformed);
        return switch (operand.type()) {
            case NUMBER ->
                    new Age(Age.Comparison.of(take()).orElseThrow(Parser::malformed), number());
            case CODE -> codes(operand);
        };
    }

    private Node codes(Operand operand) {
        String word = take();
        return switch (word) {
            case "=" -> new OneOf(operand, Set.of(code()));
            case "!=" -> new Not(new OneOf(operand, Set.of(code())));
            case "in" -> new OneOf(operand, list());
            case "not" -> {
                expect("in");
                yield new Not(new OneOf(operand, list()));
            }
            default -> throw malformed();
        };
    }

    private Set<String> list() {
        expect("(");
        Set<String> codes = new HashSet<>(Set.of(code()));
        while (accept(",")) {
            codes.add(code());
        }
        expect(")");
        return Set.copyOf(codes);
    }

    private String code() {
        String token = take();
        if (!token.startsWith("\"")) {
            throw malformed();
        }
        return token.substring(1, token.length() - 1);
    }

    private int number() {
        String token = take();
        if (token.isEmpty() || !Character.isDigit(token.charAt(0))) {
            throw malformed();
        }
        return Integer.parseInt(token);
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : END;
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private boolean accept(String token) {
        boolean there = peek().equals(token);
        if (there) {
            next++;
        }
        return there;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw malformed();
        }
    }

    private static InvalidValueException malformed() {
        return new InvalidValueException(
                "expression_malformed", "the expression does not follow the grammar");
    }

    private static InvalidValueException tooLarge() {
        return new InvalidValueException(
                "expression_too_large", "500 characters, 20 comparisons, 10 levels at most");
    }
}
