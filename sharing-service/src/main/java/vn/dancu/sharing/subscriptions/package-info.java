/**
 * Agencies are told when something changes of people whom they may ask about: whom they enrolled,
 * what becomes of it, and how it reaches them, by a webhook or a feed.
 */
@NullMarked
package vn.dancu.sharing.subscriptions;

import org.jspecify.annotations.NullMarked;
