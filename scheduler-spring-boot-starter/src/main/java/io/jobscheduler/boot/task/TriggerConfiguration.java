package io.jobscheduler.boot.task;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.serializer.TriggerCodec;
import io.jobscheduler.serializer.TriggerFormat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What triggers the application knows: the standard ones, those that it has codecs for,
 * and the calendars that they leave out.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CalendarProperties.class)
public class TriggerConfiguration {

	@Bean
	KnownCalendars jobSchedulerCalendars(CalendarProperties properties, ObjectProvider<HolidayCalendar> beans) {
		return new KnownCalendars(properties, beans.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	TriggerFormat jobSchedulerTriggerFormat(KnownCalendars calendars, ObjectProvider<TriggerCodec<?>> codecs) {
		TriggerFormat format = TriggerFormat.standard().withCalendars(calendars.all());
		for (TriggerCodec<?> codec : codecs.orderedStream().toList()) {
			format = format.with(codec);
		}
		return format;
	}

}
