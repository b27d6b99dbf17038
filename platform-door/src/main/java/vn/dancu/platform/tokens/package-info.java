/** Access tokens: whose are believed, and what a platform that is no demonstration refuses. */
@org.jspecify.annotations.NullMarked
package vn.dancu.platform.tokens;
