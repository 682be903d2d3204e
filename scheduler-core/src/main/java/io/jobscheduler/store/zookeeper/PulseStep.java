package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.zookeeper.Endings.Ended;
import io.jobscheduler.store.zookeeper.Endings.Held;
import io.jobscheduler.store.zookeeper.LiveEntry.Pending;
import io.jobscheduler.store.zookeeper.LiveEntry.Running;
import org.jspecify.annotations.Nullable;

/**
 * A node's sign of life, and what it hears in return.
 */
final class PulseStep {

	private static final int ATTEMPTS = 10;

	private static final int CANCELS_PER_PULSE = 100;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final ScheduleFields schedules;

	private final Endings endings;

	private final Modes modes;

	PulseStep(Connection connection, Layout layout, JobFields jobs, ScheduleFields schedules, Endings endings,
			Modes modes) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.schedules = schedules;
		this.endings = endings;
		this.modes = modes;
	}

	PulseReply pulse(PulseRequest request) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			PulseReply reply = attempt(request);
			if (reply != null) {
				return reply;
			}
		}
		throw new StoreUnavailableException("Node '" + request.node() + "' is changed by others all the time", null);
	}

	/** {@code null} if the node changed meanwhile. */
	private @Nullable PulseReply attempt(PulseRequest request) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Round.Data node = first.data(this.layout.node(request.node()));
		Round.Children cancels = first.children(this.layout.cancels());
		Modes.Told told = this.modes.ask(first, request.node());
		Map<Claim, Round.Data> news = news(first, request);
		Directory<LiveEntry>.Looking live = this.layout.live().look(first);
		Directory<AgendaEntry>.Looking agenda = this.layout.agenda().look(first);
		first.run();
		Instant now = tick.now();
		Fields fields = node.fields();
		boolean registered = fields != null && fields.has("incarnation", request.incarnation());
		Round second = this.connection.round();
		live.refresh(second);
		agenda.refresh(second);
		Round.Commit beat = second.commit(this.connection.change());
		Map<Claim, Round.Commit> extended = new LinkedHashMap<>();
		if (registered && fields != null) {
			beat = second.commit(this.connection.change()
				.set(node.path, Nodes.beat(fields.copy(), request.lease(), now).bytes(), node.version()));
			request.claims()
				.forEach((claim) -> extended.put(claim, second.commit(extension(claim, request.lease(), now))));
			news.forEach((claim, znode) -> second.commit(progress(claim, znode, request.progress())));
		}
		second.run();
		if (!beat.isDone()) {
			return null;
		}
		Set<JobId> held = new HashSet<>();
		Set<JobId> lost = new HashSet<>();
		extended.forEach((claim, commit) -> (commit.isDone() ? held : lost).add(claim.job().id()));
		List<LiveEntry> entries = live.entries();
		Instant expiry = earliestExpiry(entries, held, now.plus(request.lease()));
		Set<JobId> asked = new HashSet<>();
		List<JobResult> cancelled = cancel(asked(cancels.names()), held, asked, now);
		return new PulseReply(now, registered, lost, asked, cancelled, nextScheduleDue(agenda.entries()),
				nextJobDue(entries, cancelled), expiry, told.mode());
	}

	private String entry(Claim claim) {
		return this.layout.liveEntry(claim.job().id(), LiveEntry.running(claim.job(), claim.token()));
	}

	private Change extension(Claim claim, Duration lease, Instant now) {
		byte[] until = Micros.text(now.plus(lease)).getBytes(StandardCharsets.UTF_8);
		return this.connection.change().set(entry(claim), until, Change.ANY);
	}

	/** The jobs of claims that have come further. */
	private Map<Claim, Round.Data> news(Round round, PulseRequest request) {
		Map<Claim, Round.Data> znodes = new LinkedHashMap<>();
		for (Claim claim : request.claims()) {
			if (request.progress().containsKey(claim.job().id())) {
				znodes.put(claim, round.data(this.layout.job(claim.job().id())));
			}
		}
		return znodes;
	}

	/**
	 * Keeps the progress of a claim that holds its job still. It is not worth a lease: if
	 * the job has changed meanwhile, or has no room for it, it is left out.
	 */
	private Change progress(Claim claim, Round.Data znode, Map<JobId, Progress> progress) {
		Change change = this.connection.change();
		Fields fields = znode.fields();
		Progress latest = progress.get(claim.job().id());
		if (fields == null || latest == null || !CompleteStep.isHeld(fields, claim)) {
			return change;
		}
		byte[] data = fields.copy().put("progress", latest.toLine()).bytes();
		change.check(entry(claim), Change.ANY).set(znode.path, data, znode.version());
		return (change.size() <= this.connection.most()) ? change : this.connection.change();
	}

	private @Nullable Instant nextScheduleDue(Collection<AgendaEntry> agenda) {
		return earliest(agenda.stream()
			.filter((entry) -> !entry.finished() && this.schedules.knows(entry))
			.map(AgendaEntry::at));
	}

	private static @Nullable Instant nextJobDue(Collection<LiveEntry> live, List<JobResult> cancelled) {
		Set<JobId> gone = new HashSet<>();
		cancelled.forEach((result) -> gone.add(result.jobId()));
		return earliest(live.stream()
			.filter((entry) -> entry instanceof Pending && !gone.contains(entry.id()))
			.map((entry) -> ((Pending) entry).due()));
	}

	private static @Nullable Instant earliest(Stream<Instant> instants) {
		return instants.min(Comparator.naturalOrder()).orElse(null);
	}

	/** Reads the leases of all claims but those that were just extended. */
	private @Nullable Instant earliestExpiry(List<LiveEntry> live, Set<JobId> held, Instant until) {
		Round round = this.connection.round();
		List<Round.Data> leases = new ArrayList<>();
		for (LiveEntry entry : live) {
			if (entry instanceof Running running && !held.contains(running.id())) {
				leases.add(round.data(running.path()));
			}
		}
		round.run();
		Stream<Instant> others = leases.stream().filter(Round.Data::exists).map(ReclaimStep::until);
		return earliest(held.isEmpty() ? others : Stream.concat(others, Stream.of(Micros.rounded(until))));
	}

	private static List<JobId> asked(List<String> names) {
		List<JobId> ids = new ArrayList<>();
		for (String name : names) {
			try {
				ids.add(JobId.of(name));
			}
			catch (IllegalArgumentException ex) {
				// no job is called so
			}
		}
		return ids;
	}

	/**
	 * Ends jobs that were asked to stop while they ran, and are not running any more;
	 * forgets requests for jobs that are gone.
	 */
	private List<JobResult> cancel(List<JobId> requested, Set<JobId> held, Set<JobId> asked, Instant now) {
		Round first = this.connection.round();
		Map<JobId, Round.Data> znodes = new LinkedHashMap<>();
		Map<JobId, Round.Data> requests = new LinkedHashMap<>();
		for (JobId id : requested) {
			if (held.contains(id)) {
				asked.add(id);
			}
			else if (znodes.size() < CANCELS_PER_PULSE) {
				znodes.put(id, first.data(this.layout.job(id)));
				requests.put(id, first.data(this.layout.cancel(id.toString())));
			}
		}
		first.run();
		List<Departure> departures = new ArrayList<>();
		Round second = this.connection.round();
		znodes.forEach((id, znode) -> {
			Fields fields = znode.fields();
			String entry = (fields != null) ? fields.find("entry") : null;
			if (!znode.exists() || JobFields.isEnded(fields)) {
				second.commit(this.connection.change().delete(this.layout.cancel(id.toString())));
			}
			else if (entry != null && fields != null && !fields.has("state", JobState.RUNNING.name())) {
				Held rest = new Held(id, znode, this.layout.liveEntry(id, entry), Change.ANY);
				departures
					.add(CancelStep.departure(this.jobs, rest, request(Objects.requireNonNull(requests.get(id))), now));
			}
		});
		second.run();
		List<JobResult> cancelled = new ArrayList<>();
		for (Departure done : this.endings.apply(departures, now)) {
			if (done.next() instanceof Ended ended) {
				cancelled.add(ended.result());
			}
		}
		return cancelled;
	}

	private static CancelStep.Request request(Round.Data znode) {
		Fields fields = znode.fields();
		Duration retention = Duration.ZERO;
		try {
			retention = (fields != null) ? Micros.duration(fields.number("retention")) : Duration.ZERO;
		}
		catch (RuntimeException ex) {
			// what cannot be read of it is kept for no time
		}
		return new CancelStep.Request(retention, true);
	}

}
