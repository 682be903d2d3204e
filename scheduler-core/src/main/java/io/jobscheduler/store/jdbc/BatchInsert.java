package io.jobscheduler.store.jdbc;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Inserts rows in a fixed number of statements. The first column is the key.
 */
interface BatchInsert {

	/**
	 * Inserts rows, none of which is there.
	 * @param rows the values in the order of the columns
	 */
	void all(List<@Nullable Object[]> rows);

	/**
	 * Inserts the rows that are not there, and does not fail for the others.
	 * @param rows the values in the order of the columns
	 * @return the keys of those that were inserted
	 */
	Set<Object> absent(List<@Nullable Object[]> rows);

}
