package io.jobscheduler.boot.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * The application as it was started, so that workers can be started alike. Registered as
 * a bean before the context is refreshed.
 *
 * @param mainClass the class whose {@code main} method started it
 * @param arguments the arguments of that
 */
public record RunningApplication(Class<?> mainClass, List<String> arguments) {

	/** The name of the bean. */
	public static final String BEAN_NAME = "jobSchedulerRunningApplication";

	private static final String BOOT_CLASSES = "BOOT-INF/classes/";

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	/** Copies the arguments. */
	public RunningApplication {
		arguments = List.copyOf(arguments);
	}

	/**
	 * What comes after the options of Java to start a worker: the same class path, or the
	 * same executable jar, the same system properties, and the same arguments.
	 * @return arguments of the {@code java} command
	 */
	public List<String> workerCommand() {
		List<String> command = new ArrayList<>();
		ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((argument) -> argument.startsWith("-D") && !argument.startsWith("-Dcom.sun.management"))
			.forEach(command::add);
		String classPath = System.getProperty("java.class.path");
		command.add("-cp");
		command.add(classPath);
		if (isExecutableJar(Path.of(classPath.isEmpty() ? "." : classPath.split(java.io.File.pathSeparator, 2)[0]))) {
			command.add("-Dloader.main=" + ApplicationWorker.class.getName());
			command.add(LAUNCHER);
		}
		else {
			command.add(ApplicationWorker.class.getName());
		}
		command.add(this.mainClass.getName());
		command.addAll(this.arguments);
		return command;
	}

	private static boolean isExecutableJar(Path file) {
		if (!Files.isRegularFile(file)) {
			return false;
		}
		try (JarFile jar = new JarFile(file.toFile())) {
			return jar.getEntry(BOOT_CLASSES) != null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The class path begins with " + file + ", which cannot be read", ex);
		}
	}

	/** Remembers how the application was started. Named in {@code spring.factories}. */
	static final class Recorder implements ApplicationListener<ApplicationContextInitializedEvent> {

		@Override
		public void onApplicationEvent(ApplicationContextInitializedEvent event) {
			Class<?> main = event.getSpringApplication().getMainApplicationClass();
			if (main != null && hasMain(main) && event.getApplicationContext().getParent() == null) {
				event.getApplicationContext()
					.getBeanFactory()
					.registerSingleton(BEAN_NAME, new RunningApplication(main, List.of(event.getArgs())));
			}
		}

		private static boolean hasMain(Class<?> type) {
			try {
				return type.getDeclaredMethod("main", String[].class) != null;
			}
			catch (NoSuchMethodException ex) {
				return false;
			}
		}

	}

}
