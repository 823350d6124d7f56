/**
 * What a hang lacks, in a sentence: that somebody gives way, gives back what it took, or wakes the one who sleeps; of a
 * livelock what is found again in each round.
 *
 * Invariant: it follows from who waits for what and who has it; where it does not, nothing is said.
 */
import { t } from "../../base/l10n";
import type { Hang } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { stepName } from "../timeline/step-name";
import { livelock } from "./livelock";
import { type Obstacle, obstaclesOf } from "./obstacles";
import { waitCircle, waitEdges } from "./wait-edges";
import { waitedForBy } from "./waits-for";

/** A sentence without a full stop. */
export function missingStep(named: NamedSystem, hang: Hang): string | undefined {
	return livelock(named, hang) ?? circle(named, hang) ?? wakeUp(named, hang) ?? release(named, hang) ?? change(named, hang);
}

/** `truncator keeps data.i_mmaplock of #6 while it waits for reader, and reader keeps its reference of #3 …`. */
function circle(named: NamedSystem, hang: Hang): string | undefined {
	const lanes = waitCircle(waitEdges(named, hang));
	if (lanes === undefined || lanes.length < 2) return undefined;
	const { text } = named;
	const parts = lanes.map((waiting, index) => {
		const keeper = lanes[(index + 1) % lanes.length];
		const next = lanes[(index + 2) % lanes.length];
		const kept = keptBy(named, obstaclesOf(named, hang, waiting), keeper);
		return kept && t`${text.lanes[keeper].name} keeps ${kept} while it waits for ${text.lanes[next].name}`;
	});
	return parts.every((part) => part !== undefined) ? parts.join(t`, and `) : undefined;
}

/** `data.i_mmaplock of #6`, `its reference on page 0 of #3`. */
function keptBy(named: NamedSystem, obstacles: readonly Obstacle[], keeper: number): string | undefined {
	for (const { what, holds } of obstacles) {
		const hold = holds.find(({ lane }) => lane === keeper);
		if (hold === undefined) continue;
		const since = hold.from === 0 ? "" : t` of ${stepName(hold.from)}`;
		return hold.what === "lock" ? `${what}${since}` : t`its ${hold.what}${onObject(named, hold.cell)}${since}`;
	}
	return undefined;
}

function onObject({ text }: NamedSystem, cell: number): string {
	const { object, name } = text.cells[cell];
	return t` on ${object === undefined ? name : text.objects[object].name}`;
}

/**
 * `reader's #17 makes page 0's refcount 1, for which truncator sleeps, and wakes nobody`; of a run that is shown up to
 * a step alone only what that part shows.
 */
export function wakeUp(named: NamedSystem, hang: Hang, shown = hang.run.steps.length): string | undefined {
	// Where something goes on, it may be that the moments at which it could go on are missed.
	if (hang.cycle !== undefined) return undefined;
	const { text } = named;
	for (const { lane } of hang.waiting) {
		const asleep = obstaclesOf(named, hang, lane).find(({ isSatisfied, since }) => isSatisfied && since !== undefined);
		if (asleep?.since === undefined || asleep.since > shown) continue;
		const { name, object, field } = text.cells[asleep.cell];
		const subject = object === undefined || field === undefined ? name : t`${text.objects[object].name}'s ${field}`;
		const changer = text.lanes[hang.run.steps[asleep.since - 1].lane].name;
		return t`${changer}'s ${stepName(asleep.since)} makes ${subject} ${asleep.value}, for which ${text.lanes[lane].name} sleeps, and wakes nobody`;
	}
	return undefined;
}

/** `nobody changes filled any more, for which reader waits`. */
function change(named: NamedSystem, hang: Hang): string | undefined {
	if (hang.cycle !== undefined) return undefined;
	const { text } = named;
	for (const { lane } of hang.waiting) {
		if (waitedForBy(named, hang, lane).length > 0) continue;
		const open = obstaclesOf(named, hang, lane).find(({ wanted, isSatisfied }) => wanted !== undefined && !isSatisfied);
		if (open) return t`nobody changes ${text.cells[open.cell].name} any more, for which ${text.lanes[lane].name} waits`;
	}
	return undefined;
}

/** `rdma has returned and keeps its reference on page 0 of #2: nothing gives it back`. */
function release(named: NamedSystem, hang: Hang): string | undefined {
	const { system, text } = named;
	const end = hang.run.states[hang.run.states.length - 1];
	for (const { lane } of hang.waiting) {
		for (const { what, holds } of obstaclesOf(named, hang, lane)) {
			for (const hold of holds) {
				const { locationCell, steps } = system.lanes[hold.lane];
				if (end[locationCell] !== steps.length || hold.from === 0) continue;
				const kept = hold.what === "lock" ? what : t`its ${hold.what}${onObject(named, hold.cell)}`;
				return t`${text.lanes[hold.lane].name} has returned and keeps ${kept} of ${stepName(hold.from)}: nothing gives it back`;
			}
		}
	}
	return undefined;
}
