package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class JdbcSchemaTest {

	static Stream<HikariDataSource> databases() {
		return Stream.of(TestDatabase.h2(true), TestDatabase.h2(false), TestDatabase.postgres(true),
				TestDatabase.postgres(false));
	}

	@ParameterizedTest
	@MethodSource("databases")
	void severalNodesMayCreateTheTablesAtOnceAndAgain(HikariDataSource dataSource) {
		List<CompletableFuture<Void>> nodes = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			nodes.add(CompletableFuture.runAsync(() -> JdbcSchema.initialize(dataSource, "TWICE_")));
		}
		nodes.forEach(CompletableFuture::join);
		try (JdbcJobStore store = JdbcJobStore.builder(dataSource).tablePrefix("TWICE_").build()) {
			assertThat(store.open(TestDatabase.node("a")).twin()).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("databases")
	void missingTablesAreNamedWithTheNextStep(HikariDataSource dataSource) {
		try (JdbcJobStore store = JdbcJobStore.builder(dataSource).tablePrefix("MISSING_").build()) {
			assertThatExceptionOfType(StoreSchemaException.class).isThrownBy(() -> store.open(TestDatabase.node("a")))
				.withMessageContaining("MISSING_")
				.withMessageContaining("jobscheduler.store.jdbc.initialize-schema");
		}
	}

	@Test
	void tablesOfAnotherVersionAreRefused() {
		HikariDataSource dataSource = TestDatabase.h2(true);
		JdbcSchema.initialize(dataSource, "OLD_");
		new JdbcTemplate(dataSource).update("UPDATE OLD_META SET meta_value = '7'");
		try (JdbcJobStore store = JdbcJobStore.builder(dataSource).tablePrefix("OLD_").build()) {
			assertThatExceptionOfType(StoreSchemaException.class).isThrownBy(() -> store.open(TestDatabase.node("a")))
				.withMessageContaining("version 7");
		}
	}

	@Test
	void aPrefixThatIsNoNameIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JdbcJobStore.builder(TestDatabase.h2(true)).tablePrefix("x; DROP TABLE y"));
	}

	@Test
	void aDatabaseThatIsDownIsNamedAtOnce() {
		DriverManagerDataSource down = new DriverManagerDataSource("jdbc:h2:tcp://localhost:1/none");
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> JdbcJobStore.builder(down).build());
	}

}
