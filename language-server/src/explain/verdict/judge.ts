/**
 * Whether expectations are met.
 *
 * Invariants: `expect safe` is met by the verdict `safe` alone; an incomplete search never meets it, and never refutes
 * that something can fail; what a search found before its limit counts as found.
 */
import { t } from "../../base/l10n";
import { listText, quantity } from "../../base/quantities";
import type { SearchResult } from "../../checker/result";
import type { Expectation } from "../../semantics/configuration";
import { failureWords, statement } from "./headline";
import type { Finding, Judgment, Outcome } from "./verdict";

/** Judges each expectation by the outcome under its configuration; `outcomes` has them by `Configuration.key`. */
export function judge(expectations: readonly Expectation[], outcomes: ReadonlyMap<string, Outcome>): readonly Judgment[] {
	return expectations.map((expectation) => {
		const outcome = outcomes.get(expectation.configuration.key);
		if (outcome === undefined)
			return {
				expectation,
				met: undefined,
				message: t`expected ${expected(expectation)}, but it was not checked`,
				outcome,
				finding: undefined,
			};
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
	if (finding === undefined) return { met: undefined, message: t`expected ${expected(expectation)}, but ${cutOff(result)}`, finding };
	return { met: false, message: t`expected ${expected(expectation)}, found a ${found(finding)}`, finding };
}

function judgeFailure(expectation: Expectation, { findings, result }: Outcome): Ruling {
	const finding = findings.find((candidate) => isAsked(expectation, candidate));
	if (expectation.no && finding) return { met: false, message: t`expected ${expected(expectation)}, found a ${found(finding)}`, finding };
	if (expectation.no && result.complete) return { met: true, message: "", finding };
	if (finding) return { met: true, message: "", finding };
	if (!result.complete) return { met: undefined, message: t`expected ${expected(expectation)}, but ${cutOff(result)}`, finding };
	const message =
		findings.length === 0
			? t`expected ${expected(expectation)}, but all interleavings are safe (${quantity(result.states, "state")})`
			: t`expected ${expected(expectation)}, but found only a ${found(findings[0])}`;
	return { met: false, message, finding };
}

function isAsked({ outcome, subject, variable }: Expectation, finding: Finding): boolean {
	if (finding.kind !== outcome) return false;
	// A data race on an element is one on the array.
	if (variable !== undefined && finding.dataRace && !`${finding.dataRace.variable}[`.startsWith(`${variable}[`)) return false;
	// `expect hang NAME` of a `task NAME[3]` is met by any of them, `NAME[0]` to `NAME[2]`, and of a task that a file
	// declares for objects by that of any, `NAME/x`.
	const isOneOf = outcome === "hang" && ["[", "/"].some((sign) => finding.subject.startsWith(`${subject}${sign}`));
	return subject === undefined || finding.subject === subject || isOneOf;
}

function expected({ text }: Expectation): string {
	return text.replace(/^expect /, "");
}

function found(finding: Finding): string {
	return failureWords(finding.kind, statement(finding));
}

/** Why an incomplete search says nothing. */
export function cutOff(result: SearchResult): string {
	if (isBitstateEnd(result)) return bitstateText(result);
	if (result.interim) return t`the search goes on (${quantity(result.states, "state")})`;
	if (result.limit === "steps") return t`the search could not follow an atomic block to its end, in ${quantity(result.states, "state")}`;
	if (result.limit === "calls")
		return t`the search does not follow a function that is called so often within itself, after ${quantity(result.states, "state")}`;
	if (result.limit === "count") return t`${countText(result)}, after ${quantity(result.states, "state")}`;
	if (result.limit === "pool") return t`${poolText(result)}, after ${quantity(result.states, "state")}`;
	const states = quantity(result.states, "state");
	switch (result.limit) {
		case "cancelled":
			return t`the search was cancelled after ${states}`;
		case "states":
			return t`the search reached its limit on states after ${states}`;
		case "memory":
			return t`the search reached its limit on memory after ${states}`;
		default:
			return t`the search reached its limit on time after ${states}`;
	}
}

/** What must be done where a task makes more objects than the model has prepared. */
export function poolText({ spentPools = [] }: SearchResult): string {
	const names = listText(spentPools.map((name) => `'${name}'`));
	return t`a loop makes more objects of ${names} than there are: \`pool ${spentPools[0]}: N;\` in the scenario allows N`;
}

/** What must be done where a handler counts something out of its range. */
export function countText({ countedOut = [] }: SearchResult): string {
	const names = listText(countedOut.map((name) => `'${name}'`));
	return t`what comes any number of times counts ${names} out of its range: \`once\` bounds how often a handler comes, as in \`once irq h[3]\``;
}

/** Whether a bitstate search has come to its end, and so says less than it seems to. */
export function isBitstateEnd(result: SearchResult): result is SearchResult & Required<Pick<SearchResult, "bitstate">> {
	return result.bitstate !== undefined && result.limit === undefined;
}

/** `no race found (bitstate, 1,234 states, about 99.9 % of them)`; the share is rounded down and never 100 %. */
export function bitstateText({ states, bitstate }: SearchResult & Required<Pick<SearchResult, "bitstate">>): string {
	const percent = Math.min(99.99, Math.floor(bitstate.coverage * 10_000) / 100);
	return t`no race found (bitstate, ${quantity(states, "state")}, about ${percent} % of them)`;
}
