/**
 * What is known of a scenario under one configuration, and the words for it.
 *
 * Invariant: whatever shows a verdict takes its words from here or from `judge.ts`, so that none of them says more than
 * is known: that nothing fails is said of a complete search of the scenario as it is now, and of nothing else.
 */
import type { SearchResult } from "../../checker/result";
import { stepCount } from "./headline";
import { bitstateText, cutOff, isBitstateEnd } from "./judge";
import { quantity, timeText } from "./quantities";
import type { Outcome } from "./verdict";

/** What is known. */
export type Known =
	/** Nothing, and nobody looks; `before` came of an earlier text. */
	| { readonly kind: "unchecked"; readonly because: string; readonly before?: Outcome | undefined }
	/** Not everything yet; `before` came of an earlier text, `sofar` of the search that goes on. */
	| { readonly kind: "checking"; readonly states: number; readonly before: Outcome | undefined; readonly sofar?: Outcome | undefined }
	| { readonly kind: "found"; readonly outcome: Outcome };

/** What stands above a scenario: `✓ safe · 812 states · 3 ms`. */
export function knownTitle(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return `not checked: ${known.because}`;
		case "checking": {
			if (known.sofar) return interimTitle(known.sofar, known.states);
			const last = known.before ? ` · was: ${outcomeTitle(known.before)}` : "";
			return `${known.states === 0 ? "… checking" : `… checking, ${quantity(known.states, "state")}`}${last}`;
		}
		case "found":
			return outcomeTitle(known.outcome);
	}
}

/**
 * The same in as few words as there is room for in a narrow editor: what a user suffers, how long the run is, and under
 * which kernel. What it took is in `effortText`.
 */
export function shortTitle(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return `not checked: ${known.because}${wasText(known.before)}`;
		case "checking":
			if (known.sofar) return `${shortOutcome(known.sofar)} · … looking for the shortest, ${quantity(known.states, "state")}`;
			return `… checking${known.states === 0 ? "" : ` · ${quantity(known.states, "state")}`}${wasText(known.before)}`;
		case "found":
			return shortOutcome(known.outcome);
	}
}

/** `1,731 states · 3 ms`; undefined as long as the search has not come to its end. */
export function effortText(known: Known): string | undefined {
	if (known.kind !== "found" || isBitstateEnd(known.outcome.result)) return undefined;
	const { states, milliseconds } = known.outcome.result;
	return `${quantity(states, "state")} · ${timeText(milliseconds)}`;
}

function wasText(before: Outcome | undefined): string {
	return before ? ` · was: ${shortOutcome(before)}` : "";
}

function shortOutcome({ verdict, result, findings, configuration }: Outcome): string {
	const under = configuration.text === "" ? "" : ` · ${configuration.text}`;
	switch (verdict) {
		case "safe":
			return `✓ safe${under}`;
		case "race":
		case "hang":
			return `✗ ${findings[0].symptom || verdict} · ${stepCount(findings[0])}${under}`;
		case "inconclusive":
			return `◔ ${isBitstateEnd(result) ? bitstateText(result) : `inconclusive · ${limitText(result)}`}${under}`;
	}
}

/** Why there is no run to show, in a sentence with its full stop. */
export function noRunText(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return `Not checked: ${known.because}.`;
		case "checking":
			return "Checking…";
		case "found": {
			const { verdict, result, configuration } = known.outcome;
			const under = configuration.text === "" ? "" : ` under ${configuration.text}`;
			if (verdict === "safe") return `No interleaving fails${under}.`;
			return `Whether an interleaving fails${under} is not known: ${cutOff(result)}.`;
		}
	}
}

/** What a search that goes on has found by now. */
function interimTitle({ verdict, findings }: Outcome, states: number): string {
	const { steps } = findings[0].timeline;
	return `✗ ${verdict}, first run in ${quantity(steps.length, "step")} · … looking for the shortest, ${quantity(states, "state")}`;
}

function outcomeTitle({ verdict, result, findings }: Outcome): string {
	const effort = `${quantity(result.states, "state")} · ${timeText(result.milliseconds)}`;
	switch (verdict) {
		case "safe":
			return `✓ safe · ${effort}`;
		case "race":
		case "hang":
			return `✗ ${verdict} ${findings[0].timeline.steps.length + findings[0].timeline.cycle.length === 0 ? "" : "in "}${stepCount(findings[0])} · ${effort}`;
		case "inconclusive":
			if (isBitstateEnd(result)) return `◔ ${bitstateText(result)}`;
			return `◔ inconclusive after ${quantity(result.states, "state")} (${limitText(result)})`;
	}
}

function limitText({ limit, spentPools = [] }: SearchResult): string {
	if (limit === "pool") return `no more objects of ${spentPools.join(", ")}`;
	if (limit === "steps") return "an atomic block takes too long";
	return limit === undefined || limit === "cancelled" ? "cancelled" : `limit on ${limit}`;
}
