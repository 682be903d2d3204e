package io.jobscheduler.test.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.jobscheduler.store.JobStore.StoreDescription;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes, for each run of the contract, the store, its server, and how many tests passed,
 * to {@code target/contract.txt}, which the build shows at its end.
 */
public final class ContractReport implements BeforeTestExecutionCallback, TestWatcher {

	private static final Namespace NAMESPACE = Namespace.create(ContractReport.class);

	private static final String FORMAT = "%-44s %-46s %7s %7s %8s  %s%n";

	@Override
	public void beforeTestExecution(ExtensionContext context) {
		context.getTestInstance()
			.filter(JobStoreContract.class::isInstance)
			.map(JobStoreContract.class::cast)
			.ifPresent((contract) -> line(context).ifPresent((line) -> line.store = contract.store().describe()));
	}

	@Override
	public void testSuccessful(ExtensionContext context) {
		line(context).ifPresent((line) -> line.passed++);
	}

	@Override
	public void testAborted(ExtensionContext context, Throwable cause) {
		line(context).ifPresent((line) -> line.skipped++);
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
		line(context).ifPresent((line) -> line.failed++);
	}

	private static Optional<Line> line(ExtensionContext context) {
		Class<?> type = context.getRequiredTestClass();
		return JobStoreContract.class.isAssignableFrom(type) ? Optional.of(context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Lines.class, (key) -> new Lines(), Lines.class)
			.of(type)) : Optional.empty();
	}

	/** All runs, written at the end. */
	private static final class Lines implements AutoCloseable {

		private final Map<String, Line> lines = new TreeMap<>();

		synchronized Line of(Class<?> type) {
			return this.lines.computeIfAbsent(type.getSimpleName(),
					(name) -> new Line(type.getAnnotation(Server.class)));
		}

		@Override
		public synchronized void close() {
			StringBuilder table = new StringBuilder(
					FORMAT.formatted("Contract on", "store", "passed", "failed", "skipped", "not shown"));
			this.lines.values().forEach((line) -> table.append(line));
			try {
				Files.writeString(Files.createDirectories(Path.of("target")).resolve("contract.txt"), table);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/** One run. */
	private static final class Line {

		private final Server server;

		private StoreDescription store;

		private int passed;

		private int failed;

		private int skipped;

		Line(Server server) {
			this.server = server;
		}

		@Override
		public String toString() {
			boolean standsIn = this.server != null && !this.server.realIf().isEmpty()
					&& System.getenv(this.server.realIf()) == null;
			String name = (this.server != null) ? this.server.value() : "";
			String described = (this.store != null) ? this.store.kind() + ": " + this.store.product() : "not run";
			return FORMAT.formatted(name, described, this.passed, this.failed, this.skipped,
					standsIn ? "a real server (" + this.server.realIf() + ")" : "");
		}

	}

}
