package io.jobscheduler.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.jobscheduler.store.StoreSchemaException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The tables of the job store. They are made by a script per platform, all statements of
 * which may be run again; it lies on the class path at {@link #location(String)}, with
 * {@code @@} for the prefix of the tables, for those who create their tables with Flyway
 * or Liquibase.
 */
public final class JdbcSchema {

	/** The version of the tables that this version of the scheduler works on. */
	public static final int VERSION = 1;

	/** The prefix of the tables unless another is chosen. */
	public static final String DEFAULT_PREFIX = "JOBSCHEDULER_";

	static final String NEXT_STEP = "Set the property jobscheduler.store.jdbc.initialize-schema=always to have them "
			+ "created, or run the script io/jobscheduler/store/jdbc/schema-<platform>.sql";

	private static final int ATTEMPTS = 5;

	private static final long LOCK = 0x10B5_C4ED_01E5L;

	private JdbcSchema() {
	}

	/**
	 * Where the script of a platform lies.
	 * @param platform {@code h2}, {@code postgresql} or {@code mariadb}
	 * @return its location on the class path
	 */
	public static String location(String platform) {
		return "io/jobscheduler/store/jdbc/schema-" + platform + ".sql";
	}

	/**
	 * Creates the tables that are missing. Several nodes may do so at once.
	 * @param dataSource the database
	 * @param prefix the prefix of the tables
	 * @throws StoreSchemaException if the database refuses
	 */
	public static void initialize(DataSource dataSource, String prefix) {
		String platform = Dialects.of(dataSource).platform();
		String script = script(platform).replace("@@", requirePrefix(prefix));
		for (int attempt = 1;; attempt++) {
			try (Connection connection = dataSource.getConnection()) {
				run(connection, platform, script);
				return;
			}
			catch (SQLException | DataAccessException ex) {
				if (attempt == ATTEMPTS) {
					throw new StoreSchemaException(
							"The scheduler's tables cannot be created: " + ex.getMessage()
									+ ". Grant the right to create tables, or run the script " + location(platform),
							ex);
				}
			}
		}
	}

	private static void run(Connection connection, String platform, String script) throws SQLException {
		boolean autoCommit = connection.getAutoCommit();
		connection.setAutoCommit(false);
		try {
			if (platform.equals("postgresql")) {
				// there, CREATE … IF NOT EXISTS fails if two run it at once
				try (Statement statement = connection.createStatement()) {
					statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
				}
			}
			ScriptUtils.executeSqlScript(connection, new EncodedResource(
					new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
			connection.commit();
		}
		finally {
			connection.rollback();
			connection.setAutoCommit(autoCommit);
		}
	}

	private static String script(String platform) {
		try (InputStream stream = JdbcSchema.class.getResourceAsStream("schema-" + platform + ".sql")) {
			if (stream == null) {
				throw new StoreSchemaException("There is no schema script for the platform '" + platform + "'", null);
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String requirePrefix(String prefix) {
		if (!prefix.matches("[A-Za-z][A-Za-z0-9_]{0,29}")) {
			throw new IllegalArgumentException("Invalid table prefix '" + prefix
					+ "': a letter, then up to 29 letters, digits and underscores are expected");
		}
		return prefix;
	}

	/** Checks that the tables are there, and of this version. */
	static void check(Session session) {
		String found;
		try {
			found = session
				.first(new Query("SELECT meta_value FROM @@META WHERE name = 'schema-version'"),
						(row, n) -> row.getString("meta_value"))
				.orElse("none");
		}
		catch (BadSqlGrammarException ex) {
			throw new StoreSchemaException("The scheduler's tables are missing: " + session.tables() + ". " + NEXT_STEP,
					ex);
		}
		if (!found.equals(String.valueOf(VERSION))) {
			throw new StoreSchemaException("The scheduler's tables " + session.tables() + " have version " + found
					+ ", and this version of the scheduler works on version " + VERSION
					+ ". Use the version of the scheduler that they were made for, or migrate them", null);
		}
	}

}
