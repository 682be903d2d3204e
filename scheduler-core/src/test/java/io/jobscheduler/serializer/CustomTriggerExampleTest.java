package io.jobscheduler.serializer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example in the documentation of {@link TriggerCodec}: it compiles, it works, and it
 * is what is written there.
 */
class CustomTriggerExampleTest {

	private static final Instant FULL = Instant.parse("2026-01-03T10:03:00Z");

	@Test
	void aCustomTriggerCanBeStoredAndJoined() {
		TriggerFormat format = TriggerFormat.standard().with(new FullMoonTriggerCodec());
		Trigger trigger = new FullMoonTrigger(FULL);
		assertThat(trigger.next(FULL)).contains(Instant.parse("2026-02-01T22:47:03Z"));
		assertThat(format.format(trigger)).isEqualTo("full-moon/1");
		assertThat(format.write(trigger)).isEqualTo("{\"full\":\"2026-01-03T10:03:00Z\"}");
		assertThat(format.read("full-moon/1", format.write(trigger))).isEqualTo(trigger);
		Trigger joined = OrTrigger.of(trigger, DateTrigger.at(FULL));
		assertThat(format.read(format.format(joined), format.write(joined))).isEqualTo(joined);
		assertThat(TriggerFormat.standard().knows(format.format(joined))).isFalse();
	}

	@Test
	void theDocumentationShowsThisCode() throws IOException {
		String documented = Files.readString(Path.of("src/main/java/io/jobscheduler/serializer/TriggerCodec.java"));
		String example = documented.substring(documented.indexOf("<pre>{@code") + "<pre>{@code".length(),
				documented.indexOf("}</pre>"));
		String here = Files
			.readString(Path.of("src/test/java/io/jobscheduler/serializer/CustomTriggerExampleTest.java"));
		assertThat(words(here.replace("@Override", "").replace("static class", "class")))
			.contains(words(example.replaceAll("(?m)^ \\*", "")));
	}

	private static String words(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

	record FullMoonTrigger(Instant anyFullMoon) implements Trigger {

		private static final Duration MONTH = Duration.ofSeconds(2_551_443);

		@Override
		public Optional<Instant> next(Instant after) {
			return IntervalTrigger.every(MONTH).startingAt(this.anyFullMoon).next(after);
		}

	}

	static class FullMoonTriggerCodec implements TriggerCodec<FullMoonTrigger> {

		@Override
		public String kind() {
			return "full-moon";
		}

		@Override
		public Class<FullMoonTrigger> type() {
			return FullMoonTrigger.class;
		}

		@Override
		public void write(FullMoonTrigger trigger, TriggerFields fields) {
			fields.set("full", trigger.anyFullMoon());
		}

		@Override
		public FullMoonTrigger read(TriggerFields fields) {
			return new FullMoonTrigger(fields.instant("full"));
		}

	}

}
