package io.jobscheduler.test.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of a {@link JobStore}: every guarantee that one process can show, with
 * real threads racing. Each test is named after what it shows. The test of a store
 * extends this class, or {@link TransactionalJobStoreContract} if the store takes part in
 * the caller's transaction, and says where its data is:
 *
 * <pre class="code">
 * class MyJobStoreTest extends JobStoreContract {
 *
 *     &#64;Override
 *     protected StoreFixture createFixture() {
 *         return new MyStoreFixture();
 *     }
 *
 * }
 * </pre>
 */
@Timeout(120)
public abstract class JobStoreContract implements NodeContract, NodeModeContract, RunContract, RateLimitContract,
		AddContract, BatchContract, UniqueKeyContract, ClaimContract, LimitContract, LeaseContract, CompletionContract,
		FencingContract, ReclaimContract, CancelContract, FiringContract, FiringConflictContract, WatchContract,
		ScheduleChangeContract, QueryContract, PruneContract, ValueContract, PoisonContract, ForeignTriggerContract,
		JobRaceContract, ScheduleRaceContract {

	private final List<JobStore> opened = new CopyOnWriteArrayList<>();

	private @Nullable StoreFixture fixture;

	private @Nullable JobStore store;

	/** For subclasses. */
	protected JobStoreContract() {
	}

	/**
	 * Creates the data that one test works on.
	 * @return an empty one
	 * @throws Exception if there is nowhere to put it
	 */
	protected abstract StoreFixture createFixture() throws Exception;

	@BeforeEach
	final void openEmptyStore() throws Exception {
		this.fixture = createFixture();
		this.store = openStore();
	}

	@AfterEach
	final void closeStores() {
		this.opened.forEach(JobStore::close);
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

	@Override
	public StoreFixture fixture() {
		return Objects.requireNonNull(this.fixture, "there is a fixture only during a test");
	}

	@Override
	public final JobStore store() {
		return Objects.requireNonNull(this.store, "there is a store only during a test");
	}

	@Override
	public final JobStore openStore() {
		JobStore another = fixture().open();
		this.opened.add(another);
		return another;
	}

	@Override
	public final Optional<JobStore> openStore(TriggerFormat triggers) {
		Optional<JobStore> another = fixture().open(triggers);
		another.ifPresent(this.opened::add);
		return another;
	}

	@Test
	final void saysWhetherItTakesPartInTransactions() {
		assertThat(store().describe().transactional()).isEqualTo(this instanceof TransactionalJobStoreContract);
	}

	@Test
	final void runsAnActionAtOnceWhenThereIsNoTransaction() {
		boolean[] ran = new boolean[1];
		store().afterCommit(() -> ran[0] = true);
		assertThat(ran[0]).isTrue();
		assertThat(store().inCallersTransaction()).isFalse();
	}

}
