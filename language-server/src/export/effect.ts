/**
 * What a step does, as nested statements: the graph of its code without the checks, for languages that have `if` and no
 * `goto`.
 */
import { binary, conditional, element, temporary, unary, visitOperand } from "../system/operand";
import { targets } from "../system/terminator";
import type { Code, Instruction, Operand } from "../system/transition-system";

/** One statement. Temporaries start as 0. */
export type Effect =
	| Extract<Instruction, { kind: "set" | "store" | "storeElement" }>
	| { readonly kind: "if"; readonly condition: Operand; readonly then: readonly Effect[]; readonly otherwise: readonly Effect[] };

/**
 * What code without loops and choices does on its way to a location. Each branch ends where its two ways meet again.
 */
export function effectOf(code: Code, location: number): readonly Effect[] {
	const live = code.blocks.map((_, block) =>
		[...reachable(code, block)].some((index) => {
			const { end } = code.blocks[index];
			return end.kind === "next" && end.location === location;
		}),
	);
	/** Where a block goes on, leaving out what does not lead to the location. */
	const next = (block: number): readonly number[] => targets(code.blocks[block].end).filter((target) => live[target]);
	const joins = new Map<number, readonly number[]>();
	/** The blocks through which every path from a block goes, nearest first, itself included. */
	const passes = (block: number): readonly number[] => {
		const known = joins.get(block);
		if (known) return known;
		const [first, ...others] = next(block).map(passes);
		const found = [block, ...(first ?? []).filter((candidate) => others.every((other) => other.includes(candidate)))];
		joins.set(block, found);
		return found;
	};
	const statements = (from: number | undefined, until: number | undefined): readonly Effect[] => {
		const list: Effect[] = [];
		for (let block = from; block !== undefined && block !== until; ) {
			const { instructions, end } = code.blocks[block];
			for (const instruction of instructions) if (instruction.kind !== "check" && instruction.kind !== "assert") list.push(instruction);
			const ways = next(block);
			if (end.kind === "branch" && ways.length === 2 && ways[0] !== ways[1]) {
				const join: number | undefined = passes(block)[1];
				const then = statements(ways[0], join);
				const otherwise = statements(ways[1], join);
				if (then.length + otherwise.length > 0) list.push({ kind: "if", condition: end.condition, then, otherwise });
				block = join;
			} else {
				block = ways[0];
			}
		}
		return list;
	};
	return withLeafIndices(statements(0, undefined), code.temporaries);
}

/**
 * The same with each index that is more than a cell or temporary computed before, in a temporary: writers repeat
 * indices.
 */
function withLeafIndices(effect: readonly Effect[], temporaries: number): readonly Effect[] {
	let count = temporaries;
	const rewrite = (list: readonly Effect[]): readonly Effect[] =>
		list.flatMap((statement): readonly Effect[] => {
			const before: Effect[] = [];
			const named = (index: Operand): Operand => {
				if (index.kind === "constant" || index.kind === "cell" || index.kind === "temporary") return index;
				before.push({ kind: "set", temporary: count, value: index });
				return temporary(count++);
			};
			const flat = (operand: Operand): Operand => {
				switch (operand.kind) {
					case "element":
						return element(operand.elements.map(flat), operand.base, named(flat(operand.index)));
					case "unary":
						return unary(operand.operator, flat(operand.operand));
					case "binary":
						return binary(operand.operator, flat(operand.left), flat(operand.right));
					case "conditional":
						return conditional(flat(operand.condition), flat(operand.then), flat(operand.otherwise));
					default:
						return operand;
				}
			};
			switch (statement.kind) {
				case "if": {
					const condition = flat(statement.condition);
					return [...before, { kind: "if", condition, then: rewrite(statement.then), otherwise: rewrite(statement.otherwise) }];
				}
				case "storeElement": {
					const value = flat(statement.value);
					const index = named(flat(statement.index));
					return [...before, { ...statement, value, index }];
				}
				default: {
					const value = flat(statement.value);
					return [...before, { ...statement, value }];
				}
			}
		});
	return rewrite(effect);
}

/** Blocks that can be come to from one, that one included, breadth first. */
export function reachable(code: Code, from: number): ReadonlySet<number> {
	const found = new Set([from]);
	// A set is gone through in the order in which it grows.
	for (const block of found) for (const next of targets(code.blocks[block].end)) found.add(next);
	return found;
}

/** Temporaries that are read where nothing may have set them: they are 0 there. */
export function zeroed(effect: readonly Effect[]): readonly number[] {
	const unset = new Set<number>();
	/** Goes through a list; gives the temporaries that are set behind it. */
	const through = (list: readonly Effect[], before: ReadonlySet<number>): ReadonlySet<number> => {
		const set = new Set(before);
		const read = (operand: Operand): void =>
			visitOperand(operand, (leaf) => void (leaf.kind === "temporary" && !set.has(leaf.temporary) && unset.add(leaf.temporary)));
		for (const statement of list) {
			if (statement.kind === "if") {
				read(statement.condition);
				const otherwise = through(statement.otherwise, set);
				for (const temporary of through(statement.then, set)) if (otherwise.has(temporary)) set.add(temporary);
				continue;
			}
			if (statement.kind === "storeElement") read(statement.index);
			read(statement.value);
			if (statement.kind === "set") set.add(statement.temporary);
		}
		return set;
	};
	through(effect, new Set());
	return [...unset];
}
