/**
 * What is known of a scenario under one configuration, and the words for it.
 *
 * Invariant: whatever shows a verdict takes its words from here or from `judge.ts`, so that none of them says more than
 * is known: that nothing fails is said of a complete search of the scenario as it is now, and of nothing else.
 */
import { t } from "../../base/l10n";
import { quantity, timeText } from "../../base/quantities";
import type { SearchResult } from "../../checker/result";
import { stepCount } from "./headline";
import { bitstateText, cutOff, isBitstateEnd } from "./judge";
import type { Finding, Outcome } from "./verdict";

/** Why nobody looks. */
export type Obstacle = "errors" | "too large" | "the search broke down";

/** What is known. */
export type Known =
	/** Nothing, and nobody looks; `before` came of an earlier text. */
	| { readonly kind: "unchecked"; readonly because: Obstacle; readonly before?: Outcome | undefined }
	/** Not everything yet; `before` came of an earlier text, `sofar` of the search that goes on. */
	| { readonly kind: "checking"; readonly states: number; readonly before: Outcome | undefined; readonly sofar?: Outcome | undefined }
	| { readonly kind: "found"; readonly outcome: Outcome };

/**
 * What stands above a scenario: `✓ safe · 812 states · 3 ms`; of the finding that is `shown`, where it is one of these.
 */
export function knownTitle(known: Known, shown?: Finding): string {
	switch (known.kind) {
		case "unchecked":
			return t`not checked: ${obstacleText(known.because)}`;
		case "checking": {
			if (known.sofar) return interimTitle(known.sofar, known.states);
			const last = known.before ? ` · ${t`was: ${outcomeTitle(known.before)}`}` : "";
			return (known.states === 0 ? t`… checking` : t`… checking, ${quantity(known.states, "state")}`) + last;
		}
		case "found":
			return outcomeTitle(known.outcome, shown);
	}
}

/**
 * The same in as few words as leave room for something beside it in a narrow editor: what came of it, and under which
 * kernel. What a user suffers is in `runTitle`, and what it took in `effortText`.
 */
export function shortTitle(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return t`not checked: ${obstacleText(known.because)}` + wasText(known.before);
		case "checking":
			if (known.sofar) return `${shortOutcome(known.sofar)} · ${t`… looking for the shortest, ${quantity(known.states, "state")}`}`;
			return t`… checking` + (known.states === 0 ? "" : ` · ${quantity(known.states, "state")}`) + wasText(known.before);
		case "found":
			return shortOutcome(known.outcome);
	}
}

/**
 * What else there is to say of the run that is shown, or of the first: `overwrites another file · 9 steps`, and of
 * several findings which it is. Undefined where there is none.
 */
export function runTitle(known: Known, shown: Finding | undefined): string | undefined {
	const outcome = known.kind === "found" ? known.outcome : known.kind === "checking" ? known.sofar : undefined;
	const { findings = [] } = outcome ?? {};
	if (findings.length === 0) return undefined;
	const at = indexOf(findings, shown);
	const { symptom } = findings[at];
	const which = findings.length > 1 ? [t`${at + 1} of ${findings.length} findings`] : [];
	return [...(symptom ? [symptom] : []), stepCount(findings[at]), ...which].join(" · ");
}

/** `1,731 states · 3 ms`; undefined as long as the search has not come to its end. */
export function effortText(known: Known): string | undefined {
	if (known.kind !== "found" || isBitstateEnd(known.outcome.result)) return undefined;
	const { states, milliseconds } = known.outcome.result;
	return `${quantity(states, "state")} · ${timeText(milliseconds)}`;
}

function wasText(before: Outcome | undefined): string {
	return before ? ` · ${t`was: ${shortOutcome(before)}`}` : "";
}

function shortOutcome({ verdict, result, configuration }: Outcome): string {
	const under = configuration.text === "" ? "" : ` · ${configuration.text}`;
	switch (verdict) {
		case "safe":
			return `✓ ${t`safe`}${under}`;
		case "race":
		case "hang":
			return `✗ ${failureText(verdict)}${under}`;
		case "inconclusive":
			return `◔ ${isBitstateEnd(result) ? bitstateText(result) : `${t`inconclusive`} · ${limitText(result)}`}${under}`;
	}
}

/** Of the finding that is shown; else of the first. */
function indexOf(findings: readonly Finding[], shown: Finding | undefined): number {
	return shown === undefined ? 0 : Math.max(0, findings.indexOf(shown));
}

/** Why there is no run to show, in a sentence with its full stop. */
export function noRunText(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return t`Not checked: ${obstacleText(known.because)}.`;
		case "checking":
			return t`Checking…`;
		case "found": {
			const { verdict, result, configuration } = known.outcome;
			const under = configuration.text === "" ? "" : t` under ${configuration.text}`;
			if (verdict === "safe") return t`No interleaving fails${under}.`;
			return t`Whether an interleaving fails${under} is not known: ${cutOff(result)}.`;
		}
	}
}

/** What a search that goes on has found by now. */
function interimTitle({ verdict, findings }: Outcome, states: number): string {
	const { steps } = findings[0].timeline;
	const found = t`${verdict === "hang" ? t`hang` : t`race`}, first run in ${quantity(steps.length, "step")}`;
	return `✗ ${found} · ${t`… looking for the shortest, ${quantity(states, "state")}`}`;
}

function outcomeTitle({ verdict, result, findings }: Outcome, shown?: Finding): string {
	const effort = `${quantity(result.states, "state")} · ${timeText(result.milliseconds)}`;
	switch (verdict) {
		case "safe":
			return `✓ ${t`safe`} · ${effort}`;
		case "race":
		case "hang":
			return `✗ ${failureTitle(failureText(verdict), findings[indexOf(findings, shown)])} · ${effort}`;
		case "inconclusive":
			if (isBitstateEnd(result)) return `◔ ${bitstateText(result)}`;
			return `◔ ${t`inconclusive after ${quantity(result.states, "state")} (${limitText(result)})`}`;
	}
}

function limitText({ limit, spentPools = [], countedOut = [] }: SearchResult): string {
	switch (limit) {
		case "pool":
			return t`no more objects of ${spentPools.join(", ")}`;
		case "steps":
			return t`an atomic block takes too long`;
		case "count":
			return t`${countedOut.join(", ")} is counted out of its range`;
		case "calls":
			return t`a function is called too often within itself`;
		case "states":
			return t`limit on states`;
		case "time":
			return t`limit on time`;
		case "memory":
			return t`limit on memory`;
		case "cancelled":
		case undefined:
			return t`cancelled`;
	}
}

function obstacleText(because: Obstacle): string {
	switch (because) {
		case "errors":
			return t`errors`;
		case "too large":
			return t`too large`;
		case "the search broke down":
			return t`the search broke down`;
	}
}

function failureText(verdict: "race" | "hang"): string {
	return verdict === "race" ? t`race` : t`hang`;
}

/** `race in 9 steps`; what has none says why. */
function failureTitle(what: string, finding: Finding): string {
	const { steps, cycle } = finding.timeline;
	return steps.length + cycle.length === 0 ? `${what} ${stepCount(finding)}` : t`${what} in ${stepCount(finding)}`;
}
