package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.test.store.StoreFixture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of its own for each test, on a clock that stands still.
 */
final class SnapshotFixture implements StoreFixture {

	private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-29T00:59:59.999999Z"));

	private final VersionedValue value = new MemoryValue(this.clock);

	@Override
	public JobStore open() {
		return new SnapshotJobStore(this.value, TriggerFormat.standard());
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(new SnapshotJobStore(this.value, triggers));
	}

	@Override
	public Instant now() {
		return this.clock.now();
	}

	@Override
	public void advance(Duration step) {
		this.clock.advance(step);
	}

	@Override
	public boolean clockStandsStill() {
		return true;
	}

	@Override
	public boolean corruptJob(JobId id) {
		damage("jobs", id.toString(), "settings");
		return true;
	}

	@Override
	public boolean corruptSchedule(String id) {
		damage("schedules", id, "definition");
		return true;
	}

	/** Writes nonsense, as someone with an editor would. */
	private void damage(String table, String id, String member) {
		VersionedValue.Snapshot snapshot = this.value.read();
		ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(snapshot.content());
		root.withObjectProperty(table).withObjectProperty(id).put(member, "nonsense");
		this.value.replace(snapshot.version(), root.toString());
	}

	@Override
	public void close() {
		// the value goes with the fixture
	}

}
