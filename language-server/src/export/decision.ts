/** What decides how a step ends, as a tree over the state before it, and the conditions that can be read off it. */
import { binary, conditional, isConstant, ONE, unary, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";

/**
 * How a step ends: at a location, blocked, going round a loop or, where there is none of these, for good: by a failure
 * or, for a property, by none.
 */
export interface Leaf {
	readonly kind: "leaf";
	readonly location?: number;
	readonly waits?: true;
	readonly goesRound?: true;
	readonly failure?: number;
}

/**
 * An assertion on the way, which reports where the condition, over the cells before the step, is 0: it decides nothing.
 */
interface Assertion {
	readonly kind: "assertion";
	readonly condition: Operand;
	readonly failure: number;
	readonly next: Decision;
}

/** What decides how a step ends, over the cells before it. */
export type Decision =
	| Leaf
	| Assertion
	| { readonly kind: "decision"; readonly condition: Operand; readonly then: Decision; readonly otherwise: Decision };

/** How a step may end. */
export function leavesOf(decision: Decision): readonly Leaf[] {
	switch (decision.kind) {
		case "leaf":
			return [decision];
		case "assertion":
			return leavesOf(decision.next);
		case "decision":
			return [...leavesOf(decision.then), ...leavesOf(decision.otherwise)];
	}
}

/** The failures of the assertions on the way. */
export function assertionsOf(decision: Decision): ReadonlySet<number> {
	switch (decision.kind) {
		case "leaf":
			return new Set();
		case "assertion":
			return new Set([decision.failure, ...assertionsOf(decision.next)]);
		case "decision":
			return new Set([...assertionsOf(decision.then), ...assertionsOf(decision.otherwise)]);
	}
}

/** The condition under which a decision ends in a leaf that is wanted, or reports a failure of an assertion that is. */
export function guardFor(decision: Decision, wanted: { readonly leaf: (leaf: Leaf) => boolean } | { readonly assertion: number }): Operand {
	switch (decision.kind) {
		case "leaf":
			return "leaf" in wanted && wanted.leaf(decision) ? ONE : ZERO;
		case "assertion": {
			const next = guardFor(decision.next, wanted);
			if ("leaf" in wanted || decision.failure !== wanted.assertion) return next;
			return binary("||", unary("!", decision.condition), next);
		}
		case "decision":
			return eitherOf(decision.condition, guardFor(decision.then, wanted), guardFor(decision.otherwise, wanted));
	}
}

/** `condition ? then : otherwise`, as a condition. */
function eitherOf(condition: Operand, then: Operand, otherwise: Operand): Operand {
	if (isConstant(then) && isConstant(otherwise) && then.value === otherwise.value) return then;
	if (isConstant(then)) return then.value !== 0 ? binary("||", condition, otherwise) : binary("&&", unary("!", condition), otherwise);
	if (isConstant(otherwise)) return otherwise.value !== 0 ? binary("||", unary("!", condition), then) : binary("&&", condition, then);
	return conditional(condition, then, otherwise);
}
