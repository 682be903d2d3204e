package io.jobscheduler.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the sample application.
 *
 * @param outbox Directory that letters are written to.
 * @param sendingTime How long it takes to send a letter. Something to watch, and to
 * interrupt.
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("./outbox") Path outbox, @DefaultValue("0s") Duration sendingTime) {
}
