package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A statement in the making: its text, with {@code @@} for the prefix of the tables, and
 * its arguments.
 */
final class Query {

	private final StringBuilder text = new StringBuilder();

	private final List<@Nullable Object> arguments = new ArrayList<>();

	Query(String text, @Nullable Object... arguments) {
		add(text, arguments);
	}

	Query add(String more, @Nullable Object... moreArguments) {
		this.text.append(more);
		this.arguments.addAll(Arrays.asList(moreArguments));
		return this;
	}

	Query add(Query other) {
		this.text.append(other.text);
		this.arguments.addAll(other.arguments);
		return this;
	}

	String text(String prefix) {
		return this.text.toString().replace("@@", prefix);
	}

	List<@Nullable Object> arguments() {
		return this.arguments;
	}

}
