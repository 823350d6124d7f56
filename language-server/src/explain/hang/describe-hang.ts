/**
 * A hang in one sentence: who waits in which function for which object, what keeps it waiting, who made it so at which
 * step, and who goes round meanwhile.
 *
 * Invariant: every name comes from the scenario and the model, and every step number counts in the run that is shown,
 * or in the cycle behind it.
 */

import type { Hang, Run } from "../../checker/result";
import { canMove } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import { openHolds } from "../timeline/holds";
import { printValue } from "../timeline/print-value";
import { lastChange, waitOf } from "./waits-for";

/** More values than these would be a list and no explanation. */
const VALUES = 3;

/** `truncator waits in break_layouts at wait (page.refcount == 1) for page 0: refcount 2, held by nic since step 4`. */
export function describeHang(named: NamedSystem, hang: Hang): string {
	const { name } = named.text.lanes[hang.lane];
	const stays = hang.waiting.some(({ lane }) => lane === hang.lane);
	const { place, cells, run } = waitOf(named, hang, hang.lane);
	const sentence = `${name} ${stays ? "waits" : "never finishes"} ${place}${aboutCells(named, run, cells.slice(0, VALUES))}`;
	return sentence + aboutOthers(named, hang, stays);
}

/** What the others do in the cycle behind the run: `, going round with b`, `, while d goes on for ever`. */
function aboutOthers({ system, text }: NamedSystem, { lane: hanging, cycle }: Hang, stays: boolean): string {
	if (cycle === undefined) return "";
	const lanes = [...new Set(cycle.steps.map(({ lane }) => lane))].filter((lane) => lane !== hanging).sort((a, b) => a - b);
	const names = lanes.length > VALUES ? `${lanes.length} others` : lanes.map((lane) => text.lanes[lane].name).join(" and ");
	if (!stays) return lanes.length === 0 ? "" : `, going round with ${names}`;
	const goOn = `${names} ${lanes.length === 1 ? "goes" : "go"} on for ever`;
	const isMissed = cycle.states.some((state) => canMove(system, state, hanging));
	return isMissed ? `, and misses each moment at which it could go on, while ${goOn}` : `, while ${goOn}`;
}

/**
 * ` for page 0: refcount 2, held by nic since step 4`, of a variable that is no field `: b false from the start`;
 * nothing without cells.
 */
function aboutCells(named: NamedSystem, run: Run, cells: readonly number[]): string {
	const { text } = named;
	const byObject = new Map<number | undefined, string[]>();
	for (const cell of cells) {
		const { object } = text.cells[cell];
		byObject.set(object, [...(byObject.get(object) ?? []), aboutCell(named, run, cell)]);
	}
	const texts = [...byObject].map(([object, facts]) => {
		const said = facts.join(" and ");
		return object === undefined ? said : `${text.objects[object].name}: ${said}`;
	});
	if (texts.length === 0) return "";
	return `${byObject.keys().next().value === undefined ? ":" : " for"} ${texts.join("; ")}`;
}

/** `refcount 2, held by nic since step 4`, `writer reader since step 3`, `idle false from the start`. */
function aboutCell(named: NamedSystem, run: Run, cell: number): string {
	const { text } = named;
	const { name, field, type, holders } = text.cells[cell];
	const value = printValue(text, type, run.states[run.states.length - 1][cell]);
	const said = `${field ?? name} ${value}`;
	const held = (holders === undefined ? [] : openHolds(named, run, cell)).map(
		({ lane, from }) => `${text.lanes[lane].name} since step ${from}`,
	);
	if (held.length > 0) return `${said}, held by ${held.join(" and ")}`;
	const step = lastChange(run, cell);
	if (step === undefined) return `${said} from the start`;
	const writer = text.lanes[run.steps[step - 1].lane].name;
	return `${said} since step ${step}${writer === value ? "" : ` of ${writer}`}`;
}
