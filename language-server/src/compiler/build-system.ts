/** Puts the system of a scenario together, and its text, of what has been lowered. */
import { sentence } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import type { AnchoredSpan } from "../base/span";
import { withPropertyErrors } from "../passes/property-errors";
import { cellOperand, constant } from "../system/operand";
import type { CellText, LaneText, NamedSystem, SystemText } from "../system/system-text";
import type { Cell, Lane, Operand, StateProperty, TransitionSystem } from "../system/transition-system";
import { tooLarge } from "./compile-failure";
import type { Lowered as LoweredPart } from "./compile-memory";
import type { Effort } from "./effort";
import { Failures } from "./failures";
import type { Lowered, LoweredLane } from "./fixed-point";
import type { Heap } from "./heap";
import type { HeapObject, Slot } from "./heap-objects";
import { type LaneOfSystem, leakCode, referencesOf } from "./leaks";
import { objectText, sharedCellText } from "./object-texts";
import { propertyCode, splitLane } from "./split-steps";
import type { StatementRun } from "./statement-runs";
import { localVariables, sharedVariables } from "./variable-texts";

/** How many local cells are looked at in the time of a step of the compiler. */
const CELLS_A_STEP = 32;

/** The system, and the statements of the user's files that its code was made of. `asked` says what it looks for. */
export function* buildSystem(
	lowered: Lowered,
	heap: Heap,
	effort: Effort,
	asked: { readonly leaks: boolean; readonly races: boolean },
): Generator<void, NamedSystem & { readonly runs: StatementRun[] }> {
	const cells: Cell[] = [];
	const cellTexts: CellText[] = [];
	const cellOfSlot = new Map<number, number>();
	const nameOf = (object: HeapObject): string => heap.nameOf(object, ({ index }) => lowered.mutable.has(index));
	const kept = new Set(heap.objects.flatMap(({ life, address, readers }) => [life?.index, address?.index, readers?.index]));
	/** What the model keeps for properties, and what is known of an object beside its fields. */
	const isBookkeeping = ({ index, marks }: Slot): boolean => (marks.ghost && index !== heap.chances?.drawn.index) || kept.has(index);
	for (const slot of heap.slots) {
		if (!lowered.mutable.has(slot.index)) continue;
		cellOfSlot.set(slot.index, cells.length);
		cells.push(asked.races && isBookkeeping(slot) ? { ...sharedCell(heap, slot), unwatched: true } : sharedCell(heap, slot));
		cellTexts.push(sharedCellText(heap, slot, nameOf));
	}
	const slotCell = (slot: number): number => {
		const cell = cellOfSlot.get(slot);
		if (cell === undefined) throw new Error(`slot ${slot} has no cell`);
		return cell;
	};
	const slotValue = (slot: number): Operand => {
		const cell = cellOfSlot.get(slot);
		return cell === undefined ? constant(heap.slots[slot].value) : cellOperand(cell);
	};
	/** Takes steps for the lane or property that is named there. */
	const workFor =
		(span: AnchoredSpan) =>
		(steps: number): void => {
			if (!effort.take(steps)) throw tooLarge(effort, span);
		};
	const failures = new Failures();
	/** Adds the failures of a part; gives the numbers that they have in the system. */
	const added = (part: LoweredPart<unknown>): ((failure: number) => number) => {
		const numbers = part.failures.map(({ property, message, span, effect = "", symptom = "", at, about }) =>
			failures.add(property, message, span, { seen: () => ({ effect, symptom }), at, about }),
		);
		return (failure) => numbers[failure];
	};
	const runs: StatementRun[] = [];
	const lanes: Lane[] = [];
	const laneTexts: LaneText[] = [];
	const lanesOfSystem: LaneOfSystem[] = [];
	for (const [lane, { part, self, task }] of lowered.lanes.entries()) {
		const name = nameOf(self);
		const { flavor: kind, span } = task;
		const numbering = { slotCell, failureOf: added(part), lane, firstCell: cells.length + 1 };
		const work = workFor(span);
		const split = yield* splitLane(part.value, numbering, work);
		for (const run of split.runs) runs.push(run);
		// The search looks at all local cells of a lane for each of its steps before it begins.
		work(Math.ceil((split.steps.length * split.cells.length) / CELLS_A_STEP));
		const locationCell = cells.length;
		const done = split.steps.length;
		cells.push({ role: "location", lane, min: 0, max: done, initial: split.start }, ...split.cells);
		cellTexts.push({ name, type: { kind: "int" } }, ...split.text.cells);
		const { idle } = split;
		lanes.push({ kind, ...(idle !== undefined && { idle }), locationCell, start: split.start, steps: split.steps });
		const references = referencesOf(heap, split.text.cells, locationCell + 1);
		const pools = heap.pools.get(self) ?? [];
		const known = pools.flatMap(({ objects, onStack: isOnStack }) => (objects.length === 1 && !isOnStack ? objects : []));
		const onStack = pools.flatMap(({ objects, onStack: isOnStack }) => (isOnStack ? objects : []));
		lanesOfSystem.push({ lane: lanes[lane], references, known, onStack });
		const variables = localVariables(heap, part.value.declarations, slotValue, split.cellOf, work);
		laneTexts.push({ name, ...contextOf(task), span, self: self.index, variables, steps: split.text.steps });
	}
	const properties: StateProperty[] = [];
	for (const { symbol, part } of lowered.properties) {
		const failureOf = added(part);
		if (part.value === undefined) continue;
		const { graph, failure } = part.value;
		for (const { statements } of graph.blocks) for (const place of statements) runs.push({ place });
		const code = yield* propertyCode(graph, { slotCell, failureOf }, workFor(symbol.span));
		properties.push({ when: symbol.node.atEnd ? "end" : "always", code, failure: failureOf(failure) });
	}
	if (asked.leaks) {
		const leak = leakCode(heap, lanesOfSystem, slotValue, workFor(heap.scenario.symbol.span));
		const message = sentence`${{ witness: 0, type: leak.type }} is lost: nothing refers to it`;
		const failure = failures.add("memory_leak" satisfies RunError, message, heap.scenario.symbol.span);
		properties.push({ when: "end", code: leak.code, failure });
	}
	const races = asked.races ? { findsDataRaces: true as const } : {};
	const written: TransitionSystem = { cells, lanes, properties, failures: failures.all.map(({ property }) => ({ property })), ...races };
	const system = yield* withPropertyErrors(workFor(heap.scenario.symbol.span))(written);
	const text: SystemText = {
		name: heap.scenario.symbol.name,
		cells: cellTexts,
		objects: heap.objects.map((object) => objectText(heap, object, slotValue, nameOf)),
		lanes: laneTexts,
		variables: sharedVariables(heap, slotValue),
		failures: failures.all.map(({ property: _, ...text }) => text),
	};
	return { system, text, runs };
}

/** What a lane is, where it is no task, and where it runs. */
function contextOf({ handler, node, file }: LoweredLane["task"]): Pick<LaneText, "context" | "handler"> {
	const words = [handler?.name, node?.on && !node.each && file && `on ${file.written(node.on)}`].filter(Boolean);
	return { ...(words.length > 0 && { context: words.join(" ") }), ...(handler && { handler: true }) };
}

function sharedCell(heap: Heap, slot: Slot): Cell {
	const { low, high } = heap.rangeOf(slot.type);
	return { role: "shared", min: low, max: high, initial: slot.value };
}
