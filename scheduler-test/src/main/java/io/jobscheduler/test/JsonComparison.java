package io.jobscheduler.test;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.serializer.JacksonPayloadSerializer;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Compares expected values with what a store keeps: as JSON, or, if those differ, as the
 * task's parameter is read.
 *
 * @param tasks the tasks that are known
 * @param serializer writes and reads JSON
 */
record JsonComparison(TaskRegistry tasks, PayloadSerializer serializer) {

	static JsonComparison of(Scheduler scheduler, @Nullable PayloadSerializer serializer) {
		return new JsonComparison(scheduler.tasks(),
				(serializer != null) ? serializer : new JacksonPayloadSerializer());
	}

	/** Whether a job has an argument; one that is left out is null. */
	boolean hasArgument(JobSpec spec, String name, @Nullable Object expected) {
		String json = spec.payload().arguments();
		String expectedJson = this.serializer.writeArguments(Collections.singletonMap(name, expected));
		if (sameMember(json, expectedJson, name)) {
			return true;
		}
		Optional<ParameterType> parameter = parameter(spec.task(), name);
		return parameter.isPresent()
				&& sameMember(reread(json, parameter.get()), reread(expectedJson, parameter.get()), name);
	}

	boolean isValue(@Nullable String json, @Nullable Object expected) {
		if (json == null) {
			return expected == null;
		}
		return Objects.equals(read(json, Object.class), read(this.serializer.writeValue(expected), Object.class));
	}

	private boolean sameMember(String first, String second, String name) {
		return Objects.equals(object(first).get(name), object(second).get(name));
	}

	private Map<?, ?> object(String json) {
		return (read(json, Map.class) instanceof Map<?, ?> map) ? map : Map.of();
	}

	private @Nullable Object read(String json, Class<?> type) {
		return this.serializer.readValue(json, type);
	}

	private Optional<ParameterType> parameter(String task, String name) {
		return this.tasks.find(task)
			.map(TaskDefinition::parameters)
			.flatMap((all) -> all.stream().filter((parameter) -> parameter.name().equals(name)).findFirst());
	}

	/** An argument as it is written once the task has read it; as it is, if it cannot. */
	private String reread(String json, ParameterType parameter) {
		try {
			Object value = this.serializer.readValue(this.serializer.writeValue(object(json).get(parameter.name())),
					parameter.type());
			return this.serializer.writeArguments(Collections.singletonMap(parameter.name(), value));
		}
		catch (PayloadException ex) {
			return json;
		}
	}

}
