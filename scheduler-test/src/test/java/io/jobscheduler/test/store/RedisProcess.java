package io.jobscheduler.test.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server as a process of its own, to be killed and started again. It keeps an
 * AOF, written at every command, unless it is told otherwise.
 */
final class RedisProcess implements AutoCloseable {

	private final String executable;

	private final List<String> settings;

	private final Path directory;

	private final int port;

	private Process process;

	private RedisProcess(String executable, List<String> settings, int port) throws IOException {
		this.executable = executable;
		this.settings = settings;
		this.port = port;
		this.directory = Files.createTempDirectory("redis");
		start();
	}

	/** Starts the server that comes with the tests. */
	static RedisProcess embedded(String... settings) {
		try {
			return start(ExecutableProvider.newJarResourceProvider().get().getAbsolutePath(), settings);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static RedisProcess start(String executable, String... settings) {
		try {
			return new RedisProcess(executable, List.of(settings), freePort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A port that leaves room for that of the cluster's bus, 10,000 higher. */
	private static int freePort() throws IOException {
		while (true) {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				int port = socket.getLocalPort() % 20_000 + 20_000;
				try (ServerSocket wanted = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
						ServerSocket bus = new ServerSocket(port + 10_000, 1, InetAddress.getLoopbackAddress())) {
					return port;
				}
				catch (IOException ex) {
					// taken: another
				}
			}
		}
	}

	int port() {
		return this.port;
	}

	/** Starts it again on the data that it left. */
	void start() {
		List<String> command = new ArrayList<>(
				List.of(this.executable, "--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--dir",
						this.directory.toString(), "--save", "", "--appendonly", "yes", "--appendfsync", "always"));
		for (String setting : this.settings) {
			command.addAll(List.of(setting.split(" ")));
		}
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(this::answers);
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 1000);
			socket.setSoTimeout(1000);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			byte[] reply = socket.getInputStream().readNBytes(5);
			return new String(reply, StandardCharsets.US_ASCII).equals("+PONG");
		}
		catch (IOException ex) {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("Redis did not start: " + log(), ex);
			}
			return false;
		}
	}

	private String log() {
		try {
			return Files.readString(this.directory.resolve("log"));
		}
		catch (IOException ex) {
			return String.valueOf(ex);
		}
	}

	/** As {@code kill -9} does. */
	void kill() {
		try {
			this.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
