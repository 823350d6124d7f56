/**
 * Arbitrary small transition systems: every kind of instruction, operand and terminator, loops in steps and between
 * them.
 */

import fc from "fast-check";
import type { BinaryOperator } from "../../src/base/arithmetic";
import { StateSpace } from "../../src/checker/states/state-space";
import { binary, cellOperand, constant, element, mapOperand, temporary, unary } from "../../src/system/operand";
import { retarget } from "../../src/system/terminator";
import {
	type BasicBlock,
	type Cell,
	type Code,
	GIVEN_UP,
	type Instruction,
	type Lane,
	type Operand,
	type Step,
	type TransitionSystem,
} from "../../src/system/transition-system";
import { plainText, remember } from "../named";

const TEMPORARIES = 2;
const NAMES = ["first", "second", "third"];
const OPERATORS: BinaryOperator[] = ["||", "&&", "|", "^", "&", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "+", "-", "*", "/", "%"];

/** Source code of a step, before it is a graph. */
type Statement =
	| { readonly kind: "set"; readonly temporary: number; readonly value: Operand }
	| { readonly kind: "store"; readonly cell: number; readonly value: Operand; readonly checked: boolean }
	| {
			readonly kind: "storeElement";
			readonly cells: readonly number[];
			readonly base: number;
			readonly index: Operand;
			readonly value: Operand;
			readonly checked: boolean;
	  }
	| { readonly kind: "check" | "assert"; readonly value: Operand; readonly failure: number; readonly witness: readonly Operand[] }
	| { readonly kind: "if"; readonly condition: Operand; readonly then: readonly Statement[]; readonly otherwise: readonly Statement[] }
	/** Goes round up to `times` times, or for ever. */
	| { readonly kind: "loop"; readonly times: number | undefined; readonly condition: Operand; readonly body: readonly Statement[] }
	| { readonly kind: "choose"; readonly ways: readonly (readonly Statement[])[] }
	| { readonly kind: "leaveLoop" | "again" | "blocked" }
	| { readonly kind: "next"; readonly location: number };

interface CellShape {
	readonly min: number;
	readonly size: number;
	readonly initial: number;
}

const cellShape: fc.Arbitrary<CellShape> = fc
	.record({ min: fc.integer({ min: -2, max: 1 }), size: fc.integer({ min: 1, max: 3 }), initial: fc.nat({ max: 2 }) })
	.map(({ min, size, initial }) => ({ min, size, initial: min + (initial % size) }));

const laneShape = fc.record({
	kind: fc.constantFrom<Lane["kind"]>("task", "task", "task", "device", "daemon"),
	locals: fc.array(cellShape, { maxLength: 1 }),
	steps: fc.integer({ min: 1, max: 4 }),
});

/** So many steps are taken to count states, for each of them. */
const STEPS_A_STATE = 32;

/**
 * How many states a system has; undefined where there are more than `most`, and where a step goes so many ways, or such
 * long ones, that a search gives up on it: the plain interpreter, which replays what is found, takes minutes for these.
 */
export function countStates(system: TransitionSystem, most: number): number | undefined {
	const { exploration, visited } = new StateSpace(system, "compiled");
	const ended = exploration.advance(most * STEPS_A_STATE, { states: most, bytes: Number.POSITIVE_INFINITY });
	const isCounted = ended === "done" && exploration.gaveUp.size === 0 && visited.count <= most;
	exploration.release?.();
	return isCounted ? visited.count : undefined;
}

/** Systems that have a few hundred states at most, mostly. */
export const arbitrarySystem: fc.Arbitrary<TransitionSystem> = fc
	.record({ shared: fc.array(cellShape, { minLength: 1, maxLength: 3 }), lanes: fc.array(laneShape, { minLength: 2, maxLength: 3 }) })
	.chain(({ shared, lanes }) => {
		const cells: Cell[] = shared.map((shape) => cellOf(shape, { role: "shared" }));
		const sharedCells = cells.map((_, index) => index);
		const shapes = lanes.map(({ kind, locals, steps }, lane) => {
			const locationCell = cells.length;
			cells.push(cellOf({ min: 0, size: steps + 1, initial: 0 }, { role: "location", lane }));
			const localCells = locals.map((shape) => cells.push(cellOf(shape, { role: "local", lane })) - 1);
			return { kind, steps, locationCell, localCells };
		});
		const step = (locals: readonly number[], location: number, steps: number): fc.Arbitrary<Step> => {
			const usable = [...sharedCells, ...locals];
			// Mostly forward, so that there is an end.
			const next = fc.oneof(
				{ weight: 4, arbitrary: fc.integer({ min: location + 1, max: steps }) },
				{ weight: 1, arbitrary: fc.nat({ max: steps }) },
			);
			const body = fc.oneof(
				{ weight: 3, arbitrary: fc.array(simpleStatement(usable, true), { maxLength: 2 }) },
				{ weight: 2, arbitrary: statements({ usable, next }, 2, false) },
			);
			// Of those that may wait some are served.
			const served = fc.constantFrom(undefined, undefined, true as const);
			const finite = fc.constantFrom(undefined, undefined, undefined, true as const);
			const condition = operand(sharedCells, 1).map((value) => mapOperand(value, (leaf) => (leaf.kind === "cell" ? leaf : constant(1))));
			const guard = fc.option(condition, { freq: 2, nil: undefined });
			return fc.record({ body, last: next, live: fc.subarray([...locals]), served, finite, guard }).map(
				({ body, last, live, served, finite, guard }): Step => ({
					...(served && { served }),
					...(finite && { finite }),
					...(guard && { guard }),
					live,
					code: guarded(lower(cells, [...body, { kind: "next", location: last }]), guard),
				}),
			);
		};
		const property = fc.record({
			name: fc.constantFrom(...NAMES),
			when: fc.constantFrom<"always" | "end">("always", "always", "end"),
			body: fc.array(simpleStatement(sharedCells, false), { maxLength: 1 }),
			value: operand(sharedCells, 2),
			witness: fc.array(operand(sharedCells, 1), { maxLength: 2 }),
		});
		return fc
			.record({
				lanes: fc.tuple(
					...shapes.map(({ steps, localCells }) =>
						fc.tuple(...Array.from({ length: steps }, (_, location) => step(localCells, location, steps))),
					),
				),
				properties: fc.array(property, { maxLength: 2 }),
			})
			.map(
				(made): TransitionSystem => ({
					cells,
					lanes: made.lanes.map((steps, lane) => ({
						kind: shapes[lane].kind,
						// Of a daemon it is told where it is idle.
						...(shapes[lane].kind === "daemon" && { idle: [0] }),
						locationCell: shapes[lane].locationCell,
						start: 0,
						steps,
					})),
					properties: made.properties.map(({ name, when, body, value, witness }) => ({
						when,
						failure: NAMES.indexOf(name),
						code: lower(cells, body, { kind: "result", value, witness }),
					})),
					failures: [...NAMES, "range", "endless_atomic", "first", GIVEN_UP].map((name) => ({ property: name })),
				}),
			)
			.map(withText);
	});

/** Several locals have one name, as they may in a program. */
function withText(system: TransitionSystem): TransitionSystem {
	const cells = system.cells.map(({ role, lane }, cell) =>
		role === "location" ? `lane ${lane}` : role === "shared" ? `shared ${cell}` : "local",
	);
	const lanes = system.lanes.map((_, lane) => `lane ${lane}`);
	return remember({ system, text: plainText(system, cells, lanes) });
}

const RANGE_FAILURE = NAMES.length;

function cellOf({ min, size, initial }: CellShape, cell: Pick<Cell, "role" | "lane">): Cell {
	return { ...cell, min, max: min + size - 1, initial };
}

function operand(cells: readonly number[], depth: number): fc.Arbitrary<Operand> {
	const leaf = fc.oneof(
		fc.integer({ min: -2, max: 3 }).map(constant),
		fc.constantFrom(...cells).map(cellOperand),
		fc.nat({ max: TEMPORARIES - 1 }).map(temporary),
		{ weight: 1, arbitrary: fc.constantFrom(0x7fffffff, -0x80000000, 40).map(constant) },
	);
	if (depth === 0) return leaf;
	const inner = operand(cells, depth - 1);
	return fc.oneof(
		leaf,
		fc.tuple(fc.constantFrom(...OPERATORS), inner, inner).map(([operator, left, right]) => binary(operator, left, right)),
		fc.tuple(fc.constantFrom<"!" | "-" | "~">("!", "-", "~"), inner).map(([operator, value]) => unary(operator, value)),
		fc.tuple(inner, inner, inner).map(([condition, then, otherwise]): Operand => ({ kind: "conditional", condition, then, otherwise })),
		fc
			.tuple(fc.array(inner, { minLength: 1, maxLength: 4 }), fc.integer({ min: -1, max: 1 }), inner)
			.map(([elements, base, index]) => element(elements, base, index)),
	);
}

/** Statements without others in them. */
function simpleStatement(usable: readonly number[], writes: boolean): fc.Arbitrary<Statement> {
	const value = operand(usable, 2);
	const reporting = fc.record<Statement & { kind: "check" | "assert" }>({
		kind: fc.constantFrom<"check" | "assert">("check", "assert", "assert", "assert"),
		value,
		failure: fc.constantFrom(0, 1, 2, RANGE_FAILURE + 2),
		witness: fc.array(operand(usable, 1), { maxLength: 2 }),
	});
	const set = fc.record<Statement & { kind: "set" }>({ kind: fc.constant("set"), temporary: fc.nat({ max: TEMPORARIES - 1 }), value });
	if (!writes) return fc.oneof(set, reporting);
	// A value that does not fit ends the run, and so does an index outside: seldom, or there would be few runs to
	// compare.
	const seldom = fc.nat({ max: 11 }).map((number) => number === 0);
	const stored = fc.oneof(
		fc.record<Statement & { kind: "store" }>({ kind: fc.constant("store"), cell: fc.constantFrom(...usable), value, checked: seldom }),
		fc.record<Statement & { kind: "storeElement" }>({
			kind: fc.constant("storeElement"),
			cells: fc.subarray([...usable], { minLength: 1 }),
			base: fc.integer({ min: -1, max: 1 }),
			index: value,
			value,
			checked: seldom,
		}),
	);
	return fc.oneof({ weight: 4, arbitrary: set }, { weight: 12, arbitrary: stored }, { weight: 1, arbitrary: reporting });
}

interface Context {
	readonly usable: readonly number[];
	readonly next: fc.Arbitrary<number>;
}

function statements(context: Context, depth: number, inLoop: boolean): fc.Arbitrary<Statement[]> {
	const { usable, next } = context;
	const simple = simpleStatement(usable, true);
	if (depth === 0) return fc.array(simple, { maxLength: 2 });
	const inner = statements(context, depth - 1, inLoop);
	const condition = operand(usable, 1);
	const choice = (way: fc.Arbitrary<Statement[]>): fc.Arbitrary<Statement> =>
		fc.record<Statement & { kind: "choose" }>({ kind: fc.constant("choose"), ways: fc.array(way, { minLength: 2, maxLength: 3 }) });
	const loop = (times: fc.Arbitrary<number | undefined>, body: fc.Arbitrary<Statement[]>): fc.Arbitrary<Statement> =>
		fc.record<Statement & { kind: "loop" }>({ kind: fc.constant("loop"), times, condition, body });
	const compound: fc.Arbitrary<Statement> = fc.oneof(
		fc.record<Statement & { kind: "if" }>({ kind: fc.constant("if"), condition, then: inner, otherwise: inner }),
		loop(fc.integer({ min: 1, max: 3 }), statements(context, depth - 1, true)),
		fc.constant<Statement>({ kind: "blocked" }),
		next.map((location): Statement => ({ kind: "next", location })),
		// Within a loop there would be too many combinations of choices to go through.
		...(inLoop
			? [fc.constantFrom<Statement>({ kind: "leaveLoop" }, { kind: "again" })]
			: [
					choice(inner),
					loop(fc.constant(2), fc.tuple(choice(fc.array(simple, { maxLength: 1 })))),
					loop(fc.constant(undefined), statements(context, depth - 1, true)),
				]),
	);
	return fc.array(fc.oneof({ weight: 3, arbitrary: simple }, { weight: 2, arbitrary: compound }), { maxLength: 3 });
}

/** Makes a graph of statements, as a compiler does. */
function lower(cells: readonly Cell[], body: readonly Statement[], last: BasicBlock["end"] = { kind: "blocked" }): Code {
	const blocks: { instructions: Instruction[]; end: BasicBlock["end"] }[] = [];
	let temporaries = TEMPORARIES;
	const newBlock = (): number => blocks.push({ instructions: [], end: last }) - 1;
	/** Adds statements to block `at`; gives the block in which to go on. */
	const add = (list: readonly Statement[], start: number, loop?: { readonly head: number; readonly exit: number }): number => {
		let at = start;
		const emit = (instruction: Instruction): void => void blocks[at].instructions.push(instruction);
		const end = (terminator: BasicBlock["end"], next = newBlock()): void => {
			blocks[at].end = terminator;
			at = next;
		};
		for (const statement of list) {
			switch (statement.kind) {
				case "set":
				case "check":
				case "assert":
					emit(statement);
					break;
				case "store": {
					const { cell, value, checked } = statement;
					emit({ kind: "store", cell, ...(checked ? { value, failure: RANGE_FAILURE } : { value: fitted(cells[cell], value) }) });
					break;
				}
				case "storeElement": {
					const { base, index, value, cells: elements, checked } = statement;
					const last = base + elements.length - 1;
					if (checked) {
						const inRange = binary("&&", binary(">=", index, constant(base)), binary("<=", index, constant(last)));
						emit({ kind: "check", value: inRange, failure: 0, witness: [index] });
						emit({ kind: "storeElement", cells: elements, base, index, value, failure: RANGE_FAILURE });
						break;
					}
					const min = Math.max(...elements.map((cell) => cells[cell].min));
					const max = Math.min(...elements.map((cell) => cells[cell].max));
					const common = min <= max ? { value: fitted({ min, max }, value) } : { value, failure: RANGE_FAILURE };
					emit({ kind: "storeElement", cells: elements, base, index: fitted({ min: base, max: last }, index), ...common });
					break;
				}
				case "if": {
					const [then, otherwise, next] = [newBlock(), newBlock(), newBlock()];
					blocks[add(statement.then, then, loop)].end = { kind: "goto", block: next };
					blocks[add(statement.otherwise, otherwise, loop)].end = { kind: "goto", block: next };
					end({ kind: "branch", condition: statement.condition, then, otherwise }, next);
					break;
				}
				case "choose": {
					const next = newBlock();
					const ways = statement.ways.map(() => newBlock());
					statement.ways.forEach((way, index) => {
						blocks[add(way, ways[index], loop)].end = { kind: "goto", block: next };
					});
					end({ kind: "choose", blocks: ways }, next);
					break;
				}
				case "loop": {
					const counter = temporaries++;
					const [head, bodyBlock, exit] = [newBlock(), newBlock(), newBlock()];
					emit({ kind: "set", temporary: counter, value: constant(0) });
					end({ kind: "goto", block: head }, exit);
					const more = statement.times === undefined ? constant(1) : binary("<", temporary(counter), constant(statement.times));
					blocks[head].instructions.push({ kind: "set", temporary: counter, value: binary("+", temporary(counter), constant(1)) });
					blocks[head].end = { kind: "branch", condition: binary("&&", statement.condition, more), then: bodyBlock, otherwise: exit };
					blocks[add(statement.body, bodyBlock, { head, exit })].end = { kind: "goto", block: head };
					break;
				}
				case "leaveLoop":
					if (loop) end({ kind: "goto", block: loop.exit });
					break;
				case "again":
					if (loop) end({ kind: "goto", block: loop.head });
					break;
				case "blocked":
					end({ kind: "blocked" });
					break;
				case "next":
					end({ kind: "next", location: statement.location });
					break;
			}
		}
		return at;
	};
	add(body, newBlock());
	return { temporaries, blocks };
}

/** A value made to fit a range. */
function fitted({ min, max }: Pick<Cell, "min" | "max">, value: Operand): Operand {
	return binary("+", constant(min), binary("%", binary("&", value, constant(0x7fffffff)), constant(max - min + 1)));
}

/** Code that is blocked where the guard does not hold. */
function guarded({ temporaries, blocks }: Code, guard: Operand | undefined): Code {
	if (guard === undefined) return { temporaries, blocks };
	const behind = blocks.map(({ instructions, end }) => ({ instructions, end: retarget(end, (block) => block + 1) }));
	const entry: BasicBlock = { instructions: [], end: { kind: "branch", condition: guard, then: 1, otherwise: blocks.length + 1 } };
	return { temporaries, blocks: [entry, ...behind, { instructions: [], end: { kind: "blocked" } }] };
}
