/** Of no sample do reductions say anything else than the search without them. */
import { describe, expect, test } from "vitest";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import { searchNow } from "../../src/checker/search";
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

describe("a reduced search finds nothing where there is nothing, and only there", () => {
	test.each([...sampleTexts.keys()])("%s", (path) => {
		const seen = new Set<string>();
		for (const { system } of expectationsOf(analyzeSample(model, path))) {
			const key = canonicalKey(system);
			if (seen.has(key)) continue;
			seen.add(key);
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
