package io.jobscheduler.boot.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint.
 *
 * @param showValues When to show arguments, values and errors of jobs unsanitized.
 * @param roles Roles used to determine whether a user is authorized to be shown
 * unsanitized values. When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.jobscheduler")
record JobSchedulerEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {
}
