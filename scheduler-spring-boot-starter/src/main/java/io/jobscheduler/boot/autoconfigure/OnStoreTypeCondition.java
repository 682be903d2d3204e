package io.jobscheduler.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the property {@code jobscheduler.store.type} names one of the given kinds,
 * or none at all.
 */
class OnStoreTypeCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = metadata.getAnnotationAttributes(ConditionalOnStoreType.class.getName());
		List<String> kinds = (attributes != null) ? List.of((String[]) attributes.get("value")) : List.of();
		String type = context.getEnvironment().getProperty("jobscheduler.store.type", "").strip();
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnStoreType.class, kinds);
		if (type.isEmpty()) {
			return ConditionOutcome.match(message.because("no store type is set"));
		}
		boolean named = kinds.stream().anyMatch((kind) -> kind.equalsIgnoreCase(type));
		return new ConditionOutcome(named, message.because("the store type is " + type));
	}

}
