package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether a database keeps what it has acknowledged.
 *
 * @param persistent whether its data outlives the process
 * @param warnings what weakens that, for people
 */
record Durability(boolean persistent, List<String> warnings) {

	private static final Durability PERSISTENT = new Durability(true, List.of());

	static Durability of(DataSource dataSource, Dialect dialect) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		return switch (dialect.platform()) {
			case "h2" -> h2(jdbc, Dialects.url(dataSource));
			case "postgresql" -> postgres(jdbc);
			default -> PERSISTENT;
		};
	}

	/**
	 * By default, an embedded H2 writes what was committed half a second later, and a
	 * killed process loses it.
	 */
	private static Durability h2(JdbcTemplate jdbc, String url) {
		if (url.startsWith("jdbc:h2:mem:")) {
			return new Durability(false, List.of());
		}
		if (url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:")) {
			return PERSISTENT;
		}
		List<String> warnings = new ArrayList<>();
		try {
			jdbc.execute("SET WRITE_DELAY 0");
		}
		catch (DataAccessException ex) {
			warnings.add("H2 writes commits with a delay, so a killed process loses acknowledged ones: add "
					+ ";WRITE_DELAY=0 to the URL " + url);
		}
		if (!url.startsWith("jdbc:h2:async:")) {
			warnings.add("A job that is interrupted, because it is cancelled or the node stops, closes an H2 file for "
					+ "every connection: write jdbc:h2:async: for jdbc:h2:file: in the URL " + url);
		}
		return new Durability(true, warnings);
	}

	private static Durability postgres(JdbcTemplate jdbc) {
		List<String> warnings = new ArrayList<>();
		for (String setting : List.of("fsync", "synchronous_commit")) {
			if ("off".equals(jdbc.queryForObject("SHOW " + setting, String.class))) {
				warnings.add("PostgreSQL runs with " + setting + " = off: a crash of the server loses acknowledged "
						+ "commits; switch it on");
			}
		}
		return new Durability(true, warnings);
	}

}
