package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.PruneRequest;

/**
 * Removes what is past its retention. The names tell what that is.
 */
final class PruneStep {

	private final Connection connection;

	private final Layout layout;

	PruneStep(Connection connection, Layout layout) {
		this.connection = connection;
		this.layout = layout;
	}

	int prune(PruneRequest request) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Directory<EndedEntry>.Looking ended = this.layout.ended().look(first);
		Directory<SkipEntry>.Looking skips = this.layout.skips().look(first);
		Directory<AgendaEntry>.Looking agenda = this.layout.agenda().look(first);
		Round.Children nodes = first.children(this.layout.nodes());
		first.run();
		Round second = this.connection.round();
		ended.refresh(second);
		skips.refresh(second);
		agenda.refresh(second);
		List<Round.Data> registered = nodes.names()
			.stream()
			.map((name) -> second.data(this.layout.nodes() + "/" + name))
			.toList();
		second.run();
		Instant now = tick.now();
		Round third = this.connection.round();
		Map<EndedEntry, Round.Data> results = results(ended.entries(), request, now, third);
		Map<AgendaEntry, Round.Data> schedules = finished(agenda.entries(), request, now, third);
		third.run();
		List<Change> changes = new ArrayList<>();
		results.forEach((entry, job) -> changes.add(removal(entry, job)));
		schedules.forEach((entry, schedule) -> changes.add(removal(entry, schedule)));
		changes.addAll(skips(skips.entries(), request, now));
		registered.stream()
			.filter((node) -> isSilent(node, request, now))
			.forEach((node) -> changes.add(this.connection.change().delete(node.path, node.version())));
		Round fourth = this.connection.round();
		List<Round.Commit> commits = changes.stream().map(fourth::commit).toList();
		fourth.run();
		return (int) commits.stream().filter(Round.Commit::isDone).count();
	}

	private Map<EndedEntry, Round.Data> results(List<EndedEntry> ended, PruneRequest request, Instant now,
			Round round) {
		Map<EndedEntry, Round.Data> results = new LinkedHashMap<>();
		ended.stream()
			.filter((entry) -> !entry.expiresAt().isAfter(now))
			.sorted(Comparator.comparing(EndedEntry::expiresAt))
			.limit(request.limit())
			.forEach((entry) -> results.put(entry, round.data(this.layout.job(entry.id()))));
		return results;
	}

	private Map<AgendaEntry, Round.Data> finished(List<AgendaEntry> agenda, PruneRequest request, Instant now,
			Round round) {
		Map<AgendaEntry, Round.Data> finished = new LinkedHashMap<>();
		agenda.stream()
			.filter((entry) -> entry.finished() && !entry.at().plus(request.finishedSchedules()).isAfter(now))
			.limit(request.limit())
			.forEach((entry) -> finished.put(entry, round.data(this.layout.schedule(entry.schedule()))));
		return finished;
	}

	private List<Change> skips(List<SkipEntry> skips, PruneRequest request, Instant now) {
		return skips.stream()
			.filter((entry) -> !entry.recordedAt().plus(request.skipped()).isAfter(now))
			.sorted(SkipEntry.LATEST_FIRST.reversed())
			.limit(request.limit())
			.map((entry) -> this.connection.change().delete(entry.path()))
			.toList();
	}

	/** An entry that its job knows nothing of goes alone. */
	private Change removal(EndedEntry entry, Round.Data job) {
		Change change = this.connection.change().delete(entry.path());
		Fields fields = job.fields();
		if (job.exists() && (fields == null || entry.path().endsWith("/" + fields.textOr("entry", "none")))) {
			change.delete(job.path, job.version());
		}
		return change;
	}

	private Change removal(AgendaEntry entry, Round.Data schedule) {
		Change change = this.connection.change().delete(entry.path());
		Fields fields = schedule.fields();
		boolean finished = fields != null && fields.has("state", ScheduleState.FINISHED.name())
				&& fields.find("application") == null;
		if (finished) {
			change.delete(schedule.path, schedule.version());
		}
		return change;
	}

	private static boolean isSilent(Round.Data node, PruneRequest request, Instant now) {
		Fields fields = node.fields();
		try {
			return fields != null && fields.instant("until").plus(request.silentNodes()).isBefore(now);
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

}
