package io.jobscheduler.store.jdbc;

/**
 * A column that is written in batches.
 *
 * @param name its name
 * @param type its type
 * @param expression what is written, with {@code %s} for the value given
 */
record Column(String name, SqlType type, String expression) {

	static Column id(String name) {
		return new Column(name, SqlType.ID, "%s");
	}

	static Column text(String name) {
		return new Column(name, SqlType.TEXT, "%s");
	}

	static Column number(String name) {
		return new Column(name, SqlType.LONG, "%s");
	}

	static Column small(String name) {
		return new Column(name, SqlType.INT, "%s");
	}

	static Column flag(String name) {
		return new Column(name, SqlType.FLAG, "%s");
	}

	Column as(String newExpression) {
		return new Column(this.name, this.type, newExpression);
	}

}
