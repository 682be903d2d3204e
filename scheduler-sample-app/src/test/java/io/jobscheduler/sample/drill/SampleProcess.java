package io.jobscheduler.sample.drill;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sample application in a process of its own, which can be killed.
 */
final class SampleProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

	private final Process process;

	private final Path log;

	private final URI address;

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();

	private SampleProcess(Process process, Path log, URI address) {
		this.process = process;
		this.log = log;
		this.address = address;
	}

	/**
	 * What starts the application.
	 *
	 * @param command the command, without properties
	 */
	record Launcher(List<String> command) {

		static Launcher ofJar(Path jar) {
			return launcher("-jar", jar.toAbsolutePath().toString());
		}

		/**
		 * From this process's own class path.
		 */
		static Launcher ofClassPath() {
			return launcher("-cp", System.getProperty("java.class.path"), "io.jobscheduler.sample.SampleApplication");
		}

		/** With what makes a JVM start fast. */
		private static Launcher launcher(String... what) {
			Path java = Path.of(System.getProperty("java.home"), "bin", "java");
			List<String> command = new ArrayList<>(
					List.of(java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
			command.addAll(List.of(what));
			return new Launcher(command);
		}

		/**
		 * Starts the application on a free port.
		 * @param directory where it runs, and writes its log, data and outbox
		 * @param name what its log is called
		 * @param properties by name
		 */
		SampleProcess start(Path directory, String name, Map<String, String> properties) throws IOException {
			int port = freePort();
			List<String> line = new ArrayList<>(this.command);
			line.add("--server.port=" + port);
			properties.forEach((key, value) -> line.add("--" + key + "=" + value));
			Path log = directory.resolve(name + ".log");
			Process process = new ProcessBuilder(line).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			return new SampleProcess(process, log, URI.create("http://localhost:" + port));
		}

		private static int freePort() throws IOException {
			try (ServerSocket socket = new ServerSocket(0)) {
				return socket.getLocalPort();
			}
		}

	}

	/**
	 * An invoice as the application answers with it.
	 *
	 * @param id its number
	 * @param sendingJob the job that sends it
	 * @param state how far it has come
	 */
	record Invoice(long id, String sendingJob, String state) {

		static Invoice of(String json) {
			return new Invoice(Long.parseLong(value(json, "id").orElseThrow()), value(json, "sendingJob").orElseThrow(),
					value(json, "state").orElseThrow());
		}

	}

	/**
	 * Waits until the application is UP.
	 */
	SampleProcess awaitUp() throws IOException, InterruptedException {
		Instant deadline = Instant.now().plus(START_TIMEOUT);
		while (!isUp()) {
			if (!this.process.isAlive() || Instant.now().isAfter(deadline)) {
				throw new IllegalStateException("The application did not start:\n" + tail());
			}
			Thread.sleep(50);
		}
		return this;
	}

	private boolean isUp() throws InterruptedException {
		try {
			return send(request("/actuator/health")).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Posts an invoice.
	 * @return the invoice, which was acknowledged
	 * @throws IOException if it was not
	 */
	Invoice post(String customer, Optional<Instant> dueDate) throws IOException, InterruptedException {
		String due = dueDate.map((date) -> ", \"dueDate\": \"" + date + "\"").orElse("");
		String body = "{\"customer\": \"" + customer + "\", \"amount\": 10.50" + due + "}";
		return Invoice.of(body(send(
				request("/invoices").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)))));
	}

	Invoice invoice(long id) throws IOException, InterruptedException {
		return Invoice.of(body(send(request("/invoices/" + id))));
	}

	/**
	 * The last fire time of a schedule, if it has fired.
	 */
	Optional<Instant> lastFireTime(String schedule) throws IOException, InterruptedException {
		return value(body(send(request("/actuator/jobscheduler/schedules/" + schedule))), "lastFireTime")
			.map(Instant::parse);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.address.resolve(path)).timeout(REQUEST_TIMEOUT);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static String body(HttpResponse<String> response) throws IOException {
		if (response.statusCode() / 100 != 2) {
			throw new IOException(
					response.request().uri() + " answered " + response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

	private static Optional<String> value(String json, String name) {
		Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]+)").matcher(json);
		return matcher.find() ? Optional.of(matcher.group(1)).filter((value) -> !value.equals("null"))
				: Optional.empty();
	}

	/**
	 * Ends the process at once, as {@code kill -9} does.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/**
	 * Asks the application to stop, and waits until it has.
	 * @return whether it has stopped in good time
	 */
	boolean stop() throws InterruptedException {
		this.process.destroy();
		return this.process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	private String tail() throws IOException {
		try (Stream<String> lines = Files.lines(this.log)) {
			List<String> all = lines.toList();
			return String.join("\n", all.subList(Math.max(0, all.size() - 60), all.size()));
		}
	}

}
