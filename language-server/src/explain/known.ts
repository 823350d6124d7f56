/**
 * What is known of a scenario under one configuration, and the words for it.
 *
 * Invariant: whatever shows a verdict takes its words from here or from `judge.ts`, so that none of them says more than is known: that nothing fails is said
 * of a complete search of the scenario as it is now, and of nothing else.
 */
import type { SearchResult } from "../checker/result";
import { stepCount } from "./headline";
import { bitstateText, cutOff, isBitstateEnd } from "./judge";
import { quantity, timeText } from "./quantities";
import type { Outcome } from "./verdict";

/** What is known. */
export type Known =
	/** Nothing, and nobody looks. */
	| { readonly kind: "unchecked"; readonly because: string }
	/** Nothing yet; `before` came of an earlier text. */
	| { readonly kind: "checking"; readonly states: number; readonly before: Outcome | undefined }
	| { readonly kind: "found"; readonly outcome: Outcome };

/** What stands above a scenario: `✓ safe · 812 states · 3 ms`. */
export function knownTitle(known: Known): string {
	switch (known.kind) {
		case "unchecked":
			return `not checked: ${known.because}`;
		case "checking": {
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
	return limit === undefined || limit === "cancelled" ? "cancelled" : `limit on ${limit}`;
}
