import { searchNow } from "../../src/checker/search";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import type { Finding, Outcome } from "../../src/explain/verdict/verdict";
import { compileSource } from "../compile-source";
import { named } from "../named";
import { configuration } from "./small-runs";

/** What comes out for the first scenario of a source under its own kernel, all states explored. */
export function outcomeOf(text: string): Outcome {
	const system = compileSource(text);
	return describeOutcome(named(system), searchNow(system, {}, () => 0).result, configuration("v1"));
}

/** A finding's run, each step as `lane: label [changes]`. */
export function stepsOf({ timeline }: Finding): string[] {
	return timeline.steps.map(({ lane, label, changes }) => {
		const texts = changes.map(({ name, before, after, local }) => (local ? `${name} = ${after}` : `${name} ${before} -> ${after}`));
		return `${timeline.lanes[lane].name}: ${label}${texts.length > 0 ? ` [${texts.join(", ")}]` : ""}`;
	});
}
