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
		worker.inBackground(worker::pumpOutput, "output");
		process.getOutputStream().write((port + " " + worker.secret + "\n").getBytes(StandardCharsets.US_ASCII));
		process.getOutputStream().flush();
		var unused = process.onExit().thenRun(worker::ended);
		return worker;
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

	private void inBackground(Runnable work, String what) {
		Thread thread = new Thread(work, this.name + "-" + what);
		thread.setDaemon(true);
		thread.start();
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
		inBackground(() -> listen(in), "messages");
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
		catch (IOException | RuntimeException ex) {
			logger.debug("The connection of {} has ended", this.name, ex);
			this.process.destroyForcibly();
		}
	}

	private void hear(byte kind, DataInputStream in) throws IOException {
		switch (kind) {
			case Frames.READY -> {
				this.ready = true;
				this.listener.isFree(this);
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
		this.listener.isFree(this);
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
		this.listener.isFree(this);
	}

	private synchronized @Nullable PoolCall current() {
		return this.current;
	}

	private synchronized @Nullable PoolCall release() {
		PoolCall call = this.current;
		this.current = null;
		return call;
	}

	/** Runs a job here; the worker has to be free. */
	void run(PoolCall call) {
		synchronized (this) {
			this.current = call;
			this.runs++;
		}
		try {
			WorkerCall words = WorkerCall.of(call.job(), call.payload());
			synchronized (this) {
				if (this.out != null) {
					words.writeTo(this.out);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("{} does not take a job", this.name, ex);
			kill(); // its end fails the job
		}
	}

	/** Kills it if it runs the job. */
	void killIfRunning(PoolCall call) {
		if (call.equals(current())) {
			kill();
		}
	}

	void kill() {
		this.process.destroyForcibly();
	}

	/** Lets it end: it has no more jobs. */
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

	private void ended() {
		retire();
		PoolCall call = release();
		if (call != null) {
			call.fail("the worker process ended with " + howItEnded(), lastOutput());
		}
		this.listener.hasEnded(this);
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
