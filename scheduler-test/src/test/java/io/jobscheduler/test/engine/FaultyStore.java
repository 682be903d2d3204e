package io.jobscheduler.test.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;

/**
 * Stands before a store, and fails as the test says.
 */
final class FaultyStore {

	private static final Set<String> LOCAL = Set.of("describe", "subscribe", "sendHint", "afterCommit",
			"inCallersTransaction", "supportsTransactionalRuns", "close");

	private final JobStore store;

	private final JobStore proxy;

	private boolean down;

	private int repliesToLose;

	private boolean refusesValues;

	private boolean forgetsToWake;

	FaultyStore(JobStore store) {
		this.store = store;
		this.proxy = (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(),
				new Class<?>[] { JobStore.class }, (self, method, arguments) -> call(method, arguments));
	}

	JobStore proxy() {
		return this.proxy;
	}

	void down(boolean value) {
		this.down = value;
	}

	void loseReplies(int count) {
		this.repliesToLose = count;
	}

	void refuseValues(boolean value) {
		this.refusesValues = value;
	}

	void forgetToWakeSchedules() {
		this.forgetsToWake = true;
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		if (method.getDeclaringClass() != JobStore.class || LOCAL.contains(method.getName())) {
			return invoke(method, arguments);
		}
		if (this.down) {
			throw new StoreUnavailableException("down", null);
		}
		return method.getName().equals("complete") ? complete(method, arguments) : invoke(method, arguments);
	}

	@SuppressWarnings("unchecked")
	private Object complete(Method method, Object[] arguments) throws Throwable {
		List<Completion> completions = (List<Completion>) arguments[0];
		if (this.refusesValues && completions.stream().anyMatch(FaultyStore::hasValue)) {
			throw new StoreRejectedException("no values here", null);
		}
		List<Schedule> watching = this.forgetsToWake ? watching(completions) : List.of();
		Object reply = invoke(method, arguments);
		watching.forEach((schedule) -> this.store.changeSchedules(
				List.of(new ScheduleChange(schedule.id(), (current, now) -> new ScheduleEdit.Write(schedule)))));
		if (this.repliesToLose > 0) {
			this.repliesToLose--;
			throw new StoreUnavailableException("the reply was lost", null);
		}
		return reply;
	}

	private static boolean hasValue(Completion completion) {
		return completion.verdict() instanceof Completion.End end && end.ending().value() != null;
	}

	private List<Schedule> watching(List<Completion> completions) {
		List<Schedule> watching = new ArrayList<>();
		for (Completion completion : completions) {
			JobOrigin origin = completion.claim().job().spec().origin();
			if (origin != null) {
				this.store.schedule(origin.schedule()).ifPresent(watching::add);
			}
		}
		return watching;
	}

	private Object invoke(Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(this.store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
