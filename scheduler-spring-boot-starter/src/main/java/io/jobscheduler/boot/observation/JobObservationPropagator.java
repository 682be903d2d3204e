package io.jobscheduler.boot.observation;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.JobContextPropagator;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Makes an observation of every run, {@code jobscheduler.run}, and of every addition of a
 * job within another observation, {@code jobscheduler.add}. With a tracer, the run
 * belongs to the trace of whoever added the job: its headers cross the store with the
 * job.
 */
public class JobObservationPropagator implements JobContextPropagator, Ordered {

	/** The name of the observation of a run. */
	public static final String RUN = "jobscheduler.run";

	/** The name of the observation of an addition. */
	public static final String ADD = "jobscheduler.add";

	private final ObservationRegistry registry;

	/**
	 * Creates a propagator.
	 * @param registry keeps the observations
	 */
	public JobObservationPropagator(ObservationRegistry registry) {
		this.registry = registry;
	}

	/** Around every other interceptor, so that those are observed as well. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 100;
	}

	@Override
	public void capture(Map<String, String> headers) {
		if (this.registry.getCurrentObservation() == null) {
			return;
		}
		SenderContext<Map<String, String>> context = new SenderContext<>((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		});
		context.setCarrier(headers);
		Observation.start(ADD, () -> context, this.registry).stop();
	}

	@Override
	public @Nullable Object intercept(JobContext job, Invocation next) throws Exception {
		Observation observation = observation(job).start();
		Object value;
		try (Observation.Scope scope = observation.openScope()) {
			value = next.proceed();
		}
		catch (Throwable ex) {
			stop(observation, ex);
			throw ex;
		}
		if (value instanceof CompletionStage<?> stage) {
			return stage.whenComplete((result, failure) -> stop(observation, failure));
		}
		stop(observation, null);
		return value;
	}

	private Observation observation(JobContext job) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get);
		context.setCarrier(job.headers());
		String schedule = job.schedule();
		return Observation.createNotStarted(RUN, () -> context, this.registry)
			.contextualName("run " + job.task())
			.lowCardinalityKeyValue("task", job.task())
			.lowCardinalityKeyValue("schedule", (schedule != null) ? schedule : "none")
			.highCardinalityKeyValue("job", job.jobId().toString())
			.highCardinalityKeyValue("attempt", Integer.toString(job.attempt()))
			.highCardinalityKeyValue("node", job.node());
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.lowCardinalityKeyValue("outcome", (failure != null) ? "failed" : "succeeded").stop();
	}

}
