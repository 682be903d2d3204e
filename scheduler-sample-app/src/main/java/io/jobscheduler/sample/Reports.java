package io.jobscheduler.sample;

import java.io.IOException;
import java.time.Instant;

import io.jobscheduler.sample.InvoiceRepository.Unpaid;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.ScheduledJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Reports on what is not paid. Each report is a line in {@code reports.log} of the
 * outbox.
 */
@Component
class Reports {

	private static final Logger logger = LoggerFactory.getLogger(Reports.class);

	private final InvoiceRepository invoices;

	private final Outbox outbox;

	private final RunLedger ledger;

	Reports(InvoiceRepository invoices, Outbox outbox, RunLedger ledger) {
		this.invoices = invoices;
		this.outbox = outbox;
		this.ledger = ledger;
	}

	@ScheduledJob(id = "sales-report", fixedRate = "10s")
	void sales() throws IOException {
		report("not paid", this.invoices.unpaid());
	}

	@ScheduledJob(id = "nightly-report", cron = "${reports.cron:0 2 * * *}", zone = "Europe/Berlin",
			misfireGraceTime = "1h")
	void nightly() throws IOException {
		report("overdue", this.invoices.overdue(Instant.now()));
	}

	private void report(String what, Unpaid unpaid) throws IOException {
		JobContext job = this.ledger.begin();
		logger.info("Report '{}' of {}: {} invoices {}, {} in all", job.schedule(), job.fireTime(), unpaid.invoices(),
				what, unpaid.amount());
		this.outbox.append("reports.log", job.fireTime() + " " + job.schedule() + " " + job.jobId());
		this.ledger.end(job);
	}

}
