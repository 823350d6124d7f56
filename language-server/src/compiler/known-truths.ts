/**
 * Leaves out branches of a lane's graph whose condition is settled by those before it: what has been found not to be 0
 * or null is not, until it is set again. So an error that cannot happen behind a test costs no step. Forward data flow
 * to a fixed point.
 */

import { isConstant } from "../system/operand";
import type { Operand } from "../system/transition-system";
import type { GraphBlock, LaneGraph } from "./lane-graph";
import { reachable } from "./liveness";

/** Registers that are not 0. */
type Truths = ReadonlySet<number>;

/**
 * Replaces each branch that can only go one way by a jump. Yields between slices of work, and says to `work` how many
 * steps of the compiler it takes.
 */
export function* settleBranches(graph: LaneGraph, work: (steps: number) => void): Generator<void, void> {
	const blocks = reachable(graph);
	const asked = new Set<number>();
	for (const { end } of blocks) if (end?.kind === "branch") for (const side of [true, false]) addImplied(end.condition, side, asked);
	if (asked.size === 0) return;
	const entries = new Map<GraphBlock, Truths>([[graph.blocks[0], new Set()]]);
	const open = new Set([graph.blocks[0]]);
	for (const block of open) {
		open.delete(block);
		work(1);
		yield;
		const known = truthsAfter(block, entries.get(block) as Truths, asked);
		for (const [next, truths] of edges(block, known)) {
			const before = entries.get(next);
			if (before === undefined) entries.set(next, truths);
			else if (isWithin(before, truths)) continue;
			else entries.set(next, new Set([...before].filter((register) => truths.has(register))));
			open.add(next);
		}
	}
	for (const block of blocks) {
		const { end } = block;
		const entry = entries.get(block);
		if (end?.kind !== "branch" || entry === undefined) continue;
		const holds = truthOf(end.condition, truthsAfter(block, entry, asked));
		if (holds !== undefined) block.end = { kind: "goto", block: holds ? end.then : end.otherwise };
	}
}

/** What is known behind a block's instructions. */
function truthsAfter(block: GraphBlock, before: Truths, asked: ReadonlySet<number>): Truths {
	let known: Set<number> | undefined;
	for (const instruction of block.instructions) {
		if (instruction.kind !== "set" || !asked.has(instruction.temporary)) continue;
		known ??= new Set(before);
		if (truthOf(instruction.value, known) === true) known.add(instruction.temporary);
		else known.delete(instruction.temporary);
	}
	return known ?? before;
}

/**
 * The blocks that a block goes on to, with what is known there. A branch that can only go one way does not go the
 * other.
 */
function edges(block: GraphBlock, known: Truths): readonly (readonly [GraphBlock, Truths])[] {
	const { end } = block;
	if (end?.kind !== "branch") return block.successors().map((next) => [next, known]);
	const holds = truthOf(end.condition, known);
	const side = (goes: boolean): readonly [GraphBlock, Truths] => {
		const implied = new Set<number>();
		addImplied(end.condition, goes, implied);
		const truths = isWithin(implied, known) ? known : new Set([...known, ...implied]);
		return [goes ? end.then : end.otherwise, truths];
	};
	return holds === undefined ? [side(true), side(false)] : [side(holds)];
}

function isWithin(inner: Truths, outer: Truths): boolean {
	for (const register of inner) if (!outer.has(register)) return false;
	return true;
}

/** Adds the registers that are not 0 where a condition holds, or where it does not. */
function addImplied(condition: Operand, holds: boolean, truths: Set<number>): void {
	switch (condition.kind) {
		case "temporary":
			if (holds) truths.add(condition.temporary);
			return;
		case "unary":
			if (condition.operator === "!") addImplied(condition.operand, !holds, truths);
			return;
		case "binary": {
			const { operator, left, right } = condition;
			if (operator === (holds ? "&&" : "||")) {
				addImplied(left, holds, truths);
				addImplied(right, holds, truths);
			} else if (operator === (holds ? "!=" : "==") && isZero(right)) addImplied(left, true, truths);
			else if (operator === (holds ? "!=" : "==") && isZero(left)) addImplied(right, true, truths);
		}
	}
}

/** Whether an operand holds, where that is known. */
function truthOf(operand: Operand, known: Truths): boolean | undefined {
	switch (operand.kind) {
		case "constant":
			return operand.value !== 0;
		case "temporary":
			return known.has(operand.temporary) ? true : undefined;
		case "unary": {
			const inner = operand.operator === "!" ? truthOf(operand.operand, known) : undefined;
			return inner === undefined ? undefined : !inner;
		}
		case "binary": {
			const { operator, left, right } = operand;
			const [one, other] = [truthOf(left, known), truthOf(right, known)];
			if (operator === "&&") return one === false || other === false ? false : one && other;
			if (operator === "||") return one || other ? true : one === undefined || other === undefined ? undefined : false;
			if (operator !== "==" && operator !== "!=") return undefined;
			// Something that is not 0, beside 0.
			if ((one === true && isZero(right)) || (other === true && isZero(left))) return operator === "!=";
			return undefined;
		}
		default:
			return undefined;
	}
}

function isZero(operand: Operand): boolean {
	return isConstant(operand) && operand.value === 0;
}
