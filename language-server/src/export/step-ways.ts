/**
 * The ways in which a step can go, each with a condition on the state before it: what guarded commands need, which
 * decide that they can be taken before they begin. Every `choose` is resolved, so that each way is deterministic; what
 * it does is code without `choose` and without `blocked`.
 */
import { loopsOf } from "../system/control-flow";
import { binary, ZERO } from "../system/operand";
import type { Code, Operand, StateProperty, Terminator, TransitionSystem } from "../system/transition-system";
import { decide } from "./decide";
import { assertionsOf, type Decision, guardFor, leavesOf } from "./decision";
import { type Effect, effectOf, reachable } from "./effect";
import { NotExpressible } from "./not-expressible";
import { type Run, runOf } from "./run";

/**
 * One thing that a step can do. Several can be possible in one state: each location that `choose` leads to, and each
 * violation that is reported on the way.
 */
export type Way =
	/** The lane goes to another location, and the state changes. */
	| { readonly kind: "next"; readonly guard: Operand; readonly location: number; readonly effect: readonly Effect[] }
	/** The step is run, which shows where it goes, or that it fails. */
	| { readonly kind: "run"; readonly guard: Operand; readonly run: Run }
	/**
	 * One of some violations is reported: the one whose guard holds. Whether the run goes on is for the other ways to
	 * say.
	 */
	| Violation;

export interface Violation {
	readonly kind: "violation";
	/** Holds where one of the cases does. */
	readonly guard: Operand;
	readonly cases: readonly { readonly guard: Operand; readonly failure: number }[];
}

/** What a step can do. */
export interface StepWays {
	readonly ways: readonly Way[];
	/** Holds where the step can be taken: where it waits it may report violations all the same. */
	readonly able: Operand;
}

/** All ways of a step. Throws `NotExpressible`. */
export function waysOf(system: TransitionSystem, code: Code): StepWays {
	const { heads, choose } = loopsOf(code);
	if (choose) throw new NotExpressible("it chooses in a loop");
	let able: Operand = ZERO;
	const ways = withoutChoices(code).flatMap((resolved): readonly Way[] => {
		const tree = decide(system, resolved);
		const goesOn = guardFor(tree, { leaf: ({ waits }) => !waits });
		able = binary("||", able, goesOn);
		// What fails before it goes round is told on the way there; where it waits after that, here.
		if (heads.size > 0) return [{ kind: "run", guard: goesOn, run: runOf(system, resolved) }, ...violationsIn(tree)];
		const locations = new Set(leavesOf(tree).flatMap(({ location }) => location ?? []));
		const next = [...locations].map((location): Way => {
			const guard = guardFor(tree, { leaf: (leaf) => leaf.location === location });
			return { kind: "next", guard, location, effect: effectOf(resolved, location) };
		});
		return [...next, ...violationsIn(tree)];
	});
	return { ways, able };
}

/** What a property finds wrong with a state. Throws `NotExpressible`. */
export function violationsOf(system: TransitionSystem, { code, failure }: StateProperty): readonly Violation[] {
	if (loopsOf(code).heads.size > 0) throw new NotExpressible("it has a loop");
	return violationsIn(decide(system, code, failure));
}

/** One for each assertion, as several can fail together, and one for all that ends a run, of which one alone can be. */
function violationsIn(tree: Decision): readonly Violation[] {
	const asserted = [...assertionsOf(tree)].map((failure): Violation => {
		const guard = guardFor(tree, { assertion: failure });
		return { kind: "violation", guard, cases: [{ guard, failure }] };
	});
	const last = [...new Set(leavesOf(tree).flatMap(({ failure }) => failure ?? []))];
	if (last.length === 0) return asserted;
	const guard = guardFor(tree, { leaf: (leaf) => leaf.failure !== undefined });
	const cases = last.map((failure) => ({ guard: guardFor(tree, { leaf: (leaf) => leaf.failure === failure }), failure }));
	return [...asserted, { kind: "violation", guard, cases }];
}

/** The code once for each combination of choices, in lexicographic order. */
function withoutChoices(code: Code): readonly Code[] {
	const block = firstChoice(code);
	if (block === undefined) return [code];
	const end = code.blocks[block].end as Extract<Terminator, { kind: "choose" }>;
	return end.blocks.flatMap((target) => {
		const blocks = code.blocks.with(block, { ...code.blocks[block], end: { kind: "goto", block: target } });
		return withoutChoices({ ...code, blocks });
	});
}

function firstChoice(code: Code): number | undefined {
	return [...reachable(code, 0)].find((block) => code.blocks[block].end.kind === "choose");
}
