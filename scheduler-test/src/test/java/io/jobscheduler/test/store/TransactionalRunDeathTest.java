package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transactional run whose process dies between any two of its statements has left its
 * row and its outcome, or neither; and once the job has ended, whoever ran it last, there
 * is one row.
 */
@Timeout(300)
abstract class TransactionalRunDeathTest implements StoreScenario {

	/** More statements than a run has. */
	private static final int ENOUGH = 50;

	private final List<AutoCloseable> opened = new ArrayList<>();

	private JdbcStoreFixture fixture;

	private DyingDataSource dying;

	private JobStore store;

	abstract HikariDataSource database();

	@BeforeEach
	void start() {
		this.fixture = new JdbcStoreFixture(database());
		this.dying = new DyingDataSource(new DriverManagerDataSource(database().getJdbcUrl()));
		this.store = openStore();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.opened) {
			resource.close();
		}
		this.fixture.close();
	}

	@Override
	public JdbcStoreFixture fixture() {
		return this.fixture;
	}

	@Override
	public JobStore store() {
		return this.store;
	}

	@Override
	public JobStore openStore() {
		return openStore(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> openStore(TriggerFormat triggers) {
		Optional<JobStore> another = this.fixture.open(triggers);
		another.ifPresent(this.opened::add);
		return another;
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void deathBetweenAnyTwoStatementsLeavesBothOrNeither(boolean afterTheStatement) {
		JobStore mortal = fixture().open(this.dying);
		this.opened.add(mortal);
		TestNode node = new TestNode("mortal", "1", mortal, fixture());
		node.open();
		TestNode survivor = node("survivor");
		int deaths = 0;
		boolean survived = false;
		while (!survived && deaths < ENOUGH) {
			add(TestJob.job());
			Claim claim = node.claimOne();
			String key = "run-" + deaths;
			this.dying.dieAt(deaths + 1, afterTheStatement);
			survived = run(node, claim, key);
			this.dying.liveOn();
			assertThat(fixture().rows().contains(key)).isEqualTo(succeeded(claim.job().id()));
			assertThat(succeeded(claim.job().id()) || !survived).as("whoever is told so can rely on it").isTrue();
			endOnSurvivor(survivor, claim, key);
			assertThat(fixture().rows()).filteredOn(key::equals).hasSize(1);
			assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
			node.open();
			deaths++;
		}
		assertThat(survived).isTrue();
		assertThat(deaths).as("statements at which it died").isGreaterThan(5);
	}

	private boolean run(TestNode node, Claim claim, String key) {
		try {
			return node.store().completeInTransaction(claim, () -> {
				fixture().writeRow(this.dying, key);
				return Verdicts.succeeded(now());
			}) == CompletionStatus.APPLIED;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private boolean succeeded(JobId id) {
		return store().result(id).isPresent();
	}

	/** The server may need a moment to see that a connection is gone. */
	private void endOnSurvivor(TestNode survivor, Claim claim, String key) {
		if (succeeded(claim.job().id())) {
			return;
		}
		assertThat(job(claim.job().id()).state()).isEqualTo(JobState.RUNNING);
		advance(TestNode.UNTIL_EXPIRED);
		Awaitility.await().until(() -> !survivor.reclaim(Verdicts.ANOTHER_ATTEMPT).isEmpty());
		assertThat(survivor.store().completeInTransaction(survivor.claimOne(), () -> {
			fixture().writeRow(key);
			return Verdicts.succeeded(now());
		})).isEqualTo(CompletionStatus.APPLIED);
	}

}
