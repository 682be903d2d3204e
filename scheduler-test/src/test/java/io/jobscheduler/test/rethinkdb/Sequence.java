package io.jobscheduler.test.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Documents that were selected from a table, or a stream of any values. None of them can
 * be part of an object or array.
 *
 * @param table the table they can be written in; {@code null} if they cannot
 * @param items the values
 * @param range the index by which they were selected; {@code null} if the sequence is
 * none that can be ordered by an index
 */
record Sequence(EmulatedTable table, List<Object> items, String range) {

	/** Of a whole table. */
	static final String ANY = "*";

	static Sequence stream(List<Object> items) {
		return new Sequence(null, items, null);
	}

	Sequence of(Stream<Object> some) {
		return new Sequence(this.table, some.collect(ArrayList::new, ArrayList::add, ArrayList::addAll), null);
	}

	/**
	 * One document that was selected from a table.
	 *
	 * @param table the table
	 * @param key its primary key
	 * @param document the document; {@code null} if there is none
	 */
	record Single(EmulatedTable table, Object key, Map<String, Object> document) {
	}

}
