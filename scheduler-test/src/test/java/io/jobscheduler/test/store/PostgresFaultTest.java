package io.jobscheduler.test.store;

import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The SQL store survives what can befall PostgreSQL.
 */
class PostgresFaultTest extends SqlFaultTest {

	@RegisterExtension
	static final PostgresServer POSTGRES = new PostgresServer();

	@Override
	HikariDataSource database() {
		return POSTGRES.dataSource();
	}

	static Stream<SqlFault> faults() {
		return Stream.of(new SqlFault("53100", 0, "could not extend file: No space left on device", "make room"),
				new SqlFault("25006", 0, "cannot execute INSERT in a read-only transaction", "primary"));
	}

	@Override
	List<String> refusing(String table, SqlFault fault) {
		return List.of(
				"CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
						+ "RAISE EXCEPTION '%s' USING ERRCODE = '%s'; END $$".formatted(fault.message(), fault.state()),
				"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON " + table
						+ " FOR EACH ROW EXECUTE FUNCTION no_room()");
	}

	@Override
	List<String> accepting(String table) {
		return List.of("DROP TRIGGER no_room ON " + table);
	}

	@Override
	String readOnly(boolean value) {
		return "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = " + value
				+ "', current_database()); END $$";
	}

}
