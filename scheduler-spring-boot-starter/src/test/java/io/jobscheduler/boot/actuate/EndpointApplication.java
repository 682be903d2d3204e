package io.jobscheduler.boot.actuate;

import java.util.concurrent.CountDownLatch;

import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
		DataJpaRepositoriesAutoConfiguration.class })
class EndpointApplication {

	@Bean
	Work work() {
		return new Work();
	}

	static class Work {

		final CountDownLatch release = new CountDownLatch(1);

		@ScheduledJob(id = "nightly-report", cron = "0 2 * * *", zone = "Europe/Berlin")
		void nightly() {
		}

		@ScheduledJob(id = "eu/weekly", fixedRate = "P7D", overlap = io.jobscheduler.schedule.OverlapPolicy.ALLOW)
		void weekly() {
		}

		@Task(id = "greet")
		String greet(String name, String password) {
			return "Hello " + name;
		}

		@Task(id = "fail")
		void fail() {
			throw new IllegalStateException("the secret is 42");
		}

		@Task(id = "hang")
		void hang() throws InterruptedException {
			this.release.await();
		}

	}

}
