package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.sample.InvoiceController.InvoiceView;
import io.jobscheduler.store.ResultQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SampleApplicationTests {

	@TempDir
	private static Path directory;

	@LocalServerPort
	private int port;

	@Autowired
	private Scheduler scheduler;

	@Autowired
	private InvoiceService invoices;

	@Autowired
	private InvoiceRepository repository;

	@Autowired
	private TransactionTemplate transaction;

	private RestTestClient client;

	@DynamicPropertySource
	static void directories(DynamicPropertyRegistry properties) {
		properties.add("spring.datasource.url",
				() -> "jdbc:h2:async:" + directory.resolve("invoices") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
		properties.add("sample.outbox", () -> directory.resolve("outbox"));
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void anInvoiceThatIsPostedIsSent() throws Exception {
		InvoiceView invoice = post("{\"customer\": \"Ada\", \"amount\": 99.5}");
		await().untilAsserted(() -> assertThat(get(invoice.id()).state()).isEqualTo(Invoice.State.SENT));
		assertThat(Files.readString(outbox(invoice.sendingJob()))).contains("invoice: " + invoice.id(), "amount: 99.50",
				"attempt: 1", "token: ");
		assertThat(Files.readString(outbox("runs.log"))).containsSubsequence("begin task=send-invoice",
				"job=" + invoice.sendingJob(), "end task=send-invoice", "job=" + invoice.sendingJob());
		assertThat(this.scheduler.result(JobId.of(invoice.sendingJob())))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED));
	}

	@Test
	void anInvoiceThatIsDueAndNotPaidIsRemindedOf() {
		InvoiceView invoice = post("{\"customer\": \"Ada\", \"amount\": 1, \"dueDate\": \"2020-01-31T09:00:00Z\"}");
		await().untilAsserted(() -> assertThat(get(invoice.id()).state()).isEqualTo(Invoice.State.REMINDED));
	}

	@Test
	void aPaymentCancelsTheReminder() {
		Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
		InvoiceView invoice = post("{\"customer\": \"Ada\", \"amount\": 1, \"dueDate\": \"" + tomorrow + "\"}");
		JobId reminder = JobId.of(invoice.reminderJob());
		assertThat(this.scheduler.job(reminder)).isPresent();
		for (int i = 0; i < 2; i++) {
			assertThat(this.client.post()
				.uri("/invoices/{id}/payment", invoice.id())
				.exchange()
				.expectStatus()
				.isOk()
				.returnResult(InvoiceView.class)
				.getResponseBody()
				.state()).isEqualTo(Invoice.State.PAID);
		}
		await().untilAsserted(() -> assertThat(this.scheduler.result(reminder))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED)));
	}

	@Test
	void aTransactionThatRollsBackAddsNoJob() {
		JobId sending = this.transaction.execute((status) -> {
			Invoice invoice = this.invoices.create(new NewInvoice("Ada", BigDecimal.TEN, null));
			status.setRollbackOnly();
			return invoice.sendingJob();
		});
		assertThat(this.scheduler.job(sending)).isEmpty();
		assertThat(this.scheduler.result(sending)).isEmpty();
		assertThat(this.repository.findAll()).noneMatch((invoice) -> sending.equals(invoice.sendingJob()));
	}

	@Test
	void aReportRunsBySchedule() {
		await().untilAsserted(() -> assertThat(outbox("reports.log")).exists().content().contains(" sales-report "));
		assertThat(this.scheduler.schedule("nightly-report")).isPresent();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			textBlock = """
					{}                                                           | amount must not be null; customer must not be blank
					{"customer": " ", "amount": 1}                               | customer must not be blank
					{"customer": "Ada", "amount": -1}                            | amount must be greater than 0
					{"customer": "Ada", "amount": 1.005}                         | amount numeric value out of bounds (<17 digits>.<2 digits> expected)
					{"customer": "Ada", "amount": 1, "dueDate": "soon"}          | "2030-01-31T09:00:00Z"
					{                                                            | expected is JSON
					""")
	void aBadInvoiceIsRefused(String body, String reason) {
		this.client.post()
			.uri("/invoices")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains(reason));
	}

	@Test
	void anUnknownInvoiceIsNotFound() {
		this.client.get()
			.uri("/invoices/0")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no invoice 0");
		this.client.post().uri("/invoices/0/payment").exchange().expectStatus().isNotFound();
	}

	@Test
	void invoicesAreListed() {
		InvoiceView invoice = post("{\"customer\": \"Ada\", \"amount\": 1}");
		this.client.get()
			.uri("/invoices")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[?(@.id == " + invoice.id() + ")].customer")
			.isEqualTo("Ada");
	}

	@Test
	void theApplicationIsHealthy() {
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP");
	}

	@Test
	void theEndpointShowsAndChangesSchedules() {
		String nightly = "/actuator/jobscheduler/schedules/nightly-report";
		this.client.get().uri("/actuator/jobscheduler").exchange().expectStatus().isOk();
		act(nightly, "pause");
		this.client.get().uri(nightly).exchange().expectBody().jsonPath("$.state").isEqualTo("PAUSED");
		act(nightly, "resume");
		this.client.get().uri(nightly).exchange().expectBody().jsonPath("$.state").isEqualTo("ACTIVE");
		act(nightly, "run");
		await().untilAsserted(() -> assertThat(
				this.scheduler.store().findResults(new ResultQuery(null, null, "nightly-report", null, 1)).items())
			.isNotEmpty());
	}

	private void act(String schedule, String action) {
		HttpStatus status = (HttpStatus) this.client.post()
			.uri(schedule)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\": \"" + action + "\"}")
			.exchange()
			.returnResult(String.class)
			.getStatus();
		assertThat(status.is2xxSuccessful()).isTrue();
	}

	private InvoiceView post(String body) {
		return this.client.post()
			.uri("/invoices")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isCreated()
			.returnResult(InvoiceView.class)
			.getResponseBody();
	}

	private InvoiceView get(long id) {
		return this.client.get().uri("/invoices/{id}", id).exchange().returnResult(InvoiceView.class).getResponseBody();
	}

	private static Path outbox(String file) {
		return directory.resolve("outbox").resolve(file);
	}

}
