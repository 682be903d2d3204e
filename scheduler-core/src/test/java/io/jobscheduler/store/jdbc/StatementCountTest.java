package io.jobscheduler.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.PulseRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class StatementCountTest {

	private final AtomicInteger statements = new AtomicInteger();

	static Stream<HikariDataSource> databases() {
		return Stream.of(TestDatabase.h2(true), TestDatabase.postgres(true));
	}

	@ParameterizedTest
	@MethodSource("databases")
	void aBatchTakesAsManyStatementsWhateverItsSize(HikariDataSource dataSource) {
		JdbcSchema.initialize(dataSource, "COUNT_");
		try (JdbcJobStore store = JdbcJobStore.builder(new CountingDataSource(dataSource))
			.tablePrefix("COUNT_")
			.push(false)
			.build()) {
			store.open(TestDatabase.node("n"));
			List<Integer> few = life(store, 2);
			List<Integer> many = life(store, 300);
			assertThat(many).isEqualTo(few);
			assertThat(few).allSatisfy((count) -> assertThat(count).isLessThanOrEqualTo(9));
		}
	}

	/** How many statements adding, claiming, a pulse and completing take. */
	private List<Integer> life(JdbcJobStore store, int jobs) {
		AtomicInteger before = new AtomicInteger(this.statements.get());
		Supplier<Integer> count = () -> this.statements.get() - before.getAndSet(this.statements.get());
		store.addJobs(IntStream.range(0, jobs).mapToObj((i) -> TestDatabase.job("task")).toList());
		int added = count.get();
		ClaimReply reply = store.claim(new ClaimRequest("n", Duration.ofMinutes(1),
				List.of(new ClaimRequest.Lane("e", jobs, Map.of("task", 1)))));
		List<Claim> claims = reply.claims().get("e");
		assertThat(claims).hasSize(jobs);
		int claimed = count.get();
		assertThat(store.pulse(new PulseRequest("n", "1", Duration.ofMinutes(1), claims)).lost()).isEmpty();
		int pulsed = count.get();
		store.complete(claims.stream()
			.map((claim) -> new Completion(claim,
					new Completion.End(Ending.succeeded(null), reply.now(), reply.now(), Duration.ofDays(1))))
			.toList());
		return List.of(added, claimed, pulsed, count.get());
	}

	private final class CountingDataSource extends DelegatingDataSource {

		CountingDataSource(HikariDataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return counting(Connection.class, connection);
		}

		@SuppressWarnings("unchecked")
		private <T> T counting(Class<T> type, T target) {
			return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> {
				if (method.getName().startsWith("execute")) {
					StatementCountTest.this.statements.incrementAndGet();
				}
				try {
					Object value = method.invoke(target, args);
					return (value instanceof PreparedStatement statement) ? counting(PreparedStatement.class, statement)
							: value;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			});
		}

	}

}
