import type { SearchResult } from "../checker/result";
import type { Failure, TransitionSystem } from "../compiler/transition-system";
import type { Configuration } from "../semantics/configuration";
import { buildTimeline } from "./build-timeline";
import { describeHang } from "./describe-hang";
import { printValue } from "./print-value";
import type { Finding, Outcome, VerdictKind } from "./verdict";

/** What the search of a scenario's system means. */
export function describeOutcome(system: TransitionSystem, result: SearchResult, configuration: Configuration): Outcome {
	const races = result.violations.map(({ failure, witness, run }): Finding => {
		const { property, message, effect = "" } = system.failures[failure];
		return { kind: "race", subject: property, message: fillIn(system, message, witness), effect, timeline: buildTimeline(system, run) };
	});
	const hangs = result.hangs.map((hang): Finding => {
		const subject = system.lanes[hang.lane].name;
		const effect = `${subject} never returns.`;
		return { kind: "hang", subject, message: describeHang(system, hang), effect, timeline: buildTimeline(system, hang.run, hang) };
	});
	return { configuration, system, result, verdict: verdictOf(result), findings: [...races, ...hangs] };
}

function verdictOf(result: SearchResult): VerdictKind {
	if (result.violations.length > 0) return "race";
	if (result.hangs.length > 0) return "hang";
	return result.complete ? "safe" : "inconclusive";
}

/** A message with the values that it names, as a person writes them. */
export function fillIn(system: TransitionSystem, message: Failure["message"], witness: readonly number[]): string {
	return message.map((part) => (typeof part === "string" ? part : printValue(system, part.type, witness[part.witness]))).join("");
}
