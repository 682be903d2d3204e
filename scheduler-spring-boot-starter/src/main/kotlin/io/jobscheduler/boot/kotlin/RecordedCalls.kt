/**
 * Recorded calls for Kotlin. Nothing here is needed, or loaded, without it.
 */
package io.jobscheduler.boot.kotlin

import io.jobscheduler.Scheduler
import io.jobscheduler.job.JobId
import io.jobscheduler.job.JobRequest
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn

/**
 * Adds a job that calls one task method of a bean, which may be a `suspend` function:
 * `scheduler.addJob<Reports> { it.total(7) }`.
 * @param T the bean's type
 * @param call the call; it is recorded, and nothing runs
 * @return the job's id
 * @throws io.jobscheduler.task.InvalidTaskCallException if it is not one call of one task
 */
inline fun <reified T : Any> Scheduler.addJob(noinline call: suspend (T) -> Unit): JobId =
	addJob(jobRequest(call))

/**
 * Adds a job that calls one task method of a bean, which may be a `suspend` function, and waits for its value:
 * `scheduler.callJob<Reports, _> { it.total(7) }.await()`.
 * @param T the bean's type
 * @param R the value's type
 * @param call the call; it is recorded, and nothing runs
 * @return completed with the job's value
 * @throws io.jobscheduler.task.InvalidTaskCallException if it is not one call of one task
 */
inline fun <reified T : Any, R> Scheduler.callJob(noinline call: suspend (T) -> R): CompletableFuture<R> =
	callJob(T::class.java) { bean -> record(bean, call) }

/**
 * A request for a job that calls one task method of a bean, which may be a `suspend` function:
 * `scheduler.addJob(jobRequest<Reports> { it.total(7) }.priority(5))`.
 * @param T the bean's type
 * @param call the call; it is recorded when the request is added, and nothing runs
 * @return the request
 */
inline fun <reified T : Any> jobRequest(noinline call: suspend (T) -> Unit): JobRequest =
	JobRequest.call(T::class.java) { bean -> record(bean, call) }

/**
 * Makes the call on what records it. Nothing suspends there, so it returns at once, without a value.
 */
@PublishedApi
@Suppress("UNCHECKED_CAST")
internal fun <T, R> record(bean: T, call: suspend (T) -> R): R =
	call.startCoroutineUninterceptedOrReturn(bean, Continuation(EmptyCoroutineContext) {}) as R
