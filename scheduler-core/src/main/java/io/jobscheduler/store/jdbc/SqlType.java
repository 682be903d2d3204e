package io.jobscheduler.store.jdbc;

import java.sql.Types;
import java.util.UUID;

/**
 * The types of the columns, each with its names in JDBC and in PostgreSQL's arrays.
 */
enum SqlType {

	ID(Types.OTHER, "uuid", UUID.class), TEXT(Types.VARCHAR, "text", String.class),
	LONG(Types.BIGINT, "int8", Long.class), INT(Types.INTEGER, "int4", Integer.class),
	FLAG(Types.BOOLEAN, "bool", Boolean.class);

	final int jdbc;

	final String postgres;

	final Class<?> java;

	SqlType(int jdbc, String postgres, Class<?> java) {
		this.jdbc = jdbc;
		this.postgres = postgres;
		this.java = java;
	}

}
