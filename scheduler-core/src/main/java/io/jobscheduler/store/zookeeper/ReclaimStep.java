package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore.ReclaimPlanner;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.zookeeper.Endings.Held;
import io.jobscheduler.store.zookeeper.Endings.Unreadable;
import io.jobscheduler.store.zookeeper.LiveEntry.Running;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back claims whose lease has ended. A lease that was extended meanwhile has
 * another version, so that its claim stays.
 */
final class ReclaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ReclaimStep.class);

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final Endings endings;

	ReclaimStep(Connection connection, Layout layout, JobFields jobs, Endings endings) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.endings = endings;
	}

	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Round.Children cancels = first.children(this.layout.cancels());
		Directory<LiveEntry>.Looking live = this.layout.live().look(first);
		first.run();
		Round second = this.connection.round();
		live.refresh(second);
		second.run();
		List<Expired> expired = expired(live.entries(), tick.now(), limit);
		Set<String> asked = new HashSet<>(cancels.names());
		Map<Departure, Reclaimed> planned = new LinkedHashMap<>();
		List<Departure> departures = new ArrayList<>();
		Round clean = this.connection.round();
		for (Expired each : expired) {
			if (!each.isRunning()) {
				clean.commit(forget(each));
				continue;
			}
			Departure departure = decide(each, planner, tick.now(), asked.contains(each.entry().id().toString()),
					planned);
			if (departure != null) {
				departures.add(departure);
			}
		}
		clean.run();
		Set<Departure> done = this.endings.apply(departures, tick.now());
		return planned.entrySet()
			.stream()
			.filter((each) -> done.contains(each.getKey()))
			.map(Map.Entry::getValue)
			.toList();
	}

	private @Nullable Departure decide(Expired expired, ReclaimPlanner planner, Instant now, boolean asked,
			Map<Departure, Reclaimed> planned) {
		Running entry = expired.entry();
		Held held = new Held(entry.id(), expired.znode(), entry.path(), expired.lease().version());
		Stored<Job> stored = this.jobs.read(entry.id(), expired.znode().fields(), expired.until());
		if (stored.value() != null) {
			Claim claim = new Claim(stored.value(), entry.token(), expired.until());
			Completion.Verdict verdict = planner.decide(claim, now);
			if (verdict == null) {
				return null;
			}
			Departure departure = new Departure(held, CompleteStep.next(new Completion(claim, verdict), now), asked);
			planned.put(departure, new Reclaimed(claim, verdict));
			return departure;
		}
		if (!stored.isCorrupt()) {
			return null;
		}
		LOG.warn("Running job {} was abandoned and is quarantined: {}", entry.id(), stored.reason());
		return new Departure(held, new Unreadable(entry, stored.reason()), asked);
	}

	/** The entry of a claim that its job knows nothing of. */
	private Change forget(Expired expired) {
		Change change = this.connection.change().delete(expired.entry().path(), expired.lease().version());
		return expired.znode().exists() ? change.check(expired.znode().path, expired.znode().version()) : change;
	}

	/** Reads all leases, and the jobs of those that have ended, the earliest first. */
	private List<Expired> expired(List<LiveEntry> live, Instant now, int limit) {
		Map<Running, Round.Data> leases = new LinkedHashMap<>();
		Round round = this.connection.round();
		for (LiveEntry entry : live) {
			if (entry instanceof Running running) {
				leases.put(running, round.data(running.path()));
			}
		}
		round.run();
		List<Map.Entry<Running, Round.Data>> ended = leases.entrySet()
			.stream()
			.filter((lease) -> lease.getValue().exists() && until(lease.getValue()).isBefore(now))
			.sorted(Comparator.comparing((Map.Entry<Running, Round.Data> lease) -> until(lease.getValue())))
			.limit(limit)
			.toList();
		List<Expired> expired = new ArrayList<>();
		Round jobRound = this.connection.round();
		ended.forEach((lease) -> expired
			.add(new Expired(lease.getKey(), lease.getValue(), jobRound.data(this.layout.job(lease.getKey().id())))));
		jobRound.run();
		return expired;
	}

	/** The end of a lease; one that cannot be read has ended long ago. */
	static Instant until(Round.Data lease) {
		try {
			return Micros.instant(new String(lease.bytes(), StandardCharsets.UTF_8));
		}
		catch (RuntimeException ex) {
			return Instant.EPOCH;
		}
	}

	/**
	 * A claim whose lease has ended.
	 *
	 * @param entry its entry
	 * @param lease the data of the entry
	 * @param znode its job
	 */
	private record Expired(Running entry, Round.Data lease, Round.Data znode) {

		Instant until() {
			return ReclaimStep.until(this.lease);
		}

		boolean isRunning() {
			Fields fields = this.znode.fields();
			if (fields == null) {
				return this.znode.exists();
			}
			boolean pendingOrEnded = JobFields.isEnded(fields) || fields.has("state", JobState.PENDING.name())
					|| fields.has("state", JobState.QUARANTINED.name());
			String token = fields.textOr("token", "");
			boolean another = token.matches("[0-9]{1,18}") && Long.parseLong(token) != this.entry.token();
			return !pendingOrEnded && !another;
		}

	}

}
