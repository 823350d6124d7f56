/** Follows the paths through the code of a step, and finds what decides how it ends. */
import { loopsOf } from "../system/control-flow";
import { ANY, type Interval, undecidedInterval } from "../system/interval";
import { binary, cellOperand, conditional, constant, element, isConstant, mapOperand, ONE, visitOperand, ZERO } from "../system/operand";
import type { Code, Instruction, Operand, TransitionSystem } from "../system/transition-system";
import type { Decision, Leaf } from "./decision";
import { reachable } from "./effect";
import { NotExpressible } from "./not-expressible";

/**
 * More decisions than this before the outcome of a step is known are too many to be one condition: gcc takes a minute
 * for as many.
 */
const MOST_DECISIONS = 5000;

/** What cells and temporaries hold, over the cells before the step. */
interface Path {
	readonly cells: Map<number, Operand>;
	readonly temporaries: Map<number, Operand>;
	/** Cells whose value before the step the path has decided, and conditions that it has. */
	readonly known: ReadonlyMap<number, Operand>;
	readonly facts: ReadonlyMap<string, boolean>;
}

/**
 * Follows every path through code without choices, up to where only one end is left, or to a loop. Of a property
 * `failure` is what it fails with. Throws `NotExpressible`.
 */
export function decide(system: TransitionSystem, code: Code, failure?: number): Decision {
	const certain = code.blocks.map((_, block) => onlyEnd(code, block));
	const { heads } = loopsOf(code);
	let decisions = 0;
	/** Goes on in one or both ways, each on a path of its own. */
	const decision = (path: Path, condition: Operand, then: (path: Path) => Decision, otherwise: (path: Path) => Decision): Decision => {
		if (isConstant(condition)) return (condition.value !== 0 ? then : otherwise)(path);
		const fact = JSON.stringify(condition);
		const decided = path.facts.get(fact);
		if (decided !== undefined) return (decided ? then : otherwise)(path);
		if (++decisions > MOST_DECISIONS) throw new NotExpressible("how it goes depends on too much to be one condition");
		const yes = then({ ...copyOf(path), facts: new Map(path.facts).set(fact, true) });
		const no = otherwise({ ...copyOf(path), facts: new Map(path.facts).set(fact, false) });
		return isSame(yes, no) ? yes : { kind: "decision", condition, then: yes, otherwise: no };
	};
	/** Goes on in one way, whether the condition holds or not. */
	const assertion = (path: Path, condition: Operand, failure: number, goOn: (path: Path) => Decision): Decision => {
		const decided = isConstant(condition) ? condition.value !== 0 : path.facts.get(JSON.stringify(condition));
		const next = goOn(path);
		return decided === true ? next : { kind: "assertion", condition: decided === undefined ? condition : ZERO, failure, next };
	};
	/** Goes on for each value of a cell. */
	const eachValue = (path: Path, cell: number, goOn: (path: Path) => Decision): Decision => {
		const { min, max } = system.cells[cell];
		const from = (value: number): Decision => {
			const known = { ...copyOf(path), known: new Map(path.known).set(cell, constant(value)) };
			if (value === max) return goOn(known);
			const isValue = binary("==", cellOperand(cell), constant(value));
			return decision(
				path,
				isValue,
				() => goOn(known),
				() => from(value + 1),
			);
		};
		return from(min);
	};
	const enter = (block: number, path: Path): Decision => {
		const location = certain[block];
		if (location !== undefined) return { kind: "leaf", location };
		return heads.has(block) ? { kind: "leaf", goesRound: true } : run(block, 0, path);
	};
	const run = (block: number, from: number, path: Path): Decision => {
		const { instructions, end } = code.blocks[block];
		const value = (operand: Operand): Operand => inTermsOfBefore(operand, path);
		for (let index = from; index < instructions.length; index++) {
			const instruction = instructions[index];
			const cell = indexingCell(
				system,
				instruction.kind === "storeElement" ? [value(instruction.index), value(instruction.value)] : [value(instruction.value)],
				instruction.kind === "storeElement",
			);
			if (cell !== undefined) return eachValue(path, cell, (known) => run(block, index, known));
			const goOn = (next: Path): Decision => run(block, index + 1, next);
			const fail = (failure: number) => (): Leaf => ({ kind: "leaf", failure });
			switch (instruction.kind) {
				case "set":
					path.temporaries.set(instruction.temporary, value(instruction.value));
					break;
				case "check":
					return decision(path, value(instruction.value), goOn, fail(instruction.failure));
				case "assert":
					return assertion(path, value(instruction.value), instruction.failure, goOn);
				case "store":
				case "storeElement": {
					const { failure } = instruction;
					const fits = fitsOf(system, instruction, value);
					storeInto(path, instruction, value);
					if (failure !== undefined) return decision(path, fits, goOn, fail(failure));
					break;
				}
			}
		}
		switch (end.kind) {
			case "goto":
				return enter(end.block, path);
			case "branch":
			case "result": {
				const decided = value(end.kind === "branch" ? end.condition : end.value);
				const cell = indexingCell(system, [decided], false);
				if (cell !== undefined) return eachValue(path, cell, (known) => run(block, instructions.length, known));
				if (end.kind === "branch")
					return decision(
						path,
						decided,
						(next) => enter(end.then, next),
						(next) => enter(end.otherwise, next),
					);
				if (failure === undefined) throw new Error("a step has no result");
				return decision(
					path,
					decided,
					() => ({ kind: "leaf" }),
					() => ({ kind: "leaf", failure }),
				);
			}
			case "next":
				return { kind: "leaf", location: end.location };
			case "blocked":
				return { kind: "leaf", waits: true };
			case "choose":
				throw new Error("choices are resolved, and a property makes none");
		}
	};
	return enter(0, { cells: new Map(), temporaries: new Map(), known: new Map(), facts: new Map() });
}

/** More values than these are not gone through one by one. */
const MOST_VALUES = 16;

/**
 * A cell of which it depends which element of some is meant, as the index of one in the operands or, if `first`, the
 * first operand.
 */
function indexingCell(system: TransitionSystem, operands: readonly Operand[], first: boolean): number | undefined {
	let found: number | undefined;
	const note = (index: Operand): void =>
		visitOperand(index, (leaf) => {
			if (leaf.kind !== "cell") return;
			const { min, max } = system.cells[leaf.cell];
			if (max - min < MOST_VALUES) found ??= leaf.cell;
		});
	const look = (operand: Operand): void => {
		switch (operand.kind) {
			case "element":
				look(operand.index);
				note(operand.index);
				operand.elements.forEach(look);
				break;
			case "unary":
				look(operand.operand);
				break;
			case "binary":
				look(operand.left);
				look(operand.right);
				break;
			case "conditional":
				look(operand.condition);
				look(operand.then);
				look(operand.otherwise);
				break;
		}
	};
	operands.forEach(look);
	if (first) note(operands[0]);
	return found;
}

/**
 * The location at which every path from a block ends, with nothing to report on it; undefined where there is none such.
 */
function onlyEnd(code: Code, block: number): number | undefined {
	const blocks = [...reachable(code, block)].map((index) => code.blocks[index]);
	if (blocks.some(({ instructions }) => instructions.some(reports))) return undefined;
	const ends = new Set(blocks.flatMap(({ end }) => (end.kind === "next" ? [end.location] : end.kind === "blocked" ? [undefined] : [])));
	return ends.size === 1 ? [...ends][0] : undefined;
}

function reports(instruction: Instruction): boolean {
	return instruction.kind === "check" || instruction.kind === "assert" || ("failure" in instruction && instruction.failure !== undefined);
}

function copyOf(path: Path): Path {
	return { ...path, cells: new Map(path.cells), temporaries: new Map(path.temporaries) };
}

function inTermsOfBefore(operand: Operand, { cells, temporaries, known }: Path): Operand {
	const before = (leaf: Operand): Operand => (leaf.kind === "cell" ? (known.get(leaf.cell) ?? leaf) : leaf);
	return mapOperand(operand, (leaf) => {
		const held = leaf.kind === "cell" ? cells.get(leaf.cell) : (temporaries.get(leaf.temporary) ?? ZERO);
		return held === undefined ? before(leaf) : mapOperand(held, before);
	});
}

type Store = Extract<Instruction, { kind: "store" | "storeElement" }>;

function storeInto({ cells }: Path, store: Store, value: (operand: Operand) => Operand): void {
	const stored = value(store.value);
	if (store.kind === "store") {
		cells.set(store.cell, stored);
		return;
	}
	const index = value(store.index);
	const before = store.cells.map((cell) => value(cellOperand(cell)));
	for (const [position, cell] of store.cells.entries()) {
		const isHere = binary("==", index, constant(position + store.base));
		cells.set(cell, conditional(isHere, stored, before[position]));
	}
}

function rangeOf(system: TransitionSystem, cell: number): Interval {
	const { min, max } = system.cells[cell];
	return { low: min, high: max };
}

/** Whether what is stored fits. */
export function fitsOf(system: TransitionSystem, store: Store, value: (operand: Operand) => Operand): Operand {
	const stored = value(store.value);
	const { low, high } = undecidedInterval(stored, (leaf) => (leaf.kind === "cell" ? rangeOf(system, leaf.cell) : ANY));
	const fits = (cell: number): Operand => {
		const { min, max } = system.cells[cell];
		const above = low >= min ? ONE : binary(">=", stored, constant(min));
		return binary("&&", above, high <= max ? ONE : binary("<=", stored, constant(max)));
	};
	return store.kind === "store" ? fits(store.cell) : element(store.cells.map(fits), store.base, value(store.index));
}

/** Whether two decisions are the same, as they stand. */
function isSame(one: Decision, other: Decision): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
