package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit.Decision;
import io.jobscheduler.schedule.ScheduleEdit.Remove;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules: reads, decides, writes what still stands as it was read, and decides
 * anew on the others.
 */
final class ScheduleChanges {

	private static final int ROUNDS = 1000;

	private final Server server;

	private final Transactions transactions;

	private final StoreFormat format;

	private final ScheduleDocuments schedules;

	private final PlanWriter plans;

	ScheduleChanges(Steps steps, StoreFormat format) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.format = format;
		this.schedules = steps.scheduleDocuments;
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
			changeOnce(this.transactions.callers(), open, replies);
			open = open.stream().filter((change) -> !replies.containsKey(change.id())).toList();
		}
		return changes.stream().map((change) -> Objects.requireNonNull(replies.get(change.id()))).toList();
	}

	private void changeOnce(Session session, List<ScheduleChange> changes, Map<String, ScheduleReply> replies) {
		Instant now = this.server.now();
		Map<String, Document> present = new HashMap<>();
		session.schedules.list(Documents.idIn(changes.stream().map(ScheduleChange::id).toList()))
			.forEach((document) -> present.put(new Fields(document).text("_id"), document));
		Map<String, Decided> decisions = new LinkedHashMap<>();
		for (ScheduleChange change : changes) {
			Document document = present.get(change.id());
			Schedule before = (document != null) ? this.schedules.lenient(document) : null;
			decisions.put(change.id(), new Decided(document, before, change.edit().decide(before, now)));
		}
		List<Decided> additions = new ArrayList<>();
		decisions.forEach((id, decided) -> {
			if (decided.before() == null && decided.decision() instanceof Write) {
				additions.add(decided);
			}
			else if (apply(session, decided, now)) {
				replies.put(id, decided.reply());
			}
		});
		insert(session, additions, now).forEach((added) -> replies.put(added.written().id(), added.reply()));
	}

	/** Writes new schedules, all at once. */
	private List<Decided> insert(Session session, List<Decided> additions, Instant now) {
		List<Document> documents = new ArrayList<>();
		List<PendingPlan> pending = new ArrayList<>();
		for (Decided addition : additions) {
			Document document = document(addition.written(), now);
			PendingPlan plan = plan(addition);
			if (!plan.isEmpty() && !session.isTransactional()) {
				document.append("plan", plan.document(this.format, now));
			}
			documents.add(document);
			pending.add(plan);
		}
		List<Decided> inserted = new ArrayList<>();
		List<PendingPlan> toWrite = new ArrayList<>();
		Set<Integer> indexes = session.schedules.insertAbsent(documents);
		for (int index : indexes) {
			inserted.add(additions.get(index));
			if (!pending.get(index).isEmpty()) {
				toWrite.add(pending.get(index));
			}
		}
		carryOut(session, toWrite, now);
		return inserted;
	}

	private Document document(Schedule schedule, Instant now) {
		try {
			return this.schedules.document(schedule, now);
		}
		catch (IllegalArgumentException ex) {
			throw new StoreRejectedException("Schedule '" + schedule.id() + "' cannot be stored: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Carries out a decision on a schedule as it was read.
	 * @return {@code false} if the schedule is not as it was read
	 */
	private boolean apply(Session session, Decided decided, Instant now) {
		Schedule before = decided.before();
		if (before == null || decided.document() == null) {
			return true;
		}
		if (decided.decision() instanceof Remove) {
			finishPending(session, decided.document(), now);
			return session.schedules
				.delete(ScheduleDocuments.withoutPlan(ScheduleDocuments.unchanged(decided.document()))) > 0;
		}
		return !(decided.decision() instanceof Write) || write(session, before, decided, now);
	}

	private boolean write(Session session, Schedule before, Decided decided, Instant now) {
		Schedule after = decided.written();
		Change change = change(before, after, now);
		PendingPlan plan = plan(decided);
		Document read = Objects.requireNonNull(decided.document());
		Document unchanged = ScheduleDocuments.unchanged(read);
		if (plan.isEmpty()) {
			// a plan that is pending is none of this change's business
			return session.schedules.updateOne(unchanged, change.update());
		}
		if (!session.isTransactional()) {
			finishPending(session, read, now);
			change.set("plan", plan.document(this.format, now));
			ScheduleDocuments.withoutPlan(unchanged);
		}
		if (!session.schedules.updateOne(unchanged, change.update())) {
			return false;
		}
		carryOut(session, List.of(plan), now);
		return true;
	}

	private Change change(Schedule before, Schedule after, Instant now) {
		boolean sameButForStatus = before.uid().equals(after.uid()) && before.definition().equals(after.definition())
				&& Objects.equals(before.declaration(), after.declaration());
		if (sameButForStatus) {
			// keeps the stored text, which this node may not even be able to write
			return ScheduleDocuments.status(after, now);
		}
		try {
			return this.schedules.everything(after, now);
		}
		catch (IllegalArgumentException ex) {
			throw new StoreRejectedException("Schedule '" + after.id() + "' cannot be stored: " + ex.getMessage(), ex);
		}
	}

	/** Carries out the plan in a schedule's document, if there is one. */
	private void finishPending(Session session, Document document, Instant now) {
		if (document.get("plan") != null) {
			this.plans.finishAll(session, List.of(document), now);
		}
	}

	private void carryOut(Session session, List<PendingPlan> pending, Instant now) {
		if (session.isTransactional()) {
			this.plans.insert(session, pending, now);
		}
		else {
			this.plans.finish(session, pending, now);
		}
	}

	private static PendingPlan plan(Decided decided) {
		Write write = (Write) decided.decision();
		return new PendingPlan(new ObjectId(), decided.written().id(), List.of(), write.skipped());
	}

	/**
	 * What shall become of a schedule.
	 *
	 * @param document its document as it was read
	 * @param before what was read; {@code null} if there is none
	 * @param decision what to do
	 */
	private record Decided(@Nullable Document document, @Nullable Schedule before, Decision decision) {

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
