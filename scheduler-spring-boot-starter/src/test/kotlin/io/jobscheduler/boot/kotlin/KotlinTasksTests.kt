package io.jobscheduler.boot.kotlin

import io.jobscheduler.Scheduler
import io.jobscheduler.boot.FailureAnalyses
import io.jobscheduler.boot.SchedulerContext
import io.jobscheduler.job.JobRequest
import io.jobscheduler.job.Outcome
import io.jobscheduler.task.InvalidTaskCallException
import java.util.concurrent.BlockingQueue
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.function.Supplier
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.junit.jupiter.api.Test
import org.springframework.boot.test.context.runner.ApplicationContextRunner

private fun <T> CompletableFuture<T>.soon(): T = get(20, TimeUnit.SECONDS)

private fun BlockingQueue<String>.next(): String? = poll(20, TimeUnit.SECONDS)

/**
 * Tasks and schedules of Kotlin classes.
 */
class KotlinTasksTests {

	private val context: ApplicationContextRunner = SchedulerContext.inMemory()

	/** Runs an application with one bean. */
	private inline fun <reified T : Any> with(crossinline test: (Scheduler, T) -> Unit) {
		context.withBean(T::class.java).run { application ->
			test(application.getBean(Scheduler::class.java), application.getBean(T::class.java))
		}
	}

	@Test
	fun aScheduleOfAFinalClassFires() = with<Nightly> { _, nightly ->
		assertThat(nightly.ran.await(20, TimeUnit.SECONDS)).isTrue()
	}

	@Test
	fun aScheduleOfAnObjectFires() {
		context.withBean(Cleanup::class.java, Supplier { Cleanup }).run {
			assertThat(Cleanup.ran.await(20, TimeUnit.SECONDS)).isTrue()
		}
	}

	@Test
	fun aTaskThatIsFinalIsRefused() {
		context.withBean("reports", FinalReports::class.java).run { application ->
			val analysis = FailureAnalyses.of(application.startupFailure!!)
			assertThat(analysis.description).contains("@Task method reports.send", "is final")
			assertThat(analysis.action).contains("add 'open' or use the kotlin-spring compiler plugin")
		}
	}

	@Test
	fun aCallOfAFinalClassIsRefused() = with<SmtpMailer> { scheduler, _ ->
		assertThatExceptionOfType(InvalidTaskCallException::class.java)
			.isThrownBy { scheduler.addJob<SmtpMailer> { it.mail("a@b.c") } }
			.withMessageContaining("the class is final (as records and Kotlin classes are)")
	}

	@Test
	fun aCallOfAnOpenedClassIsRecordedInTheFormsOfJavaAndOfKotlin() = with<Reports> { scheduler, reports ->
		scheduler.addJob(Reports::class.java) { it.send(1, listOf("java")) }
		assertThat(reports.log.next()).isEqualTo("sent 1 to [java]")
		scheduler.addJob<Reports> { it.send(2, listOf("kotlin")) }
		assertThat(reports.log.next()).isEqualTo("sent 2 to [kotlin]")
		scheduler.addJob(jobRequest { it: Reports -> it.send(3, listOf()) }.priority(5))
		assertThat(reports.log.next()).isEqualTo("sent 3 to []")
	}

	@Test
	fun theValueOfACallComesBack() = with<Reports> { scheduler, _ ->
		assertThat(scheduler.callJob<Reports, _> { it.total(7) }.soon()).isEqualTo(14L)
		assertThat(scheduler.callJob { it: Reports -> it.total(8) }.soon()).isEqualTo(16L)
	}

	@Test
	fun aFinalClassIsCalledByItsInterface() = with<SmtpMailer> { scheduler, mailer ->
		scheduler.addJob<Mailer> { it.mail("a@b.c", "hello") }
		assertThat(mailer.log.next()).isEqualTo("mailed hello to a@b.c")
		assertThat(scheduler.callJob<Mailer, _> { it.count("a@b.c") }.soon()).isEqualTo(5L)
	}

	@Test
	fun aDataClassIsAnArgumentAndAValue() = with<Reports> { scheduler, reports ->
		val printed = scheduler.callJob<Reports, _> { it.print(Invoice(7, "Ada")) }.soon()
		assertThat(reports.log.next()).isEqualTo("printed Invoice(number=7, customer=Ada, note=null, copies=1)")
		assertThat(printed).isEqualTo(Invoice(7, "Ada", copies = 2))
	}

	@Test
	fun whatIsMissingInADataClassHasItsDefaultValue() = with<Reports> { scheduler, reports ->
		scheduler.addJob(JobRequest.task("print").argument("invoice", mapOf("number" to 7, "customer" to "Ada")))
		assertThat(reports.log.next()).isEqualTo("printed Invoice(number=7, customer=Ada, note=null, copies=1)")
		assertThatIllegalArgumentException()
			.isThrownBy { scheduler.addJob(JobRequest.task("print").argument("invoice", mapOf("number" to 7))) }
			.withMessageContaining("customer")
	}

	@Test
	fun defaultValuesAreRecorded() = with<Reports> { scheduler, reports ->
		scheduler.addJob<Reports> { it.remind("Ada", tone = "strict") }
		assertThat(reports.log.next()).isEqualTo("reminded Ada after 14 days, strict, none")
	}

	@Test
	fun missingArgumentsHaveTheirDefaultValues() = with<Reports> { scheduler, reports ->
		scheduler.addJob(JobRequest.task("remind").argument("customer", "Ada").argument("days", 3))
		assertThat(reports.log.next()).isEqualTo("reminded Ada after 3 days, friendly, null")
	}

	@Test
	fun argumentsMayBeNull() = with<Reports> { scheduler, reports ->
		scheduler.addJob<Reports> { it.note(null, null) }
		assertThat(reports.log.next()).isEqualTo("noted null null")
		scheduler.addJob(JobRequest.task("note").argument("count", 3))
		assertThat(reports.log.next()).isEqualTo("noted null 3")
	}

	@Test
	fun aSuspendFunctionFires() = with<Suspending> { _, bean ->
		assertThat(bean.ticked.await(20, TimeUnit.SECONDS)).isTrue()
	}

	@Test
	fun theValueOfASuspendFunctionComesBack() = with<Suspending> { scheduler, _ ->
		assertThat(scheduler.callJob<Suspending, _> { it.total(7) }.soon()).isEqualTo(14L)
		assertThat(scheduler.callJob<Suspending, _> { it.list(Invoice(1, "Ada", "n")) }.soon())
			.containsExactly(Invoice(1, "Ada", "n"), Invoice(1, "Ada"))
	}

	@Test
	fun aSuspendFunctionIsAddedAndCalledById() = with<Suspending> { scheduler, bean ->
		scheduler.addJob<Suspending> { it.note(null) }
		assertThat(bean.log.next()).isEqualTo("noted null 14 friendly")
		scheduler.addJob(JobRequest.task("suspending-note").argument("text", "x"))
		assertThat(bean.log.next()).isEqualTo("noted x 14 null")
	}

	@Test
	fun aCallThatMakesTwoCallsIsRefused() = with<Suspending> { scheduler, _ ->
		assertThatExceptionOfType(InvalidTaskCallException::class.java)
			.isThrownBy {
				scheduler.addJob<Suspending> {
					it.total(1)
					it.note("x")
				}
			}
			.withMessageContaining("A job is one call, and this one makes two")
	}

	@Test
	fun aSuspendFunctionThatFailsIsRetried() = with<Suspending> { scheduler, bean ->
		assertThat(scheduler.callJob<Suspending, _> { it.flaky() }.soon()).isEqualTo("attempt 3")
		assertThat(bean.attempts).hasValue(3)
	}

	@Test
	fun aSuspendFunctionFailsWithItsOwnException() = with<Suspending> { scheduler, _ ->
		val result = scheduler.callJob(jobRequest<Suspending> { it.failing() }).soon()
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED)
		assertThat(result.ending().error()!!.type()).isEqualTo(java.io.IOException::class.java.name)
	}

	@Test
	fun aCancelCancelsTheCoroutine() = with<Suspending> { scheduler, bean ->
		val job = scheduler.addJob<Suspending> { it.waiting() }
		assertThat(bean.started.await(20, TimeUnit.SECONDS)).isTrue()
		scheduler.cancelJob(job)
		assertThat(bean.cancelled.await(20, TimeUnit.SECONDS)).isTrue()
	}

	@Test
	fun theJobIsKnownToTheCoroutine() = with<Suspending> { scheduler, _ ->
		assertThat(scheduler.callJob<Suspending, _> { it.attempt() }.soon()).isEqualTo(2)
	}

	@Test
	fun aFlowEndsWhenItIsComplete() = with<Suspending> { scheduler, bean ->
		val result = scheduler.callJob(JobRequest.task("stream")).soon()
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED)
		assertThat(result.ending().value()).isNull()
		assertThat(bean.log).containsExactly("streamed")
	}

}
