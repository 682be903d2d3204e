package io.jobscheduler.store.rethinkdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a document has to be, and what it then becomes. A field gets a value or, as
 * {@code null}, is taken out.
 */
final class Change {

	private final Map<String, @Nullable Object> expected = new LinkedHashMap<>();

	private final Map<String, Object> set = new LinkedHashMap<>();

	private final Set<String> touched = new LinkedHashSet<>();

	private @Nullable Map<String, Object> whole;

	private boolean removes;

	/**
	 * Only a document whose field has a value is changed.
	 * @param value the value; {@code null} for no field
	 */
	Change expect(String field, @Nullable Object value) {
		this.expected.put(field, value);
		return this;
	}

	/** Only a document that is in all as it was read is changed. */
	Change expectAll(Fields asRead) {
		this.whole = asRead.document();
		return this;
	}

	boolean expectsAll() {
		return this.whole != null;
	}

	Change set(String field, @Nullable Object value) {
		this.touched.add(field);
		if (value != null) {
			this.set.put(field, value);
		}
		else {
			this.set.remove(field);
		}
		return this;
	}

	/** The document is deleted. */
	Change remove() {
		this.removes = true;
		return this;
	}

	/** The fields that get a value. */
	Map<String, Object> fields() {
		return this.set;
	}

	List<String> expectedFields() {
		return List.copyOf(this.expected.keySet());
	}

	/** As it is sent, once for each document. */
	Map<String, Object> sent() {
		Map<String, Object> sent = new LinkedHashMap<>();
		sent.put("expected", this.expected);
		if (this.whole != null) {
			sent.put("whole", this.whole);
		}
		sent.put("remove", this.removes);
		sent.put("out", new ArrayList<>(this.touched));
		sent.put("in", this.set);
		return sent;
	}

}
