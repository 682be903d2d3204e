package io.jobscheduler.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param <T> what is listed
 * @param items the items, in the list's order
 * @param nextCursor where the next page starts; {@code null} if this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
}
