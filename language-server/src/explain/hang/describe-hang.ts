/**
 * A hang in one sentence: who waits in which function for which object, what keeps it waiting, who made it so at which
 * step, and who goes round meanwhile.
 *
 * Invariant: every name comes from the scenario and the model, and every step number counts in the run that is shown,
 * or in the cycle behind it.
 */

import { t } from "../../base/l10n";
import type { Hang } from "../../checker/result";
import { canMove } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import { stepName } from "../timeline/step-name";
import { goesRound } from "./livelock";
import { type Obstacle, obstaclesOf } from "./obstacles";
import { commonFrames, type Kept, keptFromRunning, waitOf } from "./waits-for";

/** More values than these would be a list and no explanation. */
const VALUES = 3;

/** `truncator waits in break_layouts until page 0's refcount is 1; it is 2, held since #4 by nic`. */
export function describeHang(named: NamedSystem, hang: Hang): string {
	const { name, handler, context } = named.text.lanes[hang.lane];
	const stays = hang.waiting.some(({ lane }) => lane === hang.lane);
	const who = handler && context !== undefined ? `${name} (${context})` : name;
	const { place, functionPlace } = waitOf(named, hang, hang.lane);
	const kept = keptFromRunning(named, hang, hang.lane);
	if (kept) return t`${who} stands ${place} and ${keptText(named, kept)}`;
	if (!stays && goesRound(hang, hang.lane))
		return t`${who} goes round for ever${roundPlace(named, hang)}${aboutOthers(named, hang, stays)}`;
	const all = obstaclesOf(named, hang, hang.lane).slice(0, VALUES);
	const obstacles = [...all].sort((a, b) => Number(b.isLock) - Number(a.isLock));
	const asleep = stays && hang.cycle === undefined && obstacles.length > 0 && obstacles.every(({ isSatisfied }) => isSatisfied);
	if (asleep) return t`${who} sleeps${functionPlace} until ${obstacles.map(({ wish }) => wish).join(t` and `)}, and is never woken`;
	const why = obstacles.map((obstacle) => ` ${obstacle.text}${ofHolder(named, hang, obstacle)}`).join(t`, and`);
	// What it waits for says more than the call, in whose arguments the object has another name.
	const isNamed = obstacles.some(({ isLock, wanted }) => isLock || wanted !== undefined);
	const cause = `${isNamed ? functionPlace : ` ${place}`}${why}${aboutOthers(named, hang, stays)}`;
	return stays ? t`${who} waits${cause}` : t`${who} never finishes${cause}`;
}

/** ` in break_layouts`: the innermost function that all steps of the round are in. */
function roundPlace({ text }: NamedSystem, { lane, cycle }: Hang): string {
	const stacks = (cycle?.steps ?? []).flatMap((step) => (step.lane === lane ? [text.lanes[lane].steps[step.location].stack] : []));
	const common = stacks.reduce((left, right) => commonFrames(left, right)).at(-1);
	return common ? t` in ${common.function}` : "";
}

/** `cannot go on: handler has interrupted it at #3`. */
export function keptText({ text }: NamedSystem, { by, since, interrupted }: Kept): string {
	const { name } = text.lanes[by];
	return interrupted
		? t`cannot go on: ${name} has interrupted it at ${stepName(since)}, and does not end`
		: t`cannot run: ${name} keeps the CPU since ${stepName(since)}`;
}

/** Of what someone has whom the lane itself keeps from running. */
function ofHolder(named: NamedSystem, hang: Hang, { holds }: Obstacle): string {
	const kept = holds.flatMap((hold) => keptFromRunning(named, hang, hold.lane) ?? []).find(({ by }) => by === hang.lane);
	if (kept === undefined) return "";
	return kept.interrupted ? t`, which it has interrupted` : t`, which it keeps from running`;
}

/** What the others do in the cycle behind the run: `, going round with b`, `, while d goes on for ever`. */
function aboutOthers({ system, text }: NamedSystem, { lane: hanging, cycle }: Hang, stays: boolean): string {
	if (cycle === undefined) return "";
	const lanes = [...new Set(cycle.steps.map(({ lane }) => lane))].filter((lane) => lane !== hanging).sort((a, b) => a - b);
	const names = lanes.length > VALUES ? t`${lanes.length} others` : lanes.map((lane) => text.lanes[lane].name).join(t` and `);
	if (!stays) return lanes.length === 0 ? "" : lanes.length === 1 ? t`, and so does ${names}` : t`, and so do ${names}`;
	const goOn = lanes.length === 1 ? t`${names} goes on for ever` : t`${names} go on for ever`;
	const isMissed = cycle.states.some((state) => canMove(system, state, hanging));
	return isMissed ? t`, and misses each moment at which it could go on, while ${goOn}` : t`, while ${goOn}`;
}
