/** The topics, users and rights of a broker that nobody looks after but its Compose file. */
@NullMarked
package vn.dancu.platform.broker;

import org.jspecify.annotations.NullMarked;
