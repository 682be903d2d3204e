package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/**
 * The invoices.
 */
interface InvoiceRepository extends JpaRepository<Invoice, Long> {

	List<Invoice> findTop100ByOrderByIdDesc();

	/**
	 * Marks an invoice as sent, once.
	 */
	@Transactional
	@Modifying
	@Query("update Invoice i set i.sentAt = :now where i.id = :id and i.sentAt is null")
	int markSent(long id, Instant now);

	/**
	 * Marks an invoice as reminded of, unless it is paid.
	 * @return 0 if it is paid or was marked before
	 */
	@Transactional
	@Modifying
	@Query("update Invoice i set i.remindedAt = :now where i.id = :id and i.remindedAt is null and i.paidAt is null")
	int markReminded(long id, Instant now);

	/**
	 * Marks an invoice as paid, once.
	 */
	@Transactional
	@Modifying(clearAutomatically = true)
	@Query("update Invoice i set i.paidAt = :now where i.id = :id and i.paidAt is null")
	int markPaid(long id, Instant now);

	/**
	 * Adds up what is not paid.
	 */
	@Query("""
			select new io.jobscheduler.sample.InvoiceRepository$Unpaid(count(i), coalesce(sum(i.amount), 0))
			from Invoice i where i.paidAt is null""")
	Unpaid unpaid();

	/**
	 * Adds up what should have been paid by now.
	 */
	@Query("""
			select new io.jobscheduler.sample.InvoiceRepository$Unpaid(count(i), coalesce(sum(i.amount), 0))
			from Invoice i where i.paidAt is null and i.dueDate < :now""")
	Unpaid overdue(Instant now);

	/**
	 * Invoices that are not paid.
	 *
	 * @param invoices how many
	 * @param amount their sum
	 */
	record Unpaid(long invoices, BigDecimal amount) {
	}

}
