package io.jobscheduler.trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of what happens when clocks are changed, as it is published.
 */
class DaylightSavingTableTests {

	private static final Path GUIDE = Path.of("../docs/time.md");

	@ParameterizedTest
	@MethodSource("rows")
	void firesAsPublished(Row row) {
		Trigger trigger = row.trigger();
		List<OffsetDateTime> fires = new ArrayList<>();
		Instant last = row.after();
		for (int i = 0; i < row.fires().size(); i++) {
			last = trigger.next(last).orElseThrow();
			fires.add(last.atZone(row.zone()).toOffsetDateTime());
		}
		assertThat(fires).isEqualTo(row.fires());
	}

	@Test
	void everyZoneAndRuleIsThere() throws IOException {
		List<Row> rows = rows().toList();
		assertThat(rows).extracting((row) -> row.zone().getId())
			.contains("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia",
					"America/Sao_Paulo", "Antarctica/Troll", "Asia/Kolkata");
		assertThat(rows.stream().map(Row::gap).collect(Collectors.toSet()))
			.isEqualTo(Set.of("", "SKIP", "FIRE_AT_END"));
		assertThat(rows.stream().map(Row::overlap).collect(Collectors.toSet())).isEqualTo(Set.of("", "FIRST", "BOTH"));
		assertThat(rows).hasSizeGreaterThan(50);
	}

	static Stream<Row> rows() throws IOException {
		String guide = Files.readString(GUIDE);
		String table = guide.substring(guide.indexOf("<!-- dst-table -->"), guide.indexOf("<!-- /dst-table -->"));
		return table.lines()
			.filter((line) -> line.startsWith("| "))
			.filter((line) -> !line.startsWith("| zone"))
			.map(Row::of);
	}

	/**
	 * A row of the table.
	 *
	 * @param zone the zone
	 * @param text the trigger: a cron expression, {@code every day at} a time, or
	 * {@code every} duration {@code from} an instant
	 * @param gap the rule for local times that do not exist, empty for the default
	 * @param overlap the rule for those that come twice, empty for the default
	 * @param after where to look from, exclusive
	 * @param fires the next fire times
	 */
	record Row(ZoneId zone, String text, String gap, String overlap, Instant after, List<OffsetDateTime> fires) {

		static Row of(String line) {
			List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
			return new Row(ZoneId.of(cells.get(1)), cells.get(2).replace("`", ""), cells.get(3), cells.get(4),
					Instant.parse(cells.get(5)),
					Arrays.stream(cells.get(6).split(", ")).map(OffsetDateTime::parse).toList());
		}

		Trigger trigger() {
			String[] words = this.text.split(" ");
			if (this.text.startsWith("every day at ")) {
				return calendarInterval(LocalTime.parse(words[3]));
			}
			if (this.text.startsWith("every ")) {
				return IntervalTrigger.every(Duration.parse(words[1])).startingAt(Instant.parse(words[3]));
			}
			CronTrigger trigger = CronTrigger.of(this.text, this.zone);
			trigger = this.gap.isEmpty() ? trigger : trigger.dstGap(DstGap.valueOf(this.gap));
			return this.overlap.isEmpty() ? trigger : trigger.dstOverlap(DstOverlap.valueOf(this.overlap));
		}

		private Trigger calendarInterval(LocalTime time) {
			CalendarIntervalTrigger.Builder builder = CalendarIntervalTrigger.builder()
				.days(1)
				.at(time)
				.startDate(LocalDate.of(2010, 1, 1))
				.zone(this.zone);
			if (!this.gap.isEmpty()) {
				builder.dstGap(DstGap.valueOf(this.gap));
			}
			if (!this.overlap.isEmpty()) {
				builder.dstOverlap(DstOverlap.valueOf(this.overlap));
			}
			return builder.build();
		}

		@Override
		public String toString() {
			return this.zone + " " + this.text + " " + this.gap + " " + this.overlap + " after " + this.after;
		}

	}

}
