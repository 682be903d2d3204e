package io.jobscheduler.boot.observation;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.autoconfigure.JobSchedulerObservationAutoConfiguration;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.task.Task;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A run is an observation, and belongs to the trace of whoever added the job.
 */
class JobObservationTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner context = SchedulerContext.inMemory()
		.withConfiguration(AutoConfigurations.of(JobSchedulerObservationAutoConfiguration.class))
		.withBean(ObservationRegistry.class, () -> this.registry)
		.withBean(Work.class);

	JobObservationTests() {
		this.registry.observationConfig().observationHandler(new TraceHeaders());
	}

	@Test
	void runIsObservedOnceWithItsOutcome() {
		this.context.run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			scheduler.callJob(JobRequest.task("greet")).get(20, TimeUnit.SECONDS);
			scheduler.callJob(JobRequest.task("fail")).get(20, TimeUnit.SECONDS);
			scheduler.callJob(JobRequest.task("later")).get(20, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(this.stopped)
				.extracting((each) -> each.getName() + " " + each.getLowCardinalityKeyValue("task").getValue() + " "
						+ each.getLowCardinalityKeyValue("outcome").getValue())
				.containsExactly("jobscheduler.run greet succeeded", "jobscheduler.run fail failed",
						"jobscheduler.run later failed"));
			assertThat(this.stopped.get(1).getError()).hasMessage("no luck");
		});
	}

	@Test
	void runBelongsToTheTraceOfWhoeverAddedTheJob() {
		this.context.run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			Observation request = Observation.start("request", this.registry);
			try (Observation.Scope scope = request.openScope()) {
				scheduler.addJob(JobRequest.task("greet"));
			}
			request.stop();
			await().untilAsserted(() -> assertThat(this.stopped).anySatisfy((each) -> {
				assertThat(each).isInstanceOf(ReceiverContext.class);
				assertThat(each.<String>get("parent")).isEqualTo("trace of the caller");
			}));
		});
	}

	/** What a tracer does with headers. */
	private final class TraceHeaders implements ObservationHandler<Observation.Context> {

		@Override
		@SuppressWarnings("unchecked")
		public void onStart(Observation.Context context) {
			if (context instanceof SenderContext<?> sender) {
				SenderContext<Object> typed = (SenderContext<Object>) sender;
				typed.getSetter().set(typed.getCarrier(), "traceparent", "trace of the caller");
			}
			if (context instanceof ReceiverContext<?> receiver) {
				ReceiverContext<Object> typed = (ReceiverContext<Object>) receiver;
				String parent = typed.getGetter().get(typed.getCarrier(), "traceparent");
				context.put("parent", String.valueOf(parent));
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			JobObservationTests.this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	static class Work {

		@Task(id = "greet")
		void greet() {
		}

		@Task(id = "fail")
		void fail() {
			throw new IllegalStateException("no luck");
		}

		@Task(id = "later")
		CompletableFuture<String> later() {
			return CompletableFuture.failedFuture(new IllegalStateException("later"));
		}

	}

}
