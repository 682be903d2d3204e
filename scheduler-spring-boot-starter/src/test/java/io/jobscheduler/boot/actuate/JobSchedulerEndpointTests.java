package io.jobscheduler.boot.actuate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(classes = EndpointApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jobscheduler.store.type=memory", "jobscheduler.node-id=node-1", "spring.application.name=shop",
				"management.endpoints.web.exposure.include=*", "management.endpoint.jobscheduler.access=unrestricted",
				"spring.jackson.property-naming-strategy=SNAKE_CASE", "management.endpoint.health.show-details=always",
				"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=jobscheduler" })
@DirtiesContext
class JobSchedulerEndpointTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private Scheduler scheduler;

	@Autowired
	private EndpointApplication.Work work;

	private JobId greeted;

	@BeforeEach
	void addJobs() throws Exception {
		this.greeted = this.scheduler
			.addJob(JobRequest.task("greet").argument("name", "Ann").argument("password", "x"));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.scheduler.result(this.greeted).isPresent());
	}

	private Reply get(String path) throws IOException, InterruptedException {
		return send(request(path).GET());
	}

	private Reply post(String path, String body) throws IOException, InterruptedException {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/" + path));
	}

	private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
		String body = response.body();
		return new Reply(response.statusCode(), new JsonMapper().readTree(body.isEmpty() ? "null" : body));
	}

	record Reply(int status, JsonNode body) {

		JsonNode ok() {
			assertThat(this.status).as("%s", this.body).isEqualTo(200);
			return this.body;
		}

		String error(int expected) {
			assertThat(this.status).as("%s", this.body).isEqualTo(expected);
			return this.body.path("error").asString();
		}

	}

	@Test
	void theSummaryShowsNodeStoreExecutorsAndCounts() throws Exception {
		JsonNode summary = get("jobscheduler").ok();
		assertThat(summary.propertyNames()).containsExactly("node", "name", "role", "state", "stores", "executors",
				"counts", "lagSeconds");
		assertThat(summary.at("/node").asString()).isEqualTo("node-1");
		assertThat(summary.at("/name").asString()).isEqualTo("shop");
		assertThat(summary.at("/role").asString()).isEqualTo("BOTH");
		assertThat(summary.at("/state").asString()).isEqualTo("RUNNING");
		assertThat(summary.at("/stores/default/kind").asString()).isEqualTo("memory");
		assertThat(summary.at("/executors/default/slots").asInt()).isEqualTo(10);
		assertThat(summary.at("/counts/schedules").asInt()).isEqualTo(2);
		assertThat(summary.at("/lagSeconds").isNumber()).isTrue();
	}

	@Test
	void schedulesAreListedPageByPage() throws Exception {
		JsonNode first = get("jobscheduler/schedules?limit=1").ok();
		assertThat(first.propertyNames()).containsExactly("items", "nextCursor");
		assertThat(first.at("/items/0/id").asString()).isEqualTo("eu/weekly");
		JsonNode second = get("jobscheduler/schedules?limit=1&cursor=" + encoded(first.at("/nextCursor").asString()))
			.ok();
		assertThat(second.at("/items/0/id").asString()).isEqualTo("nightly-report");
		JsonNode paused = get("jobscheduler/schedules?state=paused").ok();
		assertThat(paused.at("/items").size()).isZero();
		assertThat(paused.at("/nextCursor").isNull()).isTrue();
	}

	private static String encoded(String text) {
		return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
	}

	@Test
	void aScheduleShowsItsTriggerAndItsNextFireTimes() throws Exception {
		JsonNode schedule = get("jobscheduler/schedules/nightly-report").ok();
		assertThat(schedule.propertyNames()).contains("id", "task", "trigger", "state", "nextFireTime", "lastFireTime",
				"nextFireTimes", "recentResults");
		assertThat(schedule.at("/task").asString()).isEqualTo("nightly-report");
		assertThat(schedule.at("/trigger/expression").asString()).isEqualTo("0 2 * * *");
		assertThat(schedule.at("/trigger/zone").asString()).isEqualTo("Europe/Berlin");
		assertThat(schedule.at("/trigger/description").asString()).isEqualTo("at 02:00 every day, Europe/Berlin");
		assertThat(schedule.at("/state").asString()).isEqualTo("ACTIVE");
		assertThat(schedule.at("/nextFireTimes").size()).isEqualTo(10);
		assertThat(Instant.parse(schedule.at("/nextFireTime").asString()))
			.isEqualTo(schedule.at("/nextFireTimes/0").asString());
		assertThat(schedule.at("/preview").size()).isGreaterThanOrEqualTo(10);
		assertThat(schedule.at("/preview/0/fireTime").asString()).isEqualTo(schedule.at("/nextFireTime").asString());
		assertThat(schedule.at("/preview/0/local").asString()).contains("T0");
		assertThat(schedule.at("/preview/0/zone").asString()).isEqualTo("Europe/Berlin");
		assertThat(schedule.at("/preview/0/mark").asString()).isNotBlank();
	}

	@Test
	void anIdMayHoldSlashes() throws Exception {
		assertThat(get("jobscheduler/schedules/eu/weekly").ok().at("/id").asString()).isEqualTo("eu/weekly");
		assertThat(post("jobscheduler/schedules/eu/weekly", "{\"action\":\"run\"}").ok().at("/job").asString())
			.isNotEmpty();
	}

	@Test
	void aScheduleIsPausedResumedAndRun() throws Exception {
		JsonNode paused = post("jobscheduler/schedules/nightly-report", "{\"action\":\"pause\"}").ok();
		assertThat(paused.at("/state").asString()).isEqualTo("PAUSED");
		JsonNode run = post("jobscheduler/schedules/nightly-report", "{\"action\":\"run\"}").ok();
		JobId job = JobId.of(run.at("/job").asString());
		await().atMost(Duration.ofSeconds(20)).until(() -> this.scheduler.result(job).isPresent());
		JsonNode resumed = post("jobscheduler/schedules/nightly-report",
				"{\"action\":\"resume\",\"from\":\"2090-01-01T00:00:00Z\"}")
			.ok();
		assertThat(resumed.at("/state").asString()).isEqualTo("ACTIVE");
		assertThat(resumed.at("/nextFireTime").asString()).isEqualTo("2090-01-01T01:00:00Z");
		assertThat(resumed.at("/recentResults/0/id").asString()).isEqualTo(job.toString());
		assertThat(resumed.at("/recentResults/0/result/outcome").asString()).isEqualTo("SUCCEEDED");
		assertThat(post("jobscheduler/schedules/nightly-report", "{\"action\":\"resume\"}").status()).isEqualTo(200);
	}

	@Test
	void aJobShowsItsResultWithoutValues() throws Exception {
		JsonNode job = get("jobscheduler/jobs/" + this.greeted).ok();
		assertThat(job.propertyNames()).containsExactly("id", "task", "schedule", "fireTime", "state", "attempt",
				"node", "progress", "result", "store");
		assertThat(job.at("/store").asString()).isEqualTo("default");
		assertThat(job.at("/task").asString()).isEqualTo("greet");
		assertThat(job.at("/state").asString()).isEqualTo("SUCCEEDED");
		assertThat(job.at("/node").asString()).isEqualTo("node-1");
		assertThat(job.at("/result/value").asString()).isEqualTo("******");
		assertThat(job.at("/result/error").isNull()).isTrue();
	}

	@Test
	void anErrorShowsItsTypeOnly() throws Exception {
		JobId failed = this.scheduler.addJob(JobRequest.task("fail"));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.scheduler.result(failed).isPresent());
		JsonNode error = get("jobscheduler/jobs/" + failed).ok().at("/result/error");
		assertThat(error.at("/type").asString()).isEqualTo("java.lang.IllegalStateException");
		assertThat(error.toString()).doesNotContain("secret");
	}

	@Test
	void jobsAreListedTheLiveOnesFirst() throws Exception {
		JobId later = this.scheduler.addJob(
				JobRequest.task("greet").argument("name", "Bob").argument("password", "x").delay(Duration.ofDays(1)));
		JsonNode all = get("jobscheduler/jobs?task=greet&limit=1").ok();
		assertThat(all.at("/items/0/id").asString()).isEqualTo(later.toString());
		assertThat(all.at("/items/0/arguments/name").asString()).isEqualTo("******");
		JsonNode rest = get("jobscheduler/jobs?task=greet&limit=1&cursor=" + encoded(all.at("/nextCursor").asString()))
			.ok();
		assertThat(rest.at("/items/0/state").asString()).isEqualTo("SUCCEEDED");
		assertThat(get("jobscheduler/jobs?task=greet&state=pending").ok().at("/items").size()).isEqualTo(1);
		assertThat(get("jobscheduler/jobs?task=greet&state=failed").ok().at("/items").size()).isZero();
		this.scheduler.cancelJob(later);
	}

	@Test
	void aJobIsCancelled() throws Exception {
		JobId later = this.scheduler.addJob(JobRequest.task("hang"));
		await().atMost(Duration.ofSeconds(20))
			.until(() -> get("jobscheduler/jobs/" + later).body().at("/state").asString().equals("RUNNING"));
		JsonNode cancelled = send(request("jobscheduler/jobs/" + later).DELETE()).ok();
		assertThat(cancelled.at("/status").asString()).isEqualTo("REQUESTED");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> get("jobscheduler/jobs/" + later).body().at("/state").asString().equals("CANCELLED"));
	}

	@Test
	void nodesAreListed() throws Exception {
		JsonNode nodes = get("jobscheduler/nodes").ok();
		assertThat(nodes.at("/items/0/id").asString()).isEqualTo("node-1");
		assertThat(nodes.at("/items/0/alive").asBoolean()).isTrue();
		assertThat(get("jobscheduler/nodes/node-1").ok().at("/name").asString()).isEqualTo("shop");
	}

	@Test
	void aNodeIsPausedAndResumed() throws Exception {
		assertThat(post("jobscheduler/nodes/node-1", "{\"action\":\"pause\"}").ok().at("/mode").asString())
			.isEqualTo("PAUSED");
		assertThat(get("jobscheduler/nodes/node-1").ok().at("/mode").asString()).isEqualTo("PAUSED");
		assertThat(post("jobscheduler/nodes/*", "{\"action\":\"drain\"}").ok().at("/mode").asString())
			.isEqualTo("DRAINING");
		assertThat(post("jobscheduler/nodes/*", "{\"action\":\"resume\"}").status()).isEqualTo(200);
		assertThat(post("jobscheduler/nodes/node-1", "{\"action\":\"resume\"}").status()).isEqualTo(200);
		assertThat(get("jobscheduler/nodes/node-1").ok().at("/mode").asString()).isEqualTo("ACTIVE");
		assertThat(post("jobscheduler/nodes/nope", "{\"action\":\"pause\"}").error(400)).contains("nope");
		assertThat(post("jobscheduler/nodes/node-1", "{\"action\":\"explode\"}").error(400))
			.contains("allowed pause, drain and resume");
	}

	@Test
	void aJobThatFailedIsRetried() throws Exception {
		JobId failed = this.scheduler.addJob(JobRequest.task("fail"));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.scheduler.result(failed).isPresent());
		JsonNode retried = post("jobscheduler/jobs/" + failed, "{\"action\":\"retry\"}").ok();
		assertThat(retried.at("/job").asString()).isNotEqualTo(failed.toString());
		assertThat(post("jobscheduler/jobs/" + this.greeted, "{\"action\":\"retry\"}").error(400))
			.contains("it has succeeded");
	}

	@Test
	void aScheduleIsBackfilled() throws Exception {
		String body = "{\"action\":\"backfill\",\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2020-01-04T00:00:00Z\"}";
		assertThat(post("jobscheduler/schedules/nightly-report", body).ok().at("/jobs").size()).isEqualTo(3);
		assertThat(post("jobscheduler/schedules/nightly-report", "{\"action\":\"backfill\"}").error(400))
			.contains("Invalid instant 'null' in \"from\"");
	}

	@Test
	void whatDoesNotExistIsNotFound() throws Exception {
		assertThat(get("jobscheduler/schedules/nope").error(404)).isEqualTo("There is no schedule 'nope'");
		assertThat(post("jobscheduler/schedules/nope", "{\"action\":\"pause\"}").error(404)).contains("nope");
		assertThat(post("jobscheduler/schedules/nope", "{\"action\":\"run\"}").error(404)).contains("nope");
		String unknown = "01890a5d-ac96-774b-bcce-b302099a8057";
		assertThat(get("jobscheduler/jobs/" + unknown).error(404)).contains(unknown);
		assertThat(send(request("jobscheduler/jobs/" + unknown).DELETE()).error(404)).contains(unknown);
		assertThat(get("jobscheduler/things").error(404)).contains("'things'");
		assertThat(get("jobscheduler/nodes/nope").error(404)).contains("nope");
	}

	@Test
	void whatIsInvalidIsABadRequest() throws Exception {
		assertThat(get("jobscheduler/jobs/17").error(400)).contains("Invalid job id '17'");
		assertThat(get("jobscheduler/jobs?state=asleep").error(400)).contains("allowed PENDING", "SUCCEEDED");
		assertThat(get("jobscheduler/schedules?limit=0").error(400)).contains("allowed 1 to 1000");
		assertThat(get("jobscheduler/schedules?limit=x").error(400)).contains("Invalid limit 'x'");
		assertThat(get("jobscheduler/jobs?cursor=x").error(400)).contains("nextCursor");
		assertThat(post("jobscheduler/schedules/nightly-report", "{\"action\":\"explode\"}").error(400))
			.contains("allowed pause, resume, run and backfill");
		assertThat(post("jobscheduler/schedules/nightly-report", "{}").error(400)).contains("action");
		assertThat(
				post("jobscheduler/schedules/nightly-report", "{\"action\":\"resume\",\"from\":\"soon\"}").error(400))
			.contains("Invalid instant 'soon'");
	}

	@Test
	void theSameIsThereOverJmx() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Jobscheduler,*"), null)
			.iterator()
			.next();
		assertThat(invoke(server, name, "summary").toString()).contains("node-1");
		assertThat(invoke(server, name, "list", "schedules", null, null, null, null, null).toString())
			.contains("nightly-report");
		assertThat(invoke(server, name, "detail", "schedules", "eu/weekly").toString()).contains("PT168H");
		assertThat(invoke(server, name, "act", "schedules", "eu/weekly", "pause", null).toString()).contains("PAUSED");
		assertThat(invoke(server, name, "act", "schedules", "eu/weekly", "resume", null).toString()).contains("ACTIVE");
	}

	private static Object invoke(MBeanServer server, ObjectName name, String operation, Object... arguments)
			throws Exception {
		String[] signature = new String[arguments.length];
		java.util.Arrays.fill(signature, String.class.getName());
		return server.invoke(name, operation, arguments, signature);
	}

	@Test
	void healthIsUp() throws Exception {
		JsonNode health = get("health").ok();
		assertThat(health.at("/components/jobScheduler/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/jobScheduler/details/node").asString()).isEqualTo("node-1");
	}

}
