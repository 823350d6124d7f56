/** Of no sample does it matter in which way it is searched: with reductions or without, compiled or interpreted. */
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import { observeAll, searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import { canonicalKey } from "../../src/system/canonical-key";
import type { TransitionSystem } from "../../src/system/transition-system";
import { analyzeSample, expectationsOf, kernelModel, sampleTexts } from "./sample-files";

const model = kernelModel();

/** What a reduced search of the whole system says, and how many states it had. */
function prove(system: TransitionSystem) {
	const proving = proveSafe(system, { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
	let slice = proving.next();
	while (!slice.done) slice = proving.next();
	return slice.value;
}

/** Each system of a sample once. */
function systemsOf(path: string): TransitionSystem[] {
	const systems = expectationsOf(analyzeSample(model, path)).map(({ system }) => system);
	return [...new Map(systems.map((system) => [canonicalKey(system), system])).values()];
}

describe("a reduced search finds nothing where there is nothing, and only there", () => {
	test.each([...sampleTexts.keys()])("%s", (path) => {
		for (const system of systemsOf(path)) {
			const { violations, hangs, states } = searchNow(system, { reductions: "none" }).result;
			const proof = prove(system);
			if (proof === undefined) continue;
			const isSafe = violations.length + hangs.length === 0;
			// What it meets on the way is told where it is a failure; whether something hangs is for the full search to
			// say.
			expect(isSafe ? ["safe"] : violations.length > 0 ? ["race", "unknown"] : ["unknown"]).toContain(proof.outcome);
			if (isSafe) expect(proof.states).toBeLessThanOrEqual(states);
		}
	});
});

/** A system of more states than this is for compiled code alone. */
const LARGE = 5000;

describe("verdict, runs, numbers and values are the same, compiled and interpreted", () => {
	/** Everything that a search tells of a system. */
	function find(system: TransitionSystem, execution: Execution) {
		const found = searchNow(system, { states: LARGE, reductions: "none" }, () => 0, execution);
		return { result: found.result, observations: runToEnd(observeAll(found, {}, () => 0)) };
	}

	test.each([...sampleTexts.keys()])("%s", (path) => {
		for (const system of systemsOf(path)) {
			const compiled = find(system, "compiled");
			if (compiled.result.complete) expect(find(system, "interpreted")).toEqual(compiled);
		}
	});
});
