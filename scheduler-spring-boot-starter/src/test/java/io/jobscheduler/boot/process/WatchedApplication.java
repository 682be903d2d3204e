package io.jobscheduler.boot.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.Task;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * An application that writes down whatever happens in it that must not happen in a
 * worker.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ io.jobscheduler.boot.autoconfigure.JobStoreAutoConfiguration.class,
		io.jobscheduler.boot.autoconfigure.JobSchedulerAutoConfiguration.class,
		io.jobscheduler.boot.autoconfigure.JobSchedulerTriggerAutoConfiguration.class })
@EnableScheduling
class WatchedApplication {

	private final Path file;

	WatchedApplication(@Value("${watched.file}") Path file) {
		this.file = file;
	}

	/**
	 * Starts it.
	 * @param args its arguments
	 */
	public static void main(String[] args) {
		application().run(args);
	}

	static SpringApplication application() {
		SpringApplication application = new SpringApplication(WatchedApplication.class);
		application.setMainApplicationClass(WatchedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application;
	}

	private void write(String what) {
		try {
			Files.writeString(this.file, what + "\n", StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Bean
	ApplicationRunner runner() {
		return (args) -> write("runner");
	}

	@Bean
	SmartLifecycle messageListener() {
		return new SmartLifecycle() {

			private boolean running;

			@Override
			public void start() {
				write("listener");
				this.running = true;
			}

			@Override
			public void stop() {
				this.running = false;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

		};
	}

	@Scheduled(fixedDelay = 3_600_000)
	void scheduled() {
		write("scheduled");
	}

	@EventListener(ContextRefreshedEvent.class)
	void refreshed() {
		write("refreshed");
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		write("ready");
	}

	@EventListener
	void ordered(String event) {
		write(event);
	}

	@Bean
	Work work(ApplicationEventPublisher events, Environment environment) {
		return new Work(events, environment);
	}

	record Work(ApplicationEventPublisher events, Environment environment) {

		@Task(id = "work", executor = "workers")
		String work(String property) {
			this.events.publishEvent("event of job " + JobContext.current().attempt());
			return ProcessHandle.current().pid() + " " + this.environment.getProperty(property);
		}

	}

}
