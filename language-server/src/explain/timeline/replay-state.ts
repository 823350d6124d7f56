/**
 * A moment of a run, as a debugger shows it: where every lane is and what everything holds.
 *
 * Invariant: every state comes out of the plain interpreter, step by step from the start, so that what a person replays
 * is what was explored.
 */
import type { AnchoredSpan } from "../../base/span";
import { reportsOf } from "../../checker/runs/replay";
import { eachAttempt, initialState, operandValue, type StepOutcome, stepOutcomes } from "../../system/interpreter";
import { visitOperand } from "../../system/operand";
import type { CellText, Frame, NamedSystem } from "../../system/system-text";
import type { Operand } from "../../system/transition-system";
import { type Conflict, Conflicts } from "../pair/conflicts";
import { fillIn } from "../verdict/outcome";
import { printValue } from "./print-value";
import { visibleVariables } from "./visible-variables";

/** A step that was taken: by whom, and which way at each choice. */
export interface ReplayStep {
	readonly lane: number;
	readonly choices: readonly number[];
}

/** The moment after the last step of a path. */
export interface Moment {
	/** Value of each cell. */
	readonly state: readonly number[];
	readonly lanes: readonly LaneMoment[];
	readonly objects: readonly ObjectMoment[];
	/** Shared variables that belong to no object. */
	readonly variables: readonly NamedValue[];
	/** The earlier steps of other lanes that the last one meets. */
	readonly conflicts: readonly Conflict[];
	/** What the last step violates and was not so before, in words; a path that ends the run can have no more steps. */
	readonly violations: readonly { readonly property: string; readonly message: string }[];
	/** True when no lane can take a step any more. */
	readonly ended: boolean;
}

export interface LaneMoment {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
	readonly status: "ready" | "blocked" | "done";
	/** The step that the lane takes next; empty when it is done. */
	readonly label: string;
	/** Where that is; where the lane is declared when it is done. */
	readonly span: AnchoredSpan;
	/** The calls that lead there, outermost first. */
	readonly stack: readonly Frame[];
	/**
	 * Each way in which the next step can go, as the choices that it takes; one for most steps, none for a lane that is
	 * not ready.
	 */
	readonly ways: readonly (readonly number[])[];
	/**
	 * What the text calls its local variables: one list for each function of `stack`, then that of the function that it
	 * is in.
	 */
	readonly frames: readonly (readonly LocalValue[])[];
	/** What it has read and will use, but no variable holds. */
	readonly reads: readonly NamedValue[];
}

/** A local variable. Its value is undefined when nothing will read it any more. */
export interface LocalValue extends Omit<NamedValue, "value"> {
	readonly value: string | undefined;
}

export interface ObjectMoment {
	readonly name: string;
	readonly struct: string;
	readonly fields: readonly NamedValue[];
	/** Whether some step can change one of its fields. */
	readonly changes: boolean;
}

export interface NamedValue {
	readonly name: string;
	readonly value: string;
	/** What it was before the last step; undefined when that did not change it. */
	readonly before: string | undefined;
	/** Index into `SystemText.objects` of what a reference points to. */
	readonly object: number | undefined;
}

/** The moment after a path; undefined when that is no path of the system. */
export function momentAfter(named: NamedSystem, path: readonly ReplayStep[]): Moment | undefined {
	const { system } = named;
	let before = initialState(system);
	let state: readonly number[] = before;
	let last: StepOutcome | undefined;
	const search = new Conflicts(named);
	let conflicts: readonly Conflict[] = [];
	for (const { lane, choices } of path) {
		if (last?.failed || system.lanes[lane] === undefined) return undefined;
		const taken = [...eachAttempt(system, state, lane)].find((outcome) => String(outcome.choices) === String(choices));
		if (taken === undefined) return undefined;
		conflicts = search.add(lane, state, choices);
		before = [...state];
		state = taken.state;
		last = taken;
	}
	return { ...describe(named, before, state, last), conflicts };
}

function describe(
	named: NamedSystem,
	before: readonly number[],
	state: readonly number[],
	last: StepOutcome | undefined,
): Omit<Moment, "conflicts"> {
	const { system, text } = named;
	const over = last?.failed !== undefined;
	const value = (index: number, name: string): NamedValue => {
		const cell = text.cells[index];
		const [now, then] = [state[index], before[index]].map((number) => printValue(text, cell.type, number));
		return { name, value: now, before: now === then ? undefined : then, object: objectOf(cell, state[index]) };
	};
	const lanes = system.lanes.map(({ kind, steps, locationCell }, lane): LaneMoment => {
		const { name, span, steps: stepTexts } = text.lanes[lane];
		const step = stepTexts[state[locationCell]];
		if (step === undefined) return { name, kind, status: "done", label: "", span, stack: [], ways: [], frames: [], reads: [] };
		const ways = over ? [] : stepOutcomes(system, state, lane).map(({ choices }) => choices);
		const status = ways.length > 0 ? "ready" : "blocked";
		const frames = localValues(named, lane, before, state);
		const visible = visibleVariables(named, lane, state[locationCell]);
		const told = new Set(visible.flat().flatMap(({ operand }) => (operand ? cellsOf(operand) : [])));
		const reads = steps[state[locationCell]].live.filter((cell) => !told.has(cell)).map((cell) => value(cell, text.cells[cell].name));
		return { name, kind, status, label: step.label, span: step.span, stack: step.stack, ways, frames, reads };
	});
	const objects = text.objects.map(
		({ name, struct, fields }): ObjectMoment => ({
			name,
			struct,
			changes: fields.some(({ operand }) => operand.kind === "cell"),
			fields: fields.flatMap(({ name: field, type, operand }): NamedValue[] => {
				if (operand.kind === "cell") return [value(operand.cell, field)];
				if (operand.kind !== "constant") return [];
				return [
					{ name: field, value: printValue(text, type, operand.value), before: undefined, object: objectOf({ type }, operand.value) },
				];
			}),
		}),
	);
	const variables = text.cells.flatMap((cell, index) =>
		system.cells[index].role === "shared" && cell.object === undefined && !cell.ghost ? [value(index, cell.name)] : [],
	);
	// A property that did not hold before is not violated by this step, whoever took it.
	const earlier = last === undefined ? [] : reportsOf(system, undefined, before).map(({ failure }) => failure);
	const inStep = [...(last?.reports ?? []), ...(last?.failed ? [last.failed] : [])].map(({ failure }) => failure);
	const violations = reportsOf(system, last, state)
		.filter(({ failure }) => inStep.includes(failure) || !earlier.includes(failure))
		.map(({ failure, witness }) => {
			const { property } = system.failures[failure];
			return { property, message: fillIn(text, failure, witness) };
		});
	return { state, lanes, objects, variables, violations, ended: lanes.every(({ ways }) => ways.length === 0) };
}

/** The variables of a lane by function, with what they were before the last step where they existed already. */
function localValues(
	named: NamedSystem,
	lane: number,
	before: readonly number[],
	state: readonly number[],
): readonly (readonly LocalValue[])[] {
	const { system, text } = named;
	const { locationCell } = system.lanes[lane];
	const earlier = visibleVariables(named, lane, before[locationCell]);
	return visibleVariables(named, lane, state[locationCell]).map((variables, depth) =>
		variables.map(({ name, type, operand }): LocalValue => {
			if (operand === undefined) return { name, value: undefined, before: undefined, object: undefined };
			const number = operandValue(operand, state, []);
			const value = printValue(text, type, number);
			const known = earlier[depth]?.find((variable) => variable.name === name)?.operand;
			const then = known && printValue(text, type, operandValue(known, before, []));
			return { name, value, before: then === value ? undefined : then, object: objectOf({ type }, number) };
		}),
	);
}

function cellsOf(operand: Operand): number[] {
	const cells: number[] = [];
	visitOperand(operand, (leaf) => {
		if (leaf.kind === "cell") cells.push(leaf.cell);
	});
	return cells;
}

function objectOf({ type }: Pick<CellText, "type">, value: number): number | undefined {
	return type.kind === "reference" && value > 0 ? type.objects[value - 1] : undefined;
}
