/**
 * A life that ends before the last use of what lives: what would have kept it alive, or who should be waited for.
 *
 * Invariant: that waiting helps has been tried: the run in which the life ends that much later does not fail.
 */
import { t } from "../../base/l10n";
import type { RunError } from "../../base/run-errors";
import type { NamedSystem } from "../../system/system-text";
import { type Hold, heldName, holdKind, holdsOf } from "../timeline/holds";
import { stepName } from "../timeline/step-name";
import { type Life, lifeIn } from "../verdict/life-story";
import { delay, type FailingRun, reverse } from "./reversal";

type Ended = Life & { readonly ended: number };

/**
 * `owner's #9 frees item 0: nothing waits for reader's read-side section of #6`, or what else follows from the run.
 * Undefined where it does not fail by such a use, or waiting would not help.
 */
export function earlyEnd(named: NamedSystem, failing: FailingRun): string | undefined {
	const life = endedLife(named, failing);
	if (life === undefined) return undefined;
	const { system, text } = named;
	const { steps } = failing.run;
	const user = steps[steps.length - 1].lane;
	const ender = steps[life.ended - 1].lane;
	if (ender === user) return undefined;
	const { name } = text.objects[life.object];
	const who = t`${text.lanes[ender].name}'s ${stepName(life.ended)}`;
	const ends = life.isOnStack ? t`${who} gives up ${name}` : t`${who} frees ${name}`;
	const other = text.lanes[user].name;
	const hold = neglectedHold(named, failing, life, user);
	if (hold?.what === "lock") return t`${ends} while ${other} holds ${heldName(named, hold.cell)}${since(hold)}: nothing waits for that`;
	if (hold) return t`${ends}: nothing waits for ${other}'s ${hold.what}${since(hold)}`;
	const { locationCell, steps: code } = system.lanes[user];
	const isOver = delay(system, failing, life.ended - 1, (state) => state[locationCell] === code.length) === "passes";
	if (!isOver && reverse(system, failing, life.ended - 1, steps.length - 1) !== "passes") return undefined;
	const reference = unheld(named, failing, life, user);
	if (reference !== undefined)
		return t`${other} uses ${name} at ${stepName(steps.length)} without a ${reference} of its own: nothing keeps ${who} from freeing it`;
	return t`${ends} and does not wait until ${other} is done with it`;
}

function endedLife({ text }: NamedSystem, { run, fails }: FailingRun): Ended | undefined {
	if (!("property" in fails)) return undefined;
	const isUse = fails.property === ("use_after_free" satisfies RunError) || fails.property === ("use_after_scope" satisfies RunError);
	const [object] = fails.objects;
	const life = isUse && object !== undefined ? lifeIn(text, object, run) : undefined;
	return life?.ended === undefined ? undefined : { ...life, ended: life.ended };
}

function since({ from }: Hold): string {
	return from === 0 ? "" : t` of ${stepName(from)}`;
}

/**
 * What the lane that uses the object holds where its life ends, if waiting for that helps: first a lock that is part of
 * the object, then what the lane has of itself, such as a section that it is in, then any lock.
 */
function neglectedHold(named: NamedSystem, failing: FailingRun, { object, ended }: Ended, lane: number): Hold | undefined {
	const { system, text } = named;
	const { run } = failing;
	const rank = ({ cell, what }: Hold): number => {
		const { object: owner } = text.cells[cell];
		if (owner !== undefined && rootOf(named, owner) === object) return what === "lock" ? 0 : 3;
		if (owner !== undefined && owner === text.lanes[lane].self) return 1;
		return what === "lock" ? 2 : 3;
	};
	return holdsOf(named, run)
		.filter((hold) => hold.lane === lane && hold.from < ended && (hold.to === undefined || hold.to > ended) && rank(hold) < 3)
		.sort((a, b) => rank(a) - rank(b) || a.from - b.from)
		.find(({ cell }) => {
			const held = run.states[ended - 1][cell];
			const isGiven = (state: readonly number[]): boolean =>
				holdKind(named, cell) === "count" ? state[cell] < held : state[cell] !== held;
			return delay(system, failing, ended - 1, isGiven) === "passes";
		});
}

/** What an object counts its holders by, where the lane is none of them at the end: `reference`. */
function unheld(named: NamedSystem, { run }: FailingRun, { object }: Ended, lane: number): string | undefined {
	const { cells } = named.text;
	const count = cells.findIndex(
		({ object: owner, holders }, cell) =>
			owner !== undefined && rootOf(named, owner) === object && holders === "reference" && holdKind(named, cell) === "count",
	);
	if (count < 0) return undefined;
	const isHeld = holdsOf(named, run).some((hold) => hold.cell === count && hold.lane === lane && hold.to === undefined);
	return isHeld ? undefined : cells[count].holders;
}

/** The object that lives and ends: itself, or that of which it is part. */
function rootOf({ text }: NamedSystem, object: number): number {
	return text.objects[object].root ?? object;
}
