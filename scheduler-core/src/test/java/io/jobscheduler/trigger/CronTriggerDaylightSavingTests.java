package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link CronTrigger} does when clocks are changed.
 */
class CronTriggerDaylightSavingTests {

	@ParameterizedTest(name = "{1} in {0} after {2}: {3}")
	@CsvSource(delimiter = '|',
			textBlock = """
					# Named hours: once a day
					Europe/Berlin       | 30 2 * * *       | 2026-03-28T02:30+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
					Europe/Berlin       | */20 2 * * *     | 2026-03-28T02:40+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:00+02:00
					Europe/Berlin       | 0 2,3 * * *      | 2026-03-28T03:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:00+02:00
					Europe/Berlin       | 30 1-3 * * *     | 2026-03-29T01:30+01:00 | 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00
					Europe/Berlin       | 0 2 * * *        | 2026-10-24T02:00+02:00 | 2026-10-25T02:00+02:00 2026-10-26T02:00+01:00
					Europe/Berlin       | 30 2 * * *       | 2026-10-24T02:30+02:00 | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
					Europe/Berlin       | 30 2 * * *       | 2026-10-25T02:10+01:00 | 2026-10-26T02:30+01:00
					Europe/Berlin       | 30 2,3 * * *     | 2026-10-25T02:30+02:00 | 2026-10-25T03:30+01:00
					America/New_York    | 30 2 * * *       | 2026-03-07T02:30-05:00 | 2026-03-08T03:00-04:00 2026-03-09T02:30-04:00
					America/New_York    | 30 1 * * *       | 2026-10-31T01:30-04:00 | 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00
					Australia/Lord_Howe | 15 2 * * *       | 2026-10-03T02:15+10:30 | 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00
					Australia/Lord_Howe | 45 2 * * *       | 2026-10-03T02:45+10:30 | 2026-10-04T02:45+11:00 2026-10-05T02:45+11:00
					Australia/Lord_Howe | 45 1 * * *       | 2026-04-04T01:45+11:00 | 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30
					Australia/Lord_Howe | 15 1 * * *       | 2026-04-04T01:15+11:00 | 2026-04-05T01:15+11:00 2026-04-06T01:15+10:30
					Africa/Cairo        | 0 0 * * *        | 2024-04-25T00:00+02:00 | 2024-04-26T01:00+03:00 2024-04-27T00:00+03:00
					Africa/Cairo        | 0 0 26 4 *       | 2024-04-25T00:00+02:00 | 2024-04-26T01:00+03:00 2025-04-26T00:00+03:00
					Africa/Cairo        | 30 23 * * *      | 2024-10-30T23:30+03:00 | 2024-10-31T23:30+03:00 2024-11-01T23:30+02:00
					Pacific/Apia        | 0 12 * * *       | 2011-12-29T12:00-10:00 | 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00
					Pacific/Apia        | 0 0 * * *        | 2011-12-29T00:00-10:00 | 2011-12-31T00:00+14:00 2012-01-01T00:00+14:00
					Pacific/Apia        | 0 0 * * fri      | 2011-12-23T00:00-10:00 | 2011-12-31T00:00+14:00 2012-01-06T00:00+14:00
					America/Sao_Paulo   | 0 0 * * *        | 2018-11-03T00:00-03:00 | 2018-11-04T01:00-02:00 2018-11-05T00:00-02:00
					America/Sao_Paulo   | 30 23 * * *      | 2018-02-16T23:30-02:00 | 2018-02-17T23:30-02:00 2018-02-18T23:30-03:00
					Antarctica/Troll    | 0 1,2 * * *      | 2026-03-28T02:00Z      | 2026-03-29T03:00+02:00 2026-03-30T01:00+02:00
					Antarctica/Troll    | 0 1,2 * * *      | 2026-10-24T02:00+02:00 | 2026-10-25T01:00+02:00 2026-10-25T02:00+02:00 2026-10-26T01:00Z
					UTC                 | 30 2 * * *       | 2026-03-28T02:30Z      | 2026-03-29T02:30Z 2026-03-30T02:30Z

					# A wildcard in the hours: at every matching local time
					Europe/Berlin       | 30 * * * *       | 2026-03-29T00:30+01:00 | 2026-03-29T01:30+01:00 2026-03-29T03:30+02:00
					Europe/Berlin       | 30 * * * *       | 2026-10-25T01:30+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-25T03:30+01:00
					Europe/Berlin       | */30 * * * *     | 2026-10-25T02:00+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-25T03:00+01:00
					America/New_York    | 30 * * * *       | 2026-03-08T01:30-05:00 | 2026-03-08T03:30-04:00
					America/New_York    | 0 * * * *        | 2026-11-01T00:00-04:00 | 2026-11-01T01:00-04:00 2026-11-01T01:00-05:00 2026-11-01T02:00-05:00
					Australia/Lord_Howe | */15 * * * *     | 2026-10-04T01:30+10:30 | 2026-10-04T01:45+10:30 2026-10-04T02:30+11:00 2026-10-04T02:45+11:00
					Australia/Lord_Howe | */15 * * * *     | 2026-04-05T01:30+11:00 | 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30
					Australia/Lord_Howe | 0 * * * *        | 2026-10-04T01:00+10:30 | 2026-10-04T03:00+11:00
					Australia/Lord_Howe | 0 * * * *        | 2026-04-05T01:00+11:00 | 2026-04-05T02:00+10:30
					Africa/Cairo        | 0 * * * *        | 2024-04-25T23:00+02:00 | 2024-04-26T01:00+03:00
					Africa/Cairo        | 0 * * * *        | 2024-10-31T22:00+03:00 | 2024-10-31T23:00+03:00 2024-10-31T23:00+02:00 2024-11-01T00:00+02:00
					Pacific/Apia        | 0 * * * *        | 2011-12-29T23:00-10:00 | 2011-12-31T00:00+14:00
					America/Sao_Paulo   | 30 * * * *       | 2018-11-03T23:30-03:00 | 2018-11-04T01:30-02:00
					America/Sao_Paulo   | 30 * * * *       | 2018-02-17T23:30-02:00 | 2018-02-17T23:30-03:00 2018-02-18T00:30-03:00
					Antarctica/Troll    | 0 * * * *        | 2026-03-29T00:00Z      | 2026-03-29T03:00+02:00
					Antarctica/Troll    | 0 * * * *        | 2026-10-25T01:00+02:00 | 2026-10-25T02:00+02:00 2026-10-25T01:00Z 2026-10-25T02:00Z 2026-10-25T03:00Z
					UTC                 | 30 * * * *       | 2026-03-29T01:30Z      | 2026-03-29T02:30Z

					# A step in the hours: likewise
					Europe/Berlin       | 0 */2 * * *      | 2026-03-29T00:00+01:00 | 2026-03-29T04:00+02:00
					Europe/Berlin       | 0 */2 * * *      | 2026-10-25T00:00+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T04:00+01:00
					America/New_York    | 30 1/12 * * *    | 2026-10-31T13:30-04:00 | 2026-11-01T01:30-04:00 2026-11-01T01:30-05:00 2026-11-01T13:30-05:00
					Australia/Lord_Howe | 45 1-3/2 * * *   | 2026-04-05T01:00+11:00 | 2026-04-05T01:45+11:00 2026-04-05T01:45+10:30 2026-04-05T03:45+10:30
					Africa/Cairo        | 0 */12 * * *     | 2024-04-25T12:00+02:00 | 2024-04-26T12:00+03:00
					Pacific/Apia        | 0 */12 * * *     | 2011-12-29T12:00-10:00 | 2011-12-31T00:00+14:00
					America/Sao_Paulo   | 0 */12 * * *     | 2018-11-03T12:00-03:00 | 2018-11-04T12:00-02:00
					Antarctica/Troll    | 0 */2 * * *      | 2026-03-29T00:00Z      | 2026-03-29T04:00+02:00
					Antarctica/Troll    | 0 */2 * * *      | 2026-10-25T00:00+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00Z 2026-10-25T04:00Z
					UTC                 | 0 */2 * * *      | 2026-03-29T00:00Z      | 2026-03-29T02:00Z
					""")
	void firesByDefault(String zone, String expression, OffsetDateTime after, String expected) {
		assertFires(CronTrigger.of(expression, ZoneId.of(zone)), after, expected);
	}

	@ParameterizedTest(name = "{1} in {0}, {2}, {3}, after {4}: {5}")
	@CsvSource(delimiter = '|',
			textBlock = """
					Europe/Berlin       | 30 2 * * *       | SKIP        | FIRST | 2026-03-28T02:30+01:00 | 2026-03-30T02:30+02:00
					Europe/Berlin       | */20 * * * *     | FIRE_AT_END | FIRST | 2026-03-29T01:40+01:00 | 2026-03-29T03:00+02:00 2026-03-29T03:20+02:00
					Europe/Berlin       | 59 * * * *       | FIRE_AT_END | FIRST | 2026-03-29T00:59+01:00 | 2026-03-29T01:59+01:00 2026-03-29T03:00+02:00 2026-03-29T03:59+02:00
					Europe/Berlin       | 30 2 * * *       | SKIP        | BOTH  | 2026-10-24T02:30+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-26T02:30+01:00
					Europe/Berlin       | 30 * * * *       | SKIP        | FIRST | 2026-10-25T01:30+02:00 | 2026-10-25T02:30+02:00 2026-10-25T03:30+01:00
					Europe/Berlin       | * * * * * *      | SKIP        | FIRST | 2026-10-25T02:59:58+02:00 | 2026-10-25T02:59:59+02:00 2026-10-25T03:00+01:00
					Europe/Berlin       | * * * * * *      | SKIP        | BOTH  | 2026-10-25T02:59:58+02:00 | 2026-10-25T02:59:59+02:00 2026-10-25T02:00+01:00
					Europe/Berlin       | 0 12 1 7 *       | SKIP        | BOTH  | 2026-10-25T02:30+02:00 | 2027-07-01T12:00+02:00
					Europe/Berlin       | 0 2 29 3 *       | SKIP        | FIRST | 2026-01-01T00:00+01:00 | 2027-03-29T02:00+02:00
					Australia/Lord_Howe | 0,15 2 * * *     | FIRE_AT_END | FIRST | 2026-10-03T02:15+10:30 | 2026-10-04T02:30+11:00 2026-10-05T02:00+11:00
					Australia/Lord_Howe | 0,15 2 * * *     | SKIP        | FIRST | 2026-10-03T02:15+10:30 | 2026-10-05T02:00+11:00
					Australia/Lord_Howe | 45 1 * * *       | SKIP        | BOTH  | 2026-04-04T01:45+11:00 | 2026-04-05T01:45+11:00 2026-04-05T01:45+10:30 2026-04-06T01:45+10:30
					Africa/Cairo        | 0 0 * * *        | SKIP        | FIRST | 2024-04-25T00:00+02:00 | 2024-04-27T00:00+03:00
					Africa/Cairo        | 30 23 * * *      | SKIP        | BOTH  | 2024-10-30T23:30+03:00 | 2024-10-31T23:30+03:00 2024-10-31T23:30+02:00 2024-11-01T23:30+02:00
					Pacific/Apia        | 0 12 * * *       | SKIP        | FIRST | 2011-12-29T12:00-10:00 | 2011-12-31T12:00+14:00
					Pacific/Apia        | 0 * * * *        | FIRE_AT_END | FIRST | 2011-12-29T22:00-10:00 | 2011-12-29T23:00-10:00 2011-12-31T00:00+14:00 2011-12-31T01:00+14:00
					Antarctica/Troll    | 0 * * * *        | FIRE_AT_END | FIRST | 2026-03-29T00:00Z      | 2026-03-29T03:00+02:00 2026-03-29T04:00+02:00
					Antarctica/Troll    | 0 * * * *        | SKIP        | FIRST | 2026-10-25T01:00+02:00 | 2026-10-25T02:00+02:00 2026-10-25T03:00Z
					UTC                 | 30 * * * *       | FIRE_AT_END | BOTH  | 2026-03-29T01:30Z      | 2026-03-29T02:30Z 2026-03-29T03:30Z
					""")
	void firesAsTold(String zone, String expression, DstGap gap, DstOverlap overlap, OffsetDateTime after,
			String expected) {
		CronTrigger trigger = CronTrigger.of(expression, ZoneId.of(zone)).dstGap(gap).dstOverlap(overlap);
		assertFires(trigger, after, expected);
	}

	@ParameterizedTest
	@CsvSource({ "0 2 * * *, FIRE_AT_END, FIRST", "0 1-3 * * *, FIRE_AT_END, FIRST", "* 2 * * *, FIRE_AT_END, FIRST",
			"@daily, FIRE_AT_END, FIRST", "0 * * * *, SKIP, BOTH", "0 */6 * * *, SKIP, BOTH",
			"0 8-18/2 * * *, SKIP, BOTH", "@hourly, SKIP, BOTH" })
	void derivesTheRulesFromTheExpression(String expression, DstGap gap, DstOverlap overlap) {
		CronTrigger trigger = CronTrigger.of(expression, ZoneId.of("Europe/Berlin"));
		assertThat(trigger.dstGap()).isEqualTo(gap);
		assertThat(trigger.dstOverlap()).isEqualTo(overlap);
	}

	@Test
	void keepsItsRulesWithItsBounds() {
		CronTrigger trigger = CronTrigger.of("0 2 * * *", ZoneId.of("Europe/Berlin"))
			.dstGap(DstGap.SKIP)
			.dstOverlap(DstOverlap.BOTH)
			.startingAt(Instant.EPOCH)
			.endingAt(Instant.MAX);
		assertThat(trigger.dstGap()).isEqualTo(DstGap.SKIP);
		assertThat(trigger.dstOverlap()).isEqualTo(DstOverlap.BOTH);
	}

	@Test
	void doesNotFireAgainIfItStartsInTheSecondPassOfAnOverlap() {
		CronTrigger trigger = CronTrigger.of("30 2 * * *", ZoneId.of("Europe/Berlin"))
			.startingAt(OffsetDateTime.parse("2026-10-25T02:00+01:00").toInstant());
		assertThat(trigger.next(Instant.MIN)).contains(OffsetDateTime.parse("2026-10-26T02:30+01:00").toInstant());
	}

	private static void assertFires(CronTrigger trigger, OffsetDateTime after, String expected) {
		List<OffsetDateTime> times = Stream.of(expected.split(" ")).map(OffsetDateTime::parse).toList();
		List<OffsetDateTime> found = new ArrayList<>();
		Instant last = after.toInstant();
		for (int count = 0; count < times.size(); count++) {
			last = trigger.next(last).orElseThrow();
			found.add(last.atZone(trigger.zone()).toOffsetDateTime());
		}
		assertThat(found).isEqualTo(times);
	}

}
