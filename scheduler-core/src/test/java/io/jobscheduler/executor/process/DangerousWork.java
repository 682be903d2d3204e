package io.jobscheduler.executor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;

/**
 * Tasks that are better run in another process.
 */
public final class DangerousWork implements WorkerApplication {

	static final String EXECUTOR = "workers";

	/** Creates the application of a worker. */
	public DangerousWork() {
	}

	static List<TaskDefinition> definitions() {
		return List.of(task("add", List.of(number("a"), number("b")), (job, arguments) -> {
			job.progress(1, 2, "half");
			job.log("adding for attempt " + job.attempt());
			return (long) arguments[0] + (long) arguments[1] + job.headers().size();
		}), task("pid", List.of(), (job, arguments) -> ProcessHandle.current().pid()),
				task("throw", List.of(), (job, arguments) -> {
					throw new IOException("no luck");
				}), task("exit", List.of(), (job, arguments) -> {
					System.exit(42);
					return null;
				}), task("memory", List.of(), (job, arguments) -> {
					List<byte[]> all = new ArrayList<>();
					while (true) {
						all.add(new byte[10_000_000]);
					}
				}), task("stack", List.of(), (job, arguments) -> deeper(0)),
				task("loop", List.of(), (job, arguments) -> {
					long count = 0;
					while (true) {
						count++;
						Thread.interrupted();
					}
				}), task("snooze", List.of(), (job, arguments) -> {
					job.snooze(Duration.ofHours(1));
					return null;
				}), task("write", List.of(new ParameterType("file", String.class)),
						(job, arguments) -> write(job, Path.of((String) arguments[0]))));
	}

	private static TaskDefinition task(String id, List<ParameterType> parameters,
			io.jobscheduler.task.TaskHandler handler) {
		return TaskDefinition.of(id, parameters, handler).executor(EXECUTOR);
	}

	private static ParameterType number(String name) {
		return new ParameterType(name, long.class);
	}

	private static long deeper(long depth) {
		return (depth < Long.MAX_VALUE) ? deeper(depth + 1) + depth : depth;
	}

	private static Object write(JobContext job, Path file) {
		try {
			Files.writeString(file, job.jobId() + "\n", StandardOpenOption.APPEND);
			Thread.sleep(5);
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public TaskRegistry tasks() {
		TaskRegistry tasks = new TaskRegistry();
		definitions().forEach(tasks::add);
		return tasks;
	}

}
