package io.jobscheduler.boot.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.jobscheduler.Scheduler;
import io.jobscheduler.executor.process.JobWorker;
import io.jobscheduler.serializer.JacksonPayloadSerializer;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.task.JobInterceptor;
import io.jobscheduler.task.TaskInvoker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationHook;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The main class of a worker process: has the application's own {@code main} method
 * prepare its context, takes the context before it is refreshed, and refreshes it without
 * what must not happen twice. See {@link WorkerRestrictions}.
 */
public final class ApplicationWorker {

	/** The property that is true in a worker. */
	public static final String WORKER_PROPERTY = "jobscheduler.worker";

	/** What must not be done again for every worker. */
	private static final Map<String, String> PROPERTIES = new TreeMap<>(
			Map.ofEntries(Map.entry(WORKER_PROPERTY, "true"), Map.entry("spring.main.web-application-type", "none"),
					Map.entry("spring.main.banner-mode", "off"), Map.entry("spring.main.keep-alive", "false"),
					Map.entry("spring.flyway.enabled", "false"), Map.entry("spring.liquibase.enabled", "false"),
					Map.entry("spring.sql.init.mode", "never"), Map.entry("spring.jpa.hibernate.ddl-auto", "none"),
					Map.entry("spring.batch.job.enabled", "false"), Map.entry("spring.quartz.auto-startup", "false"),
					Map.entry("spring.jmx.enabled", "false"), Map.entry("spring.docker.compose.enabled", "false"),
					Map.entry("spring.devtools.restart.enabled", "false"),
					Map.entry("jobscheduler.store.jdbc.initialize-schema", "never")));

	private ApplicationWorker() {
	}

	/**
	 * Runs jobs until the application that started this process ends.
	 * @param args the application's main class, and its arguments
	 * @throws Exception if the context cannot be started
	 */
	public static void main(String[] args) throws Exception {
		try (JobWorker worker = JobWorker.connect();
				ConfigurableApplicationContext context = context(Class.forName(args[0]),
						Arrays.asList(args).subList(1, args.length))) {
			Scheduler scheduler = context.getBean(Scheduler.class);
			PayloadSerializer serializer = context.getBeanProvider(PayloadSerializer.class)
				.getIfAvailable(JacksonPayloadSerializer::new);
			List<JobInterceptor> interceptors = context.getBeanProvider(JobInterceptor.class).orderedStream().toList();
			worker.serve(scheduler.tasks(), new TaskInvoker(serializer, interceptors));
		}
		// non-daemon threads of the application must not keep a worker alive
		Runtime.getRuntime().exit(0);
	}

	static ConfigurableApplicationContext context(Class<?> mainClass, List<String> arguments) throws Exception {
		ConfigurableApplicationContext context = prepare(mainClass, restricted(arguments));
		WorkerRestrictions.apply(context);
		context.refresh();
		return context;
	}

	/** Arguments win over everything else, so that is where the restrictions are. */
	private static String[] restricted(List<String> arguments) {
		List<String> restricted = new ArrayList<>(arguments);
		restricted
			.removeIf((argument) -> PROPERTIES.keySet().stream().anyMatch((name) -> argument.startsWith("--" + name)));
		PROPERTIES.forEach((name, value) -> restricted.add("--" + name + "=" + value));
		return restricted.toArray(String[]::new);
	}

	private static ConfigurableApplicationContext prepare(Class<?> mainClass, String[] arguments) throws Exception {
		Method main = mainClass.getDeclaredMethod("main", String[].class);
		main.setAccessible(true);
		SpringApplicationHook hook = (application) -> new SpringApplicationRunListener() {

			@Override
			public void contextLoaded(ConfigurableApplicationContext context) {
				throw new AbandonedRunException(context);
			}

		};
		try {
			SpringApplication.withHook(hook, () -> invoke(main, arguments));
		}
		catch (AbandonedRunException ex) {
			ConfigurableApplicationContext context = ex.getApplicationContext();
			if (context != null) {
				return context;
			}
		}
		throw new IllegalStateException("The main method of " + mainClass.getName()
				+ " has run no SpringApplication, so a worker process cannot be started with its context");
	}

	private static void invoke(Method main, String[] arguments) {
		try {
			main.invoke(null, (Object) arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getTargetException() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException("The main method failed", ex.getTargetException());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("The main method cannot be called", ex);
		}
	}

}
