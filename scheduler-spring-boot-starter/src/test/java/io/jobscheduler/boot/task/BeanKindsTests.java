package io.jobscheduler.boot.task;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.task.InvalidTaskCallException;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tasks and schedules work on every kind of bean, through its proxy if it has one.
 */
class BeanKindsTests {

	static final List<String> log = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	@BeforeEach
	void clear() {
		log.clear();
		OnDemand.created.set(0);
		Prototype.created.set(0);
	}

	private static JobResult run(Scheduler scheduler, JobRequest request) throws Exception {
		JobResult result = scheduler.callJob(request).get(20, TimeUnit.SECONDS);
		assertThat(result.outcome()).as("%s", result.ending()).isEqualTo(Outcome.SUCCEEDED);
		return result;
	}

	@Test
	void aPackagePrivateClassWithPackagePrivateMethodsIsCalledByARecordedCall() {
		this.context.withBean(Reports.class).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			run(scheduler, JobRequest.call(Reports.class, (reports) -> reports.send(42L, List.of("a", "b"))));
			assertThat(log).containsExactly("sent 42 to [a, b]");
			assertThat(scheduler.callJob(Reports.class, (reports) -> reports.total(7L)).get(20, TimeUnit.SECONDS))
				.isEqualTo(14L);
		});
	}

	@Test
	void aBeanThatIsProxiedByItsClassRunsThroughItsProxy() {
		this.context.withUserConfiguration(ClassProxy.class).run((context) -> {
			run(context.getBean(Scheduler.class),
					JobRequest.call(Reports.class, (reports) -> reports.send(1, List.of())));
			assertThat(log).containsExactly("before send", "sent 1 to []");
		});
	}

	@Test
	void aBeanThatIsAJdkProxyRunsThroughItsProxyAndIsCalledByItsInterface() {
		this.context.withUserConfiguration(InterfaceProxy.class).run((context) -> {
			run(context.getBean(Scheduler.class), JobRequest.call(Mailer.class, (mailer) -> mailer.mail("a@b.c")));
			assertThat(log).containsExactly("before mail", "mailed a@b.c");
		});
	}

	@Test
	void aProxyThatIsABeanItselfIsSeenThrough() {
		this.context.withUserConfiguration(HandMadeProxy.class).run((context) -> {
			run(context.getBean(Scheduler.class), JobRequest.task("mail").argument("address", "x"));
			assertThat(log).containsExactly("before mail", "mailed x");
		});
	}

	@Test
	void aJdkProxyWithoutTheMethodIsRefused() {
		this.context.withUserConfiguration(InterfaceWithoutMethod.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyses.of(context.getStartupFailure()).getDescription())
				.contains("@ScheduledJob method narrow.nightly", "is a JDK proxy, and none of its interfaces");
		});
	}

	@Test
	void aLazyBeanIsCreatedWhenItsJobRuns() {
		this.context.withUserConfiguration(LazyBean.class).run((context) -> {
			assertThat(OnDemand.created).hasValue(0);
			Scheduler scheduler = context.getBean(Scheduler.class);
			scheduler.runSchedule("on-demand");
			run(scheduler, JobRequest.task("on-demand"));
			assertThat(OnDemand.created).hasValue(1);
		});
	}

	@Test
	void schedulesRunWhenEverythingIsLazy() {
		this.context.withUserConfiguration(EagerBean.class)
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(OnDemand.ran.await(20, TimeUnit.SECONDS)).isTrue();
				assertThat(OnDemand.created).hasValue(1);
			});
	}

	@Test
	void aPrototypeIsCreatedForEachRun() {
		this.context.withUserConfiguration(PrototypeBean.class).run((context) -> {
			run(context.getBean(Scheduler.class), JobRequest.task("prototype"));
			run(context.getBean(Scheduler.class), JobRequest.task("prototype"));
			assertThat(Prototype.created).hasValue(2);
		});
	}

	@Test
	void finalClassesAndRecordsRun() {
		this.context.withBean(FinalClass.class)
			.withBean("aRecord", ARecord.class, () -> new ARecord("r"))
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				run(scheduler, JobRequest.task("final"));
				run(scheduler, JobRequest.task("record"));
				assertThat(log).containsExactly("final", "record r");
				assertThatExceptionOfType(InvalidTaskCallException.class)
					.isThrownBy(() -> scheduler.addJob(FinalClass.class, FinalClass::nightly))
					.withMessageContaining("the class is final")
					.withMessageContaining("JobRequest.task(id)");
			});
	}

	@Test
	void theObjectOfAFactoryBeanHasTasks() {
		this.context.withBean(ReportsFactory.class).run((context) -> {
			run(context.getBean(Scheduler.class),
					JobRequest.call(Reports.class, (reports) -> reports.send(3, List.of())));
			assertThat(log).containsExactly("sent 3 to []");
		});
	}

	@Test
	void annotationsOnAnInterfaceCount() {
		this.context.withBean(AnnotatedImplementation.class).run((context) -> {
			run(context.getBean(Scheduler.class), JobRequest.call(Annotated.class, Annotated::work));
			assertThat(log).containsExactly("worked");
		});
	}

	@Test
	void typeVariablesOfASuperclassAreResolved() {
		this.context.withBean(AmountHandler.class).run((context) -> {
			run(context.getBean(Scheduler.class),
					JobRequest.call(AmountHandler.class, (handler) -> handler.handle(new Amount(5))));
			assertThat(log).containsExactly("handled Amount[cents=5]");
		});
	}

	@Test
	void aMethodThatThrowsFailsWithItsOwnException() {
		this.context.withBean(Failing.class).run((context) -> {
			JobResult result = context.getBean(Scheduler.class)
				.callJob(JobRequest.task("failing"))
				.get(20, TimeUnit.SECONDS);
			assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
			assertThat(result.ending().error().type()).isEqualTo(java.io.IOException.class.getName());
		});
	}

	private static <T> T logged(Class<T> type, Object target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.addAdvice(advice());
		return type.cast(factory.getProxy());
	}

	private static MethodInterceptor advice() {
		return (invocation) -> {
			log.add("before " + invocation.getMethod().getName());
			return invocation.proceed();
		};
	}

	private static BeanNameAutoProxyCreator proxies(boolean ofClasses, String... names) {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames(names);
		creator.setInterceptorNames("advice");
		creator.setProxyTargetClass(ofClasses);
		return creator;
	}

	static class Reports {

		@Task(id = "send")
		void send(long invoiceId, List<String> to) {
			log.add("sent " + invoiceId + " to " + to);
		}

		@Task(id = "total")
		long total(long invoiceId) {
			return invoiceId * 2;
		}

	}

	interface Mailer {

		void mail(String address);

	}

	static class SmtpMailer implements Mailer {

		@Override
		@Task(id = "mail")
		public void mail(String address) {
			log.add("mailed " + address);
		}

	}

	interface Narrow {

	}

	static class Wide implements Narrow {

		@ScheduledJob(id = "nightly", cron = "@daily")
		public void nightly() {
		}

	}

	static class OnDemand {

		static final AtomicInteger created = new AtomicInteger();

		static final java.util.concurrent.CountDownLatch ran = new java.util.concurrent.CountDownLatch(2);

		OnDemand() {
			created.incrementAndGet();
		}

		@ScheduledJob(id = "on-demand", date = "2090-01-01T00:00:00Z")
		void run() {
		}

	}

	static class Prototype {

		static final AtomicInteger created = new AtomicInteger();

		Prototype() {
			created.incrementAndGet();
		}

		@Task(id = "prototype")
		void run() {
		}

	}

	static final class FinalClass {

		@ScheduledJob(id = "final", cron = "@yearly")
		void nightly() {
			log.add("final");
		}

	}

	record ARecord(String name) {

		@ScheduledJob(id = "record", cron = "@yearly")
		void nightly() {
			log.add("record " + this.name);
		}

	}

	static class ReportsFactory implements FactoryBean<Reports> {

		@Override
		public Reports getObject() {
			return new Reports();
		}

		@Override
		public Class<?> getObjectType() {
			return Reports.class;
		}

	}

	interface Annotated {

		@Task(id = "annotated")
		void work();

	}

	static class AnnotatedImplementation implements Annotated {

		@Override
		public void work() {
			log.add("worked");
		}

	}

	abstract static class Handler<T> {

		@Task(id = "handle")
		void handle(T value) {
			log.add("handled " + value);
		}

	}

	record Amount(long cents) {
	}

	static class AmountHandler extends Handler<Amount> {

	}

	static class Failing {

		@Task(id = "failing")
		void fail() throws java.io.IOException {
			throw new java.io.IOException("no");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxy {

		@Bean
		Reports reports() {
			return new Reports();
		}

		@Bean
		MethodInterceptor advice() {
			return BeanKindsTests.advice();
		}

		@Bean
		static BeanNameAutoProxyCreator proxies() {
			return BeanKindsTests.proxies(true, "reports");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxy {

		@Bean
		SmtpMailer mailer() {
			return new SmtpMailer();
		}

		@Bean
		MethodInterceptor advice() {
			return BeanKindsTests.advice();
		}

		@Bean
		static BeanNameAutoProxyCreator proxies() {
			return BeanKindsTests.proxies(false, "mailer");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandMadeProxy {

		@Bean
		Mailer mailer() {
			return logged(Mailer.class, new SmtpMailer());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceWithoutMethod {

		@Bean
		Narrow narrow() {
			return logged(Narrow.class, new Wide());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBean {

		@Bean
		@Lazy
		OnDemand onDemand() {
			return new OnDemand();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EagerBean {

		@Bean
		Ticking onDemand() {
			return new Ticking();
		}

	}

	static class Ticking extends OnDemand {

		@ScheduledJob(id = "ticking", fixedRate = "20ms")
		void tick() {
			ran.countDown();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeBean {

		@Bean
		@Scope("prototype")
		Prototype prototype() {
			return new Prototype();
		}

	}

}
