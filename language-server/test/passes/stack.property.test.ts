/** Passes alone and stacked, on random systems: each preserves what it says, by the plainest exploration. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { mergeInvisibleSteps } from "../../src/passes/merge-steps";
import { type Pass, stacked } from "../../src/passes/pass";
import { withPropertyErrors } from "../../src/passes/property-errors";
import { type StepOrder, withoutOrder } from "../../src/passes/without-order";
import type { TransitionSystem } from "../../src/system/transition-system";
import { arbitrarySystem, countStates } from "../checker/random-systems";
import { arbitraryTasks } from "../checker/random-tasks";
import { exploreReferenceQuickly } from "../checker/reference-explorer";
import { tries } from "../random";

/** Systems that the reference can explore, in which properties that have no value end the run. */
const systems: fc.Arbitrary<TransitionSystem> = fc
	.oneof({ weight: 3, arbitrary: arbitraryTasks }, { weight: 1, arbitrary: arbitrarySystem })
	.map((system) => runToEnd(withPropertyErrors()(system)))
	.filter((system) => countStates(system, 300) !== undefined);

/** What can fail, and who can hang. */
function verdict(system: TransitionSystem) {
	const { shortest, hangs } = exploreReferenceQuickly(system);
	return { fails: Object.keys(shortest).sort(), hangs };
}

function through(pass: Pass, system: TransitionSystem): TransitionSystem {
	return runToEnd(pass(system));
}

/** An order of two steps of different lanes, taken modulo what there is. */
const orders = fc.record({ first: fc.tuple(fc.nat(), fc.nat()), second: fc.tuple(fc.nat(), fc.nat()) });

function orderIn({ lanes }: TransitionSystem, order: { first: [number, number]; second: [number, number] }): StepOrder | undefined {
	const step = ([lane, location]: [number, number]) => {
		const { steps } = lanes[lane % lanes.length];
		return steps.length === 0 ? undefined : { lane: lane % lanes.length, location: location % steps.length };
	};
	const [first, second] = [step(order.first), step(order.second)];
	return first && second && first.lane !== second.lane ? { first, second } : undefined;
}

describe("a pass that preserves", () => {
	test("verdicts: merging, once and again", () => {
		fc.assert(
			fc.property(systems, (system) => {
				const before = structuredClone(system);
				const merged = through(mergeInvisibleSteps, system);
				expect(verdict(merged)).toEqual(verdict(system));
				expect(verdict(through(mergeInvisibleSteps, merged))).toEqual(verdict(system));
				expect(system).toEqual(before);
			}),
			tries(200),
		);
	});

	test("runs: errors of properties, once and again", () => {
		fc.assert(
			fc.property(systems, (system) => {
				expect(exploreReferenceQuickly(through(withPropertyErrors(), system))).toEqual(exploreReferenceQuickly(system));
			}),
			tries(200),
		);
	});

	test("a part of the runs: without an order nothing fails that did not fail with it", () => {
		fc.assert(
			fc.property(systems, orders, (system, order) => {
				const given = orderIn(system, order);
				if (given === undefined) return;
				const { fails } = verdict(through(withoutOrder(given), system));
				expect(verdict(system).fails).toEqual(expect.arrayContaining(fails));
			}),
			tries(200),
		);
	});
});

test("passes stack: what comes of a part of the runs is the same whether steps are merged behind it or not", () => {
	fc.assert(
		fc.property(systems, orders, (system, order) => {
			const given = orderIn(system, order);
			if (given === undefined) return;
			const ordered = withoutOrder(given);
			const merged = stacked(ordered, mergeInvisibleSteps, withPropertyErrors(), mergeInvisibleSteps);
			expect(verdict(through(merged, system))).toEqual(verdict(through(ordered, system)));
		}),
		tries(200),
	);
});
