package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.JobId;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Invoices over HTTP.
 */
@RestController
@RequestMapping("/invoices")
class InvoiceController {

	private final InvoiceService invoices;

	InvoiceController(InvoiceService invoices) {
		this.invoices = invoices;
	}

	@PostMapping
	ResponseEntity<InvoiceView> create(@Valid @RequestBody NewInvoice order) {
		InvoiceView created = InvoiceView.of(this.invoices.create(order));
		return ResponseEntity.created(URI.create("/invoices/" + created.id())).body(created);
	}

	@GetMapping
	List<InvoiceView> latest() {
		return this.invoices.findLatest().stream().map(InvoiceView::of).toList();
	}

	@GetMapping("/{id}")
	InvoiceView get(@PathVariable long id) {
		return this.invoices.find(id).map(InvoiceView::of).orElseThrow(() -> unknown(id));
	}

	@PostMapping("/{id}/payment")
	InvoiceView pay(@PathVariable long id) {
		return this.invoices.pay(id).map(InvoiceView::of).orElseThrow(() -> unknown(id));
	}

	private static ResponseStatusException unknown(long id) {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no invoice " + id);
	}

	/**
	 * An invoice as it is shown.
	 *
	 * @param id its number
	 * @param customer who shall pay
	 * @param amount how much
	 * @param dueDate until when, {@code null} if that does not matter
	 * @param state how far it has come
	 * @param sendingJob the job that sends it, see {@code /actuator/jobscheduler/jobs}
	 * @param reminderJob the job that reminds of it, {@code null} if it has no due date
	 */
	record InvoiceView(long id, String customer, BigDecimal amount, @Nullable Instant dueDate, Invoice.State state,
			@Nullable String sendingJob, @Nullable String reminderJob) {

		static InvoiceView of(Invoice invoice) {
			return new InvoiceView(invoice.id(), invoice.customer(), invoice.amount(), invoice.dueDate(),
					invoice.state(), text(invoice.sendingJob()), text(invoice.reminderJob()));
		}

		private static @Nullable String text(@Nullable JobId job) {
			return (job != null) ? job.toString() : null;
		}

	}

}
