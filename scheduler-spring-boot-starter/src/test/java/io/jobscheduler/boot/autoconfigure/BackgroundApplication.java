package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.task.ScheduledJob;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application without a web server, for a process of its own. It says what it does on
 * its output.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ JobSchedulerTriggerAutoConfiguration.class, JobStoreAutoConfiguration.class,
		JobSchedulerAutoConfiguration.class })
public class BackgroundApplication {

	/**
	 * Starts it.
	 * @param args as Spring Boot takes them
	 */
	public static void main(String[] args) {
		SpringApplication.run(BackgroundApplication.class, args);
		System.out.println("main returned");
	}

	@EventListener
	public void ready(AvailabilityChangeEvent<ReadinessState> event) {
		System.out.println(event.getState());
	}

	@ScheduledJob(id = "tick", fixedRate = "1s")
	public void tick() {
		System.out.println("tick");
	}

}
