package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit.Decision;
import io.jobscheduler.schedule.ScheduleEdit.Remove;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules: reads, decides, writes what still stands as it was read, and decides
 * anew on the others.
 */
final class ScheduleChanges {

	private static final int ROUNDS = 1000;

	private final Server server;

	private final Documents schedules;

	private final StoreFormat format;

	private final ScheduleDocuments documents;

	private final PlanWriter plans;

	ScheduleChanges(Steps steps, StoreFormat format) {
		this.server = steps.server;
		this.schedules = steps.schedules;
		this.format = format;
		this.documents = steps.scheduleDocuments;
		this.plans = steps.plans;
	}

	List<ScheduleReply> change(List<ScheduleChange> changes) {
		Map<String, ScheduleReply> replies = new HashMap<>();
		List<ScheduleChange> open = changes;
		for (int round = 0; !open.isEmpty(); round++) {
			if (round == ROUNDS) {
				throw new StoreUnavailableException("Schedules are changed by others all the time: "
						+ open.stream().map(ScheduleChange::id).toList() + "; try again", null);
			}
			changeOnce(open, replies);
			open = open.stream().filter((change) -> !replies.containsKey(change.id())).toList();
		}
		return changes.stream().map((change) -> Objects.requireNonNull(replies.get(change.id()))).toList();
	}

	private void changeOnce(List<ScheduleChange> changes, Map<String, ScheduleReply> replies) {
		List<String> ids = changes.stream().map((change) -> Hash.of(change.id())).toList();
		Fields read = this.server.read((now) -> Map.of("schedules", this.schedules.all(ids).coerceTo("array")));
		Instant now = read.instant("now");
		Map<String, Fields> present = new HashMap<>();
		read.children("schedules").forEach((document) -> present.put(document.id(), document));
		List<Decided> additions = new ArrayList<>();
		Map<String, Decided> rewritten = new LinkedHashMap<>();
		List<Fields> unfinished = new ArrayList<>();
		for (ScheduleChange change : changes) {
			Fields document = present.get(Hash.of(change.id()));
			Schedule before = (document != null) ? this.documents.lenient(document) : null;
			Decided decided = new Decided(change.id(), document, before, change.edit().decide(before, now));
			if (!decided.writes()) {
				replies.put(change.id(), decided.reply());
			}
			else if (before == null) {
				additions.add(decided);
			}
			else if (document != null && document.has("planId") && decided.needsNoPlan()) {
				unfinished.add(document);
			}
			else {
				rewritten.put(Hash.of(change.id()), decided);
			}
		}
		this.plans.finishAll(unfinished);
		insert(additions).forEach((decided) -> replies.put(decided.id(), decided.reply()));
		rewrite(rewritten).forEach((decided) -> replies.put(decided.id(), decided.reply()));
	}

	/** Writes new schedules, all at once. */
	private List<Decided> insert(List<Decided> additions) {
		Set<String> inserted = this.schedules.insert(additions, (decided, now) -> {
			Change change = everything(decided.written(), now).set("id", Hash.of(decided.id()));
			return decided.withPlan(change, this.format, now).fields();
		}).ids();
		return carryOut(additions.stream().filter((decided) -> inserted.contains(Hash.of(decided.id()))).toList());
	}

	/** Writes and removes schedules that are as they were read, all at once. */
	private List<Decided> rewrite(Map<String, Decided> decisions) {
		Map<String, Decided> plain = new LinkedHashMap<>(decisions);
		plain.values().removeIf(Decided::needsNoPlan);
		Map<String, Decided> planned = new LinkedHashMap<>(decisions);
		planned.keySet().removeAll(plain.keySet());
		Set<String> written = this.schedules.change(plain, this::change).ids();
		written.addAll(
				this.schedules.change(planned, (decided, now) -> change(decided, now).expect("planId", null)).ids());
		return carryOut(decisions.entrySet()
			.stream()
			.filter((decision) -> written.contains(decision.getKey()))
			.map(Map.Entry::getValue)
			.toList());
	}

	private List<Decided> carryOut(List<Decided> written) {
		this.plans
			.finish(written.stream().map(Decided::plan).filter((plan) -> plan != null && !plan.isEmpty()).toList());
		return written;
	}

	private Change change(Decided decided, ReqlExpr now) {
		Schedule before = Objects.requireNonNull(decided.before());
		if (decided.decision() instanceof Remove) {
			return ScheduleDocuments.expect(new Change().remove(), before);
		}
		Schedule after = decided.written();
		boolean sameButForStatus = before.uid().equals(after.uid()) && before.definition().equals(after.definition())
				&& Objects.equals(before.declaration(), after.declaration());
		// the stored text is kept, which this node may not even be able to write
		Change change = sameButForStatus ? ScheduleDocuments.status(after, now) : everything(after, now);
		return decided.withPlan(ScheduleDocuments.expect(change, before), this.format, now);
	}

	private Change everything(Schedule schedule, ReqlExpr now) {
		try {
			return this.documents.everything(schedule, now);
		}
		catch (IllegalArgumentException ex) {
			throw new StoreRejectedException("Schedule '" + schedule.id() + "' cannot be stored: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * What shall become of a schedule.
	 *
	 * @param id its id
	 * @param document its document as it was read
	 * @param before what was read; {@code null} if there is none
	 * @param decision what to do
	 * @param plan what else is to be written; {@code null} for nothing
	 */
	private record Decided(String id, @Nullable Fields document, @Nullable Schedule before, Decision decision,
			@Nullable PendingPlan plan) {

		Decided(String id, @Nullable Fields document, @Nullable Schedule before, Decision decision) {
			this(id, document, before, decision, (decision instanceof Write write)
					? new PendingPlan(UUID.randomUUID().toString(), Hash.of(id), List.of(), write.skipped()) : null);
		}

		/** Whether there is something to write. */
		boolean writes() {
			return this.decision instanceof Write || (this.decision instanceof Remove && this.before != null);
		}

		/** Whether a plan that is pending would be lost. */
		boolean needsNoPlan() {
			return this.decision instanceof Remove || (this.plan != null && !this.plan.isEmpty());
		}

		Change withPlan(Change change, StoreFormat format, ReqlExpr now) {
			return (this.plan == null || this.plan.isEmpty()) ? change : this.plan.into(change, format, now);
		}

		/** The schedule that is written. */
		Schedule written() {
			Schedule schedule = ((Write) this.decision).schedule();
			return schedule.withVersion((this.before != null) ? this.before.version() + 1 : 1);
		}

		ScheduleReply reply() {
			Schedule after = (this.decision instanceof Write) ? written()
					: (this.decision instanceof Remove) ? null : this.before;
			return new ScheduleReply(this.decision, this.before, after);
		}

	}

}
