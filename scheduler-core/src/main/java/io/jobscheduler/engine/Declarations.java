package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.ScheduleReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stored schedules of this application as its live nodes declare them: adds and
 * changes at the start; then pauses what no live node declares any more, and resumes what
 * was paused so and is declared again.
 */
final class Declarations implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(Declarations.class);

	private static final int BATCH = 500;

	private final EngineParts engine;

	private final Map<String, ScheduleDefinition> declared;

	private final Runnable schedulesChanged;

	private @Nullable Set<String> lastSeen;

	/**
	 * Declarations.
	 * @param engine the engine
	 * @param declared the schedules that this node declares, by id
	 * @param schedulesChanged told when a schedule was added or changed
	 */
	Declarations(EngineParts engine, Map<String, ScheduleDefinition> declared, Runnable schedulesChanged) {
		this.engine = engine;
		this.declared = new LinkedHashMap<>(declared);
		this.schedulesChanged = schedulesChanged;
	}

	@Override
	public String name() {
		return "declarations";
	}

	List<String> ids() {
		return List.copyOf(this.declared.keySet());
	}

	/**
	 * Adds what is new, and applies what has changed in the declarations. Decides first
	 * without a lock, so that a restart, which changes nothing, waits for nobody.
	 */
	void declare() {
		Map<String, Schedule> stored = new HashMap<>();
		forEachStored((schedule) -> stored.put(schedule.id(), schedule));
		Instant now = this.engine.storeTime().now();
		List<ScheduleChange> changes = new ArrayList<>();
		this.declared.forEach((id, definition) -> {
			ScheduleEdit edit = ScheduleEdits.declare(id, new Declaration(application(), definition));
			Schedule current = stored.get(id);
			if (current == null || !(edit.decide(current, now) instanceof ScheduleEdit.Leave)) {
				changes.add(new ScheduleChange(id, edit));
			}
		});
		apply(changes);
	}

	@Override
	public Duration runOnce() {
		Set<String> live = declaredByLiveNodes();
		if (!live.equals(this.lastSeen)) {
			reconcile(live);
			this.lastSeen = live;
		}
		return this.engine.jittered(this.engine.context().settings().lease());
	}

	private Set<String> declaredByLiveNodes() {
		Set<String> live = new TreeSet<>(this.declared.keySet());
		for (NodeStatus node : this.engine.context().store().nodes()) {
			if (node.alive() && node.registration().application().equals(application())) {
				live.addAll(node.registration().declared());
			}
		}
		return live;
	}

	private void reconcile(Set<String> live) {
		List<ScheduleChange> changes = new ArrayList<>();
		forEachStored((schedule) -> {
			ScheduleState state = schedule.status().state();
			if (state == ScheduleState.ACTIVE && !live.contains(schedule.id())) {
				changes.add(new ScheduleChange(schedule.id(), ScheduleEdits.retire(application())));
			}
			Declaration declaration = schedule.declaration();
			boolean retired = Schedule.RETIRED.equals(schedule.status().reason());
			if (retired && live.contains(schedule.id()) && declaration != null) {
				changes.add(new ScheduleChange(schedule.id(), ScheduleEdits.declare(schedule.id(), declaration)));
			}
		});
		apply(changes);
	}

	private void forEachStored(Consumer<Schedule> action) {
		String cursor = null;
		do {
			Page<Schedule> page = this.engine.context()
				.store()
				.findSchedules(new ScheduleQuery(null, null, application(), cursor, BATCH));
			page.items().forEach(action);
			cursor = page.nextCursor();
		}
		while (cursor != null);
	}

	/**
	 * One by one: a schedule that someone's transaction holds must not keep others from
	 * firing meanwhile.
	 */
	private void apply(List<ScheduleChange> changes) {
		JobStore store = this.engine.context().store();
		boolean changed = false;
		for (ScheduleChange change : changes) {
			ScheduleReply reply = store.changeSchedules(List.of(change)).get(0);
			if (!(reply.decision() instanceof ScheduleEdit.Leave)) {
				changed = true;
				log(reply);
				this.engine.events()
					.publish(
							new SchedulerEvent.ScheduleChanged(this.engine.storeName(), reply.before(), reply.after()));
			}
		}
		if (changed) {
			this.schedulesChanged.run();
		}
	}

	private static void log(ScheduleReply reply) {
		Schedule after = reply.after();
		if (after != null && Schedule.RETIRED.equals(after.status().reason())) {
			logger.info("Schedule '{}' is paused: {}", after.id(), Schedule.RETIRED);
		}
		else if (after != null) {
			logger.info("Schedule '{}' of task '{}' is {}: {}, next at {}", after.id(), after.definition().task(),
					(reply.before() != null) ? "changed" : "added", after.definition().trigger(),
					after.status().nextFireTime());
		}
	}

	private String application() {
		return this.engine.context().identity().application();
	}

}
