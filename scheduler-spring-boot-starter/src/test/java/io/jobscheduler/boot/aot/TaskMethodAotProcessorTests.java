package io.jobscheduler.boot.aot;

import java.util.List;

import io.jobscheduler.task.Task;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class TaskMethodAotProcessorTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void methodsOfTasksAndTheTypesOfTheirArgumentsAreKept() throws Exception {
		this.beanFactory.registerBeanDefinition("mailer", new RootBeanDefinition(Mailer.class));
		BeanFactoryInitializationAotContribution contribution = new TaskMethodAotProcessor()
			.processAheadOfTime(this.beanFactory);
		DefaultGenerationContext context = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("test", "Test")), new InMemoryGeneratedFiles());
		contribution.applyTo(context, mock());
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Mailer.class.getDeclaredMethod("mail", Mail.class))).accepts(context.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onType(Mail.class)).accepts(context.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onType(Receipt.class)).accepts(context.getRuntimeHints());
	}

	@Test
	void withoutTasksThereIsNothingToDo() {
		assertThat(new TaskMethodAotProcessor().processAheadOfTime(this.beanFactory)).isNull();
	}

	static class Mailer {

		@Task(id = "mail")
		Receipt mail(Mail mail) {
			return new Receipt(List.of());
		}

	}

	record Mail(String to) {
	}

	record Receipt(List<String> lines) {
	}

}
