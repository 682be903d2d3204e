package io.jobscheduler.store.mongodb;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What an update makes of fields: a value, or, as {@code null}, nothing.
 */
final class Change {

	private final Document set = new Document();

	private final Document unset = new Document();

	private final Document update = new Document();

	void set(String field, @Nullable Object value) {
		if (value != null) {
			this.set.put(field, value);
		}
		else {
			this.unset.put(field, "");
		}
	}

	/** The fields that get a value. */
	Document set() {
		return this.set;
	}

	/** Adds an operator, such as {@code $inc}. */
	Change with(String operator, Document fields) {
		this.update.put(operator, fields);
		return this;
	}

	Bson update() {
		Document all = new Document(this.update);
		if (!this.set.isEmpty()) {
			all.put("$set", this.set);
		}
		if (!this.unset.isEmpty()) {
			all.put("$unset", this.unset);
		}
		return all;
	}

}
