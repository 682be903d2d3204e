package io.jobscheduler.test.store;

import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The SQL store survives what can befall MariaDB.
 */
class MariaDbFaultTest extends SqlFaultTest {

	@RegisterExtension
	static final MariaDbServer MARIADB = new MariaDbServer();

	@Override
	HikariDataSource database() {
		return MARIADB.dataSource();
	}

	static Stream<SqlFault> faults() {
		return Stream.of(new SqlFault("HY000", 1021, "Disk full; waiting for someone to free some space", "make room"),
				new SqlFault("HY000", 1114, "The table is full", "make room"),
				new SqlFault("HY000", 1030, "Got error 28 from storage engine", "make room"),
				new SqlFault("HY000", 1290, "The MariaDB server is running with the --read-only option", "primary"));
	}

	@Override
	List<String> refusing(String table, SqlFault fault) {
		return Stream.of("INSERT", "UPDATE")
			.map((event) -> "CREATE TRIGGER %1$s_%2$s BEFORE %2$s ON %1$s FOR EACH ROW ".formatted(table, event)
					+ "SIGNAL SQLSTATE '%s' SET MYSQL_ERRNO = %d, MESSAGE_TEXT = '%s'".formatted(fault.state(),
							fault.number(), fault.message()))
			.toList();
	}

	@Override
	List<String> accepting(String table) {
		return List.of("DROP TRIGGER " + table + "_INSERT", "DROP TRIGGER " + table + "_UPDATE");
	}

	@Override
	String readOnly(boolean value) {
		return "SET GLOBAL TRANSACTION READ " + (value ? "ONLY" : "WRITE");
	}

}
