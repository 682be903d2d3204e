package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.jobscheduler.trigger.FireTimePreview.Mark;
import io.jobscheduler.trigger.FireTimePreview.SkippedTimes;

/**
 * Shows the next fire times of a trigger as clocks will show them, and what changes of
 * the clocks do to them.
 * <p>
 * A fire time is shown in the zone of the trigger, or of the part of it that fires then.
 * Triggers that have no zone, such as {@link IntervalTrigger}, are shown in the zone that
 * the preview is given. They have no local times that clocks could skip or repeat, so
 * they bear no marks.
 */
public final class TriggerPreview {

	/** How many fire times can be asked for at once. */
	public static final int MAX_COUNT = 1_000;

	/**
	 * How far from the first fire time dropped ones are looked for, so that what hardly
	 * ever fires takes no longer.
	 */
	private static final Duration HORIZON = ChronoUnit.YEARS.getDuration().multipliedBy(100);

	/** Far enough from where instants have no local time any more. */
	private static final Instant EARLIEST = Instant.parse("-999999000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("+999999000-01-01T00:00:00Z");

	private final Trigger trigger;

	private final ZoneId zone;

	private final List<LocalFireTimes> local;

	private TriggerPreview(Trigger trigger, ZoneId zone) {
		this.trigger = Objects.requireNonNull(trigger, "trigger");
		this.zone = Objects.requireNonNull(zone, "zone");
		this.local = LocalFireTimes.allOf(trigger).toList();
	}

	/**
	 * Returns a preview of a trigger.
	 * @param trigger the trigger
	 * @param zone the zone in which to show fire times that have none of their own
	 * @return its preview
	 */
	public static TriggerPreview of(Trigger trigger, ZoneId zone) {
		return new TriggerPreview(trigger, zone);
	}

	/**
	 * Returns the next fire times, those that {@link Trigger#next(Instant)} finds one
	 * after the other, and those in between that are dropped because clocks skip them.
	 * <p>
	 * All that are dropped when clocks are put forward once come as one entry, placed at
	 * the time of that change. There are at most {@code count} such entries, and none
	 * more than a hundred years before or after the first fire time; if there is none,
	 * after {@code after}. Fire times before the year -999999000 or after 999999000 are
	 * not listed.
	 * @param after the instant after which to look, exclusive
	 * @param count how many fire times to list, apart from those that are dropped, from 1
	 * to {@value #MAX_COUNT}
	 * @return the fire times, in order; fewer than {@code count} if the trigger has no
	 * more, or says so (see {@link Trigger#whyNone(Instant)})
	 * @throws IllegalArgumentException if the count is out of range
	 */
	public List<FireTimePreview> after(Instant after, int count) {
		if (count < 1 || count > MAX_COUNT) {
			throw new IllegalArgumentException("Invalid number of fire times " + count + ": allowed 1-" + MAX_COUNT);
		}
		if (after.isAfter(LATEST)) {
			return List.of();
		}
		Instant from = after.isBefore(EARLIEST) ? EARLIEST : after;
		List<Instant> fireTimes = fireTimes(from, count);
		Instant until = (fireTimes.size() == count) ? fireTimes.get(count - 1) : LATEST;
		Instant first = fireTimes.isEmpty() ? from : fireTimes.get(0);
		Stream<Entry> dropped = dropped(later(from, first.minus(HORIZON)), earlier(until, first.plus(HORIZON)), count)
			.stream();
		return Stream.concat(dropped, fireTimes.stream().map((fireTime) -> new Entry(fireTime, show(fireTime))))
			.sorted(Comparator.comparing(Entry::place))
			.map(Entry::preview)
			.toList();
	}

	private List<Instant> fireTimes(Instant after, int count) {
		return Stream
			.iterate(this.trigger.next(after), Optional::isPresent, (last) -> this.trigger.next(last.orElseThrow()))
			.map(Optional::orElseThrow)
			.takeWhile((fireTime) -> !fireTime.isAfter(LATEST))
			.limit(count)
			.toList();
	}

	private FireTimePreview show(Instant fireTime) {
		List<FireTimePreview> shown = this.local.stream()
			.filter((local) -> local.firesAt(fireTime))
			.map((local) -> show(fireTime, local.zone()))
			.toList();
		return shown.stream()
			.filter((preview) -> preview.mark() == Mark.MOVED)
			.findFirst()
			.or(() -> shown.stream().findFirst())
			.orElseGet(() -> new FireTimePreview(fireTime, LocalDateTime.ofInstant(fireTime, this.zone),
					this.zone.getRules().getOffset(fireTime), this.zone, Mark.NONE, null));
	}

	private FireTimePreview show(Instant fireTime, ZoneId zone) {
		ZoneOffset offset = zone.getRules().getOffset(fireTime);
		LocalDateTime local = LocalDateTime.ofInstant(fireTime, zone);
		SortedSet<LocalDateTime> moved = moved(fireTime, zone);
		if (!moved.isEmpty()) {
			return new FireTimePreview(fireTime, local, offset, zone, Mark.MOVED, skipped(moved));
		}
		ZoneOffsetTransition transition = zone.getRules().getTransition(local);
		Mark mark = (transition == null) ? Mark.NONE
				: offset.equals(transition.getOffsetBefore()) ? Mark.FIRST_OF_TWO : Mark.SECOND_OF_TWO;
		return new FireTimePreview(fireTime, local, offset, zone, mark, null);
	}

	/**
	 * Returns the local times that parts firing at the end of a gap were moved from.
	 */
	private SortedSet<LocalDateTime> moved(Instant fireTime, ZoneId zone) {
		SortedSet<LocalDateTime> moved = new TreeSet<>();
		ZoneOffsetTransition transition = zone.getRules().nextTransition(fireTime.minusNanos(1));
		if (transition != null && transition.isGap() && transition.getInstant().equals(fireTime)) {
			this.local.stream()
				.filter((local) -> local.firesAt(fireTime))
				.forEach((local) -> moved.addAll(GapTimes.of(local.trigger(), zone, transition).moved()));
		}
		return moved;
	}

	private List<Entry> dropped(Instant after, Instant until, int count) {
		List<LocalFireTimes> dropping = this.local.stream().filter((local) -> local.gap() == DstGap.SKIP).toList();
		List<Entry> entries = new ArrayList<>();
		Instant from = after;
		List<Gap> gaps = nextGaps(dropping, from, until);
		while (!gaps.isEmpty() && entries.size() < count) {
			from = gaps.get(0).transition().getInstant();
			for (Gap gap : gaps) {
				SortedSet<LocalDateTime> times = GapTimes.of(this.trigger, gap.zone(), gap.transition()).dropped();
				if (!times.isEmpty()) {
					entries.add(new Entry(from, new FireTimePreview(null, times.first(),
							gap.transition().getOffsetBefore(), gap.zone(), Mark.DROPPED, skipped(times))));
				}
			}
			gaps = nextGaps(dropping, from, until);
		}
		return entries;
	}

	/**
	 * Returns the earliest gap, or several if zones have theirs at the same instant.
	 */
	private static List<Gap> nextGaps(List<LocalFireTimes> dropping, Instant after, Instant until) {
		List<Gap> gaps = new ArrayList<>();
		for (LocalFireTimes local : dropping) {
			ZoneOffsetTransition transition = local.nextGap(after, until);
			if (transition != null) {
				gaps.add(new Gap(transition, local.zone()));
			}
		}
		Optional<Instant> earliest = gaps.stream()
			.map((gap) -> gap.transition().getInstant())
			.min(Comparator.naturalOrder());
		return gaps.stream()
			.filter((gap) -> gap.transition().getInstant().equals(earliest.orElseThrow()))
			.distinct()
			.toList();
	}

	private static Instant earlier(Instant one, Instant two) {
		return one.isBefore(two) ? one : two;
	}

	private static Instant later(Instant one, Instant two) {
		return one.isAfter(two) ? one : two;
	}

	private static SkippedTimes skipped(SortedSet<LocalDateTime> times) {
		return new SkippedTimes(times.first(), times.last(), times.size());
	}

	private record Gap(ZoneOffsetTransition transition, ZoneId zone) {
	}

	private record Entry(Instant place, FireTimePreview preview) {
	}

}
