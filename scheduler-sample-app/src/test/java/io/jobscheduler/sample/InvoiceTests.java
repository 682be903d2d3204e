package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.test.AutoConfigureTestScheduler;
import io.jobscheduler.test.TestScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static io.jobscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of an invoice in a month, in a moment.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureTestScheduler
@DirtiesContext
class InvoiceTests {

	@TempDir
	private static Path outbox;

	@Autowired
	private TestScheduler time;

	@Autowired
	private Scheduler scheduler;

	@Autowired
	private InvoiceService invoices;

	@Autowired
	private InvoiceRepository repository;

	@DynamicPropertySource
	static void places(DynamicPropertyRegistry properties) {
		properties.add("spring.datasource.url", () -> "jdbc:h2:mem:invoice-tests;DB_CLOSE_DELAY=-1");
		properties.add("sample.outbox", () -> outbox);
	}

	@BeforeEach
	void pauseTheReportThatRunsEveryTenSeconds() {
		this.scheduler.pauseSchedule("sales-report");
	}

	@Test
	void anInvoiceIsSentAtOnceAndRemindedOfInThirtyDays() {
		Instant due = this.time.now().plus(Duration.ofDays(30));
		long id = this.invoices.create(new NewInvoice("Ada", BigDecimal.TEN, due)).id();
		assertThat(this.scheduler).hasPendingJob("send-invoice").withArgument("invoiceId", id);
		assertThat(this.scheduler).hasPendingJob("remind-of-invoice").withArgument("invoiceId", id).dueAt(due);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(state(id)).isEqualTo(Invoice.State.SENT);
		this.time.advanceTo(due.minusSeconds(1));
		assertThat(state(id)).isEqualTo(Invoice.State.SENT);
		this.time.advanceTo(due);
		assertThat(state(id)).isEqualTo(Invoice.State.REMINDED);
		assertThat(this.scheduler).hasNoPendingJobs();
	}

	@Test
	void anInvoiceThatIsPaidIsNotRemindedOf() {
		Invoice invoice = this.invoices
			.create(new NewInvoice("Ada", BigDecimal.TEN, this.time.now().plus(Duration.ofDays(30))));
		this.time.advance(Duration.ofDays(29));
		this.invoices.pay(invoice.id());
		this.time.advance(Duration.ofDays(2));
		assertThat(state(invoice.id())).isEqualTo(Invoice.State.PAID);
		assertThat(this.scheduler).hasEnded(invoice.reminderJob(), Outcome.CANCELLED);
	}

	@Test
	void anInvoiceThatIsGoneIsTriedFiveTimes() {
		Invoice invoice = this.invoices.create(new NewInvoice("Ada", BigDecimal.TEN, null));
		this.repository.deleteById(invoice.id());
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.scheduler).hasPendingJob(invoice.sendingJob()).onAttempt(2);
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.scheduler).hasFailed(invoice.sendingJob())
			.withError(IllegalStateException.class)
			.withError("There is no invoice " + invoice.id())
			.onAttempt(5);
	}

	@Test
	void everyTestBeginsAnew() {
		assertThat(this.scheduler).hasNoPendingJobs().hasResultCount("send-invoice", Outcome.SUCCEEDED, 0);
		assertThat(this.scheduler.store().describe().kind()).isEqualTo("memory");
	}

	@Test
	void aReportIsMadeEveryNight() {
		assertThat(this.scheduler).hasSchedule("nightly-report").isActive();
		this.time.advance(Duration.ofDays(7));
		assertThat(this.scheduler).hasResultCount("nightly-report", Outcome.SUCCEEDED, 7);
	}

	private Invoice.State state(long id) {
		return this.invoices.find(id).orElseThrow().state();
	}

}
