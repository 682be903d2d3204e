package io.jobscheduler;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import io.jobscheduler.engine.EngineContext;
import io.jobscheduler.engine.ResultWatch;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.serializer.JacksonPayloadSerializer;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.JobContextPropagator;
import io.jobscheduler.task.JobInterceptor;
import io.jobscheduler.task.RecordedCall;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a user asks for into what a store keeps. Everything that can be wrong with a
 * request is found here, before anything is written.
 */
final class RequestEncoder {

	/** A result that someone waits for is kept at least so long. */
	private static final Duration AWAITED = Duration.ofHours(1);

	private final EngineContext context;

	private final CallRecorder recorder;

	RequestEncoder(EngineContext context, CallRecorder recorder) {
		this.context = context;
		this.recorder = recorder;
	}

	static PayloadSerializer serializer(@Nullable PayloadSerializer configured) {
		if (configured != null) {
			return configured;
		}
		try {
			return new JacksonPayloadSerializer();
		}
		catch (NoClassDefFoundError ex) {
			return new NoArgumentsSerializer();
		}
	}

	NewJob job(JobRequest request) {
		JobId id = (request.id() != null) ? request.id() : JobId.random(this.context.clock().now());
		return new NewJob(id, request.id() != null, spec(request).withHeaders(headers()), request.due(),
				request.onConflict());
	}

	/** What travels with a job from the thread that adds it. */
	private Map<String, String> headers() {
		Map<String, String> headers = new HashMap<>();
		for (JobInterceptor interceptor : this.context.invoker().interceptors()) {
			if (interceptor instanceof JobContextPropagator propagator) {
				propagator.capture(headers);
			}
		}
		return headers;
	}

	NewJob now(JobSpec spec) {
		return new NewJob(JobId.random(this.context.clock().now()), false, spec, Due.NOW, ConflictPolicy.KEEP);
	}

	ScheduleDefinition definition(ScheduleRequest request) {
		JobSpec spec = spec(request.job());
		return new ScheduleDefinition(spec.task(), spec.payload(), request.trigger(), request.policies(),
				spec.settings());
	}

	/** The same job, whose result is kept long enough for the one who waits for it. */
	NewJob awaited(NewJob job) {
		JobSpec spec = job.spec();
		Retention retention = spec.settings().orElse(this.context.settings().jobDefaults()).retention();
		Retention kept = (retention != null) ? retention : Retention.DEFAULT;
		Retention longEnough = new Retention(atLeast(kept.succeeded()), atLeast(kept.failed()), atLeast(kept.other()));
		JobSpec awaited = ResultWatch.awaited(spec.withSettings(spec.settings().withRetention(longEnough)));
		return new NewJob(job.id(), job.chosen(), awaited, job.due(), job.onConflict());
	}

	private static Duration atLeast(Duration retention) {
		return (retention.compareTo(AWAITED) < 0) ? AWAITED : retention;
	}

	Duration cancelledRetention() {
		Retention retention = this.context.settings().jobDefaults().retention();
		return ((retention != null) ? retention : Retention.DEFAULT).of(Outcome.CANCELLED);
	}

	<T, R extends @Nullable Object> TypedCall<R> call(Class<T> type, TaskFunction<T, R> call) {
		RecordedCall recorded = this.recorder.record(type, call::call);
		TaskDefinition task = this.context.tasks().resolve(recorded);
		JobSpec spec = new JobSpec(task.id(), payload(task, recorded), task.settings(), null, null, headers());
		return new TypedCall<>(awaited(now(spec)), task.resultType(), this.context.serializer());
	}

	private JobSpec spec(JobRequest request) {
		if (request.target() instanceof JobRequest.Recorded<?> recorded) {
			RecordedCall call = record(recorded);
			TaskDefinition task = this.context.tasks().resolve(call);
			return spec(request, task.id(), payload(task, call), Optional.of(task));
		}
		JobRequest.Named named = (JobRequest.Named) request.target();
		Optional<TaskDefinition> task = this.context.tasks().find(named.task());
		return spec(request, named.task(), payload(named, task), task);
	}

	private static JobSpec spec(JobRequest request, String task, Payload payload, Optional<TaskDefinition> definition) {
		JobSettings defaults = definition.map(TaskDefinition::settings).orElse(JobSettings.NONE);
		return new JobSpec(task, payload, request.settings().orElse(defaults), request.uniqueKey(), null);
	}

	private <T> RecordedCall record(JobRequest.Recorded<T> recorded) {
		return this.recorder.record(recorded.type(), recorded.call());
	}

	private Payload payload(TaskDefinition task, RecordedCall call) {
		Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
		List<ParameterType> parameters = task.parameters();
		for (int i = 0; i < parameters.size(); i++) {
			arguments.put(parameters.get(i).name(), call.arguments().get(i));
		}
		return payload(task.id(), task.version(), arguments);
	}

	/**
	 * Arguments given by name are read back, so that what does not fit is refused now and
	 * not when the job runs.
	 */
	private Payload payload(JobRequest.Named named, Optional<TaskDefinition> task) {
		if (task.isEmpty()) {
			return payload(named.task(), 1, named.arguments());
		}
		List<ParameterType> parameters = task.get().parameters();
		TreeSet<String> unknown = new TreeSet<>(named.arguments().keySet());
		parameters.forEach((parameter) -> unknown.remove(parameter.name()));
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException("Task '" + named.task() + "' has no parameter " + unknown + "; it has "
					+ parameters.stream().map(ParameterType::name).toList());
		}
		Payload payload = payload(named.task(), task.get().version(), named.arguments());
		try {
			this.context.serializer().readArguments(payload.arguments(), parameters);
		}
		catch (PayloadException ex) {
			throw new IllegalArgumentException(
					"The arguments do not fit task '" + named.task() + "': " + ex.getMessage(), ex);
		}
		return payload;
	}

	private Payload payload(String task, int version, Map<String, @Nullable Object> arguments) {
		try {
			return new Payload(version, this.context.serializer().writeArguments(arguments));
		}
		catch (PayloadException ex) {
			throw new PayloadException("The arguments of task '" + task + "' cannot be written: " + ex.getMessage(),
					ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("The arguments of task '" + task + "': " + ex.getMessage(), ex);
		}
	}

	/**
	 * A call whose value is wanted.
	 *
	 * @param <R> the value's type
	 * @param job the job
	 * @param type what its value is read as
	 * @param serializer reads it
	 */
	record TypedCall<R extends @Nullable Object>(NewJob job, Type type, PayloadSerializer serializer) {

		@SuppressWarnings({ "unchecked", "NullAway" }) // the value is what the recorded
														// method returns
		R value(JobResult result) {
			if (result.outcome() != Outcome.SUCCEEDED) {
				throw new JobFailedException(result.jobId(), result.outcome(), result.ending().error());
			}
			String value = result.ending().value();
			if (value == null && result.ending().error() != null) {
				throw new IllegalStateException(
						"Job " + result.jobId() + " has succeeded, but " + result.ending().error().message());
			}
			return (R) ((value != null && this.type != void.class) ? this.serializer.readValue(value, this.type)
					: null);
		}

	}

}
