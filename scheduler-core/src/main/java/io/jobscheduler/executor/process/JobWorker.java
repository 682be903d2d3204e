package io.jobscheduler.executor.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.jobscheduler.job.JobError;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskInvoker;
import io.jobscheduler.task.TaskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side: runs the jobs that the program sends, one at a time, until the
 * program ends.
 */
public final class JobWorker implements AutoCloseable {

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private JobWorker(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
	}

	/**
	 * Connects to the program that started this process, which says on the standard input
	 * where it listens, and ends this process as soon as the program has gone.
	 * @return the worker, not yet ready
	 * @throws IOException if the program does not answer
	 */
	public static JobWorker connect() throws IOException {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		String address = input.readLine();
		if (address == null || !address.contains(" ")) {
			throw new IOException("This is a worker process of a job scheduler, to be started by it and not by hand");
		}
		String[] parts = address.split(" ", 2);
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(parts[0]));
		socket.setTcpNoDelay(true);
		JobWorker worker = new JobWorker(socket);
		worker.say((out) -> Frames.write(out, parts[1]));
		Thread watch = new Thread(() -> endWith(input), "jobscheduler-parent");
		watch.setDaemon(true);
		watch.start();
		return worker;
	}

	/** The standard input ends with the program that holds its other end. */
	private static void endWith(BufferedReader input) {
		try {
			while (input.readLine() != null) {
				// nothing more is said there
			}
		}
		catch (IOException ex) {
			// it has gone as well
		}
		Runtime.getRuntime().halt(0);
	}

	/**
	 * Runs jobs until the program closes the connection.
	 * @param tasks the tasks
	 * @param invoker reads arguments and calls tasks
	 * @throws IOException if the connection breaks
	 */
	public void serve(TaskRegistry tasks, TaskInvoker invoker) throws IOException {
		say((out) -> out.writeByte(Frames.READY));
		try {
			while (true) {
				byte kind = this.in.readByte();
				if (kind != Frames.RUN) {
					throw new IOException("Unknown message " + kind + " of the program");
				}
				run(WorkerCall.readFrom(this.in), tasks, invoker);
			}
		}
		catch (EOFException ex) {
			// no more jobs
		}
	}

	private void run(WorkerCall call, TaskRegistry tasks, TaskInvoker invoker) {
		WorkerContext context = new WorkerContext(call, this::say);
		try {
			TaskDefinition task = tasks.find(call.task())
				.orElseThrow(() -> new IllegalStateException("The worker process knows no task '" + call.task() + "'"));
			Object value = await(invoker.invoke(task, context, invoker.arguments(task, call.payload())));
			String json = (value != null) ? invoker.serializer().writeValue(value) : null;
			say((out) -> {
				out.writeByte(Frames.RETURNED);
				Frames.write(out, context.snooze());
				Frames.write(out, context.retryIn());
				Frames.write(out, json);
			});
		}
		catch (Throwable ex) { // also errors: they are the job's, and are told
			threw(ex, context);
		}
		Thread.interrupted();
	}

	private static @Nullable Object await(@Nullable Object value) throws Throwable {
		if (!(value instanceof CompletionStage<?> stage)) {
			return value;
		}
		try {
			return stage.toCompletableFuture().get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	private void threw(Throwable failure, WorkerContext context) {
		JobError error = JobError.of(failure);
		List<String> types = new ArrayList<>();
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			types.add(type.getName());
		}
		say((out) -> {
			out.writeByte(Frames.THREW);
			Frames.write(out, context.retryIn());
			Frames.write(out, error.type());
			Frames.write(out, error.message());
			Frames.write(out, error.trace());
			Frames.write(out, types);
		});
	}

	private void say(WorkerContext.Words words) {
		synchronized (this.out) {
			try {
				words.writeTo(this.out);
				this.out.flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The program does not listen any more", ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A worker of a program without Spring.
	 * @param args the name of its {@link WorkerApplication}
	 * @throws Exception if it cannot be started
	 */
	public static void main(String[] args) throws Exception {
		try (JobWorker worker = connect()) {
			WorkerApplication application = Class.forName(args[0])
				.asSubclass(WorkerApplication.class)
				.getDeclaredConstructor()
				.newInstance();
			worker.serve(application.tasks(), application.invoker());
		}
		Runtime.getRuntime().exit(0);
	}

}
