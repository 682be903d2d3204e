package io.jobscheduler.store.jdbc;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Updates rows in a fixed number of statements, each row with its own values.
 */
@FunctionalInterface
interface BatchUpdate {

	/**
	 * Updates rows.
	 * @param rows the values in the order of the columns, then those of the conditions,
	 * the first of which is the key
	 * @return the keys of those that were there as the conditions say
	 */
	Set<Object> apply(List<@Nullable Object[]> rows);

}
