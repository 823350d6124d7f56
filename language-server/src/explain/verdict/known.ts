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
	/** Nothing, and nobody looks. */
	| { readonly kind: "unchecked"; readonly because: string }
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
			return `◔ inconclusive after ${quantity(result.states, "state")} (${limitText(result.limit)})`;
	}
}

function limitText(limit: SearchResult["limit"]): string {
	if (limit === "steps") return "an atomic block takes too long";
	return limit === undefined || limit === "cancelled" ? "cancelled" : `limit on ${limit}`;
}
