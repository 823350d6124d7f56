/**
 * Whether expectations are met.
 *
 * Invariants: `expect safe` is met by the verdict `safe` alone; an incomplete search never meets it, and never refutes
 * that something can fail; what a search found before its limit counts as found.
 */
import type { SearchResult } from "../../checker/result";
import type { Expectation } from "../../semantics/configuration";
import { statement } from "./headline";
import { quantity } from "./quantities";
import type { Finding, Judgment, Outcome } from "./verdict";

/** Judges each expectation by the outcome under its configuration; `outcomes` has them by `Configuration.key`. */
export function judge(expectations: readonly Expectation[], outcomes: ReadonlyMap<string, Outcome>): readonly Judgment[] {
	return expectations.map((expectation) => {
		const outcome = outcomes.get(expectation.configuration.key);
		if (outcome === undefined)
			return { expectation, met: undefined, message: `${expected(expectation)}, but it was not checked`, outcome, finding: undefined };
		return {
			expectation,
			outcome,
			...(expectation.outcome === "safe" ? judgeSafe(expectation, outcome) : judgeFailure(expectation, outcome)),
		};
	});
}

type Ruling = Pick<Judgment, "met" | "message" | "finding">;

function judgeSafe(expectation: Expectation, { verdict, findings, result }: Outcome): Ruling {
	if (verdict === "safe") return { met: true, message: "", finding: undefined };
	const finding = findings[0];
	if (finding === undefined) return { met: undefined, message: `${expected(expectation)}, but ${cutOff(result)}`, finding };
	return { met: false, message: `${expected(expectation)}, found a ${found(finding)}`, finding };
}

function judgeFailure(expectation: Expectation, { findings, result }: Outcome): Ruling {
	const finding = findings.find((candidate) => isAsked(expectation, candidate));
	if (expectation.no && finding) return { met: false, message: `${expected(expectation)}, found a ${found(finding)}`, finding };
	if (expectation.no && result.complete) return { met: true, message: "", finding };
	if (finding) return { met: true, message: "", finding };
	if (!result.complete) return { met: undefined, message: `${expected(expectation)}, but ${cutOff(result)}`, finding };
	const instead =
		findings.length === 0 ? `all interleavings are safe (${quantity(result.states, "state")})` : `found only a ${found(findings[0])}`;
	return { met: false, message: `${expected(expectation)}, but ${instead}`, finding };
}

function isAsked({ outcome, subject }: Expectation, finding: Finding): boolean {
	if (finding.kind !== outcome) return false;
	// `expect hang NAME` of a `task NAME[3]` is met by any of them, `NAME[0]` to `NAME[2]`, and of a task that a file
	// declares for objects by that of any, `NAME/x`.
	const isOneOf = outcome === "hang" && ["[", "/"].some((sign) => finding.subject.startsWith(`${subject}${sign}`));
	return subject === undefined || finding.subject === subject || isOneOf;
}

function expected({ text }: Expectation): string {
	return text.replace(/^expect\b/, "expected");
}

function found(finding: Finding): string {
	return `${finding.kind}: ${statement(finding)}`;
}

/** Why an incomplete search says nothing. */
export function cutOff(result: SearchResult): string {
	if (isBitstateEnd(result)) return bitstateText(result);
	if (result.interim) return `the search goes on (${quantity(result.states, "state")})`;
	if (result.limit === "steps") return `the search could not follow an atomic block to its end, in ${quantity(result.states, "state")}`;
	if (result.limit === "pool") return `${poolText(result)}, after ${quantity(result.states, "state")}`;
	const reason = result.limit === "cancelled" ? "was cancelled" : `reached its limit on ${result.limit ?? "time"}`;
	return `the search ${reason} after ${quantity(result.states, "state")}`;
}

/** What must be done where a task makes more objects than the model has prepared. */
export function poolText({ spentPools = [] }: SearchResult): string {
	const names = spentPools.map((name) => `'${name}'`).join(" and ");
	return `a loop makes more objects of ${names} than there are: \`pool ${spentPools[0]}: N;\` in the scenario allows N`;
}

/** Whether a bitstate search has come to its end, and so says less than it seems to. */
export function isBitstateEnd(result: SearchResult): result is SearchResult & Required<Pick<SearchResult, "bitstate">> {
	return result.bitstate !== undefined && result.limit === undefined;
}

/** `no race found (bitstate, 1,234 states, about 99.9 % of them)`; the share is rounded down and never 100 %. */
export function bitstateText({ states, bitstate }: SearchResult & Required<Pick<SearchResult, "bitstate">>): string {
	const percent = Math.min(99.99, Math.floor(bitstate.coverage * 10_000) / 100);
	return `no race found (bitstate, ${quantity(states, "state")}, about ${percent} % of them)`;
}
