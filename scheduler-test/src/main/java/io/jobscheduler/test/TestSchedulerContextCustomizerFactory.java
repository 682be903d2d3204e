package io.jobscheduler.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds the tests that are annotated with {@link AutoConfigureTestScheduler}.
 */
final class TestSchedulerContextCustomizerFactory implements ContextCustomizerFactory {

	TestSchedulerContextCustomizerFactory() {
	}

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		AutoConfigureTestScheduler annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureTestScheduler.class);
		return (annotation != null) ? new TestSchedulerContextCustomizer(annotation.startingAt()) : null;
	}

}
