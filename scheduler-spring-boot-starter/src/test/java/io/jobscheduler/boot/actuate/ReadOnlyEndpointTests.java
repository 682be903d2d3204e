package io.jobscheduler.boot.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.ScheduleState;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint unless told otherwise, but for values, which are shown.
 */
@SpringBootTest(classes = { EndpointApplication.class, ReadOnlyEndpointTests.Sanitizing.class },
		webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jobscheduler.store.type=memory", "management.endpoints.web.exposure.include=jobscheduler",
				"management.endpoint.jobscheduler.show-values=always" })
@DirtiesContext
class ReadOnlyEndpointTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private Scheduler scheduler;

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/jobscheduler/" + path));
	}

	@Test
	void readingIsAllowedAndWritingIsNot() throws Exception {
		HttpRequest read = request("schedules/nightly-report").build();
		assertThat(this.http.send(read, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		HttpRequest write = request("schedules/nightly-report").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"action\":\"pause\"}"))
			.build();
		assertThat(this.http.send(write, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
		HttpRequest cancel = request("jobs/01890a5d-ac96-774b-bcce-b302099a8057").DELETE().build();
		assertThat(this.http.send(cancel, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
		assertThat(this.scheduler.schedule("nightly-report").orElseThrow().status().state())
			.isEqualTo(ScheduleState.ACTIVE);
	}

	@Test
	void valuesThatAreShownAreStillSanitizedByTheApplication() throws Exception {
		JobResult result = this.scheduler
			.callJob(JobRequest.task("greet").argument("name", "Ann").argument("password", "x"))
			.get(20, TimeUnit.SECONDS);
		String ended = this.http.send(request("jobs/" + result.jobId()).build(), BodyHandlers.ofString()).body();
		assertThat(ended).contains("Hello Ann");
		String pending = this.http.send(request("jobs/" + this.scheduler.addJob(JobRequest.task("greet")
			.argument("name", "Bob")
			.argument("password", "hush")
			.delay(java.time.Duration.ofDays(1)))).build(), BodyHandlers.ofString()).body();
		assertThat(pending).contains("Bob").contains("******").doesNotContain("hush");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Sanitizing {

		@Bean
		SanitizingFunction hidesPasswords() {
			return SanitizingFunction.sanitizeValue().ifKeyEquals("password");
		}

	}

}
