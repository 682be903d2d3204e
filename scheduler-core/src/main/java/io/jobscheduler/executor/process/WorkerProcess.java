package io.jobscheduler.executor.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

import io.jobscheduler.executor.RemoteJobException;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.Progress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process, as the program sees it: its connection, its output, the job that it
 * runs, and its end.
 */
final class WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProcess.class);

	private static final int KEPT_LINES = 40;

	/** A child of the worker may hold its output open. */
	private static final int LAST_WORDS_MILLIS = 1_000;

	private static final int KILLED = 128 + 9;

	/** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
	private static final int OUT_OF_MEMORY = 3;

	private final String name;

	private final String secret = UUID.randomUUID().toString();

	private final Process process;

	private final Listener listener;

	private final Deque<String> lastLines = new ArrayDeque<>();

	private @Nullable Socket socket;

	private @Nullable DataOutputStream out;

	private @Nullable PoolCall current;

	private volatile boolean ready;

	private int runs;

	/** It is being killed, or has ended: it takes no job. */
	private boolean leaving;

	private @Nullable Thread messages;

	private @Nullable Thread output;

	private WorkerProcess(String name, Process process, Listener listener) {
		this.name = name;
		this.process = process;
		this.listener = listener;
	}

	/** Hears how a worker goes. */
	interface Listener {

		/** It can run a job: it has started, or its last has ended. */
		void isFree(WorkerProcess worker);

		/** It has ended, once. */
		void hasEnded(WorkerProcess worker);

	}

	/** Starts a process that connects to the port and says its secret there. */
	static WorkerProcess start(String name, List<String> command, int port, Listener listener) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		WorkerProcess worker = new WorkerProcess(name, process, listener);
		worker.output = worker.inBackground(worker::pumpOutput, "output");
		process.getOutputStream().write((port + " " + worker.secret + "\n").getBytes(StandardCharsets.US_ASCII));
		process.getOutputStream().flush();
		return worker;
	}

	/** Tells the listener when it has ended. */
	void watch() {
		var unused = this.process.onExit().thenRunAsync(this::ended);
	}

	String secret() {
		return this.secret;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isReady() {
		return this.ready;
	}

	synchronized int runs() {
		return this.runs;
	}

	private Thread inBackground(Runnable work, String what) {
		Thread thread = new Thread(work, this.name + "-" + what);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void pumpOutput() {
		try (BufferedReader lines = this.process.inputReader()) {
			String line = lines.readLine();
			while (line != null) {
				keep(line);
				logger.info("[{}] {}", this.name, line);
				line = lines.readLine();
			}
		}
		catch (IOException ex) {
			logger.trace("The output of {} has ended", this.name, ex);
		}
	}

	private void keep(String line) {
		synchronized (this.lastLines) {
			this.lastLines.add(line);
			if (this.lastLines.size() > KEPT_LINES) {
				this.lastLines.remove();
			}
		}
	}

	/** The last lines that it wrote. */
	String lastOutput() {
		synchronized (this.lastLines) {
			return String.join("\n", this.lastLines);
		}
	}

	/** It has connected. */
	void connected(Socket connection, DataInputStream in) throws IOException {
		synchronized (this) {
			this.socket = connection;
			this.out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
		}
		Thread thread = inBackground(() -> listen(in), "messages");
		synchronized (this) {
			this.messages = thread;
		}
	}

	static DataInputStream input(Socket connection) throws IOException {
		return new DataInputStream(new BufferedInputStream(connection.getInputStream()));
	}

	private void listen(DataInputStream in) {
		try {
			while (true) {
				hear(in.readByte(), in);
			}
		}
		catch (IOException | RuntimeException | Error ex) { // whatever happened, it is of
															// no more use
			logger.debug("The connection of {} has ended", this.name, ex);
			this.process.destroyForcibly();
		}
	}

	private void hear(byte kind, DataInputStream in) throws IOException {
		switch (kind) {
			case Frames.READY -> {
				this.ready = true;
				freed();
			}
			case Frames.PROGRESS -> {
				Progress progress = Progress.parse(Frames.read(in));
				PoolCall call = current();
				if (call != null) {
					call.job().progress(progress.done(), progress.total(), progress.text());
				}
			}
			case Frames.LOG -> {
				String line = Frames.read(in);
				PoolCall call = current();
				if (call != null) {
					call.job().log(line);
				}
			}
			case Frames.RETURNED -> returned(in);
			case Frames.THREW -> threw(in);
			default -> throw new IOException("Unknown message " + kind + " of a worker");
		}
	}

	private void returned(DataInputStream in) throws IOException {
		Duration snooze = Frames.readDuration(in);
		Duration retryIn = Frames.readDuration(in);
		String value = Frames.readOrNull(in);
		PoolCall call = release();
		if (call != null) {
			if (snooze != null) {
				call.job().snooze(snooze);
			}
			if (retryIn != null) {
				call.job().retryIn(retryIn);
			}
			call.result().complete(value);
		}
		freed();
	}

	private void threw(DataInputStream in) throws IOException {
		Duration retryIn = Frames.readDuration(in);
		JobError error = new JobError(Frames.read(in), Frames.readOrNull(in), Frames.readOrNull(in));
		List<String> types = Frames.readTexts(in);
		PoolCall call = release();
		if (call != null) {
			if (retryIn != null) {
				call.job().retryIn(retryIn);
			}
			call.result().completeExceptionally(new RemoteJobException(error, types));
		}
		freed();
	}

	private void freed() {
		if (!isLeaving()) {
			this.listener.isFree(this);
		}
	}

	synchronized boolean isLeaving() {
		return this.leaving;
	}

	private synchronized @Nullable PoolCall current() {
		return this.current;
	}

	private synchronized @Nullable PoolCall release() {
		PoolCall call = this.current;
		this.current = null;
		return call;
	}

	/** What became of a job that was offered. */
	enum Taken {

		/** It runs. */
		TAKEN,

		/** The worker is leaving; another has to take it. */
		LEAVING,

		/** The job was told to stop before; it has ended. */
		CANCELLED

	}

	/** Runs a job here; the worker has to be free. */
	Taken take(PoolCall call) {
		boolean cancelled;
		synchronized (this) {
			if (this.leaving) {
				return Taken.LEAVING;
			}
			// whoever cancels says so first, and then looks for the worker
			this.current = call;
			cancelled = call.cancelled().get();
			if (cancelled) {
				this.current = null;
			}
			else {
				this.runs++;
			}
		}
		if (cancelled) {
			call.withdraw();
			return Taken.CANCELLED;
		}
		try {
			WorkerCall words = WorkerCall.of(call.job(), call.payload());
			DataOutputStream stream;
			synchronized (this) {
				stream = this.out;
			}
			if (stream != null) {
				words.writeTo(stream);
			}
		}
		catch (IOException ex) {
			logger.debug("{} does not take a job", this.name, ex);
			kill(); // its end fails the job
		}
		return Taken.TAKEN;
	}

	/** Kills it if it runs the job. */
	synchronized void killIfRunning(PoolCall call) {
		if (call.equals(this.current)) {
			kill();
		}
	}

	synchronized void kill() {
		this.leaving = true;
		this.process.destroyForcibly();
	}

	/** It gets no more jobs, and is ended. */
	void retire() {
		Socket connection;
		synchronized (this) {
			connection = this.socket;
		}
		try {
			if (connection != null) {
				connection.close();
			}
		}
		catch (IOException ex) {
			logger.trace("The connection of {} was closed already", this.name, ex);
		}
		kill();
	}

	/** What it said before it ended is heard first. */
	private void ended() {
		synchronized (this) {
			this.leaving = true;
		}
		join(this.output);
		Thread said;
		synchronized (this) {
			said = this.messages;
		}
		join(said);
		retire();
		PoolCall call = release();
		if (call != null) {
			call.fail("the worker process ended with " + howItEnded(), lastOutput());
		}
		this.listener.hasEnded(this);
	}

	private static void join(@Nullable Thread thread) {
		try {
			if (thread != null) {
				thread.join(LAST_WORDS_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Its exit value, in words. */
	String howItEnded() {
		int value = this.process.exitValue();
		String meaning = switch (value) {
			case KILLED -> " (killed)";
			case OUT_OF_MEMORY -> lastOutput().contains("OutOfMemoryError") ? " (out of memory)" : "";
			default -> (value > 128) ? " (signal " + (value - 128) + ")" : "";
		};
		return "exit value " + value + meaning;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
