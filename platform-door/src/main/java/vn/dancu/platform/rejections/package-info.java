/** What the web server refuses by itself, told as everything else is. */
@org.jspecify.annotations.NullMarked
package vn.dancu.platform.rejections;
