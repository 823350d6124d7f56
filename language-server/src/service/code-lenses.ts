import type { Span } from "../base/span";
import type { SearchResult } from "../checker/result";
import { isTooLarge } from "../compiler/compile";
import { stepCount } from "../explain/headline";
import { bitstateText, isBitstateEnd } from "../explain/judge";
import { quantity, timeText } from "../explain/quantities";
import type { Outcome } from "../explain/verdict";
import { allFiles } from "../semantics/program";
import { usesIn } from "./references";
import { type ConfigurationCheck, isUncheckable, type ScenarioSnapshot, type Snapshot, shownRun } from "./snapshot";

/** A line of text above a declaration. */
export interface CodeLens {
	readonly span: Span;
	readonly title: string;
	/** What a click shows, for clients that can; without it the lens is text alone. */
	readonly shows?: "timeline" | "replay" | "whySafe";
}

/** Above each scenario its verdict and, where that does not say everything, how many expectations are met. */
export function codeLenses(snapshot: Snapshot): readonly CodeLens[] {
	return snapshot.scenarios.flatMap((scenario) => {
		const span = scenario.scenario.symbol.span;
		const at = { span: { start: span.start, end: span.end } };
		const titles = [verdictTitle(scenario), expectationsTitle(scenario)].filter((title) => title !== undefined);
		const lenses: CodeLens[] = titles.map((title) => ({ ...at, title }));
		const own = scenario.checks[0];
		if (own?.outcome?.verdict === "safe" && !own.stale) lenses.push({ ...at, title: "Why Safe?", shows: "whySafe" });
		return shownRun(scenario) === undefined
			? lenses
			: [...lenses, { ...at, title: "Timeline", shows: "timeline" }, { ...at, title: "Replay", shows: "replay" }];
	});
}

/** What came of a scenario under its own configuration, in a few words. */
export function verdictTitle({ scenario, checks }: ScenarioSnapshot): string {
	const own: ConfigurationCheck | undefined = checks[0];
	if (own?.failure !== undefined) return "not checked: the search broke down";
	if (own !== undefined && isTooLarge(own)) return "not checked: too large";
	if (scenario.erroneous || own === undefined || isUncheckable(own)) return "not checked: errors";
	if (own.progress) {
		const { states } = own.progress;
		const last = own.outcome ? ` · was: ${outcomeTitle(own.outcome)}` : "";
		return `${states === 0 ? "… checking" : `… checking, ${quantity(states, "state")}`}${last}`;
	}
	return own.outcome ? outcomeTitle(own.outcome) : "… checking";
}

function outcomeTitle({ verdict, result, findings }: Outcome): string {
	const effort = `${quantity(result.states, "state")} · ${timeText(result.milliseconds)}`;
	switch (verdict) {
		case "safe":
			return `✓ safe · ${effort}`;
		case "race":
		case "hang":
			return `✗ ${verdict} ${findings[0].timeline.steps.length === 0 ? "" : "in "}${stepCount(findings[0])} · ${effort}`;
		case "inconclusive":
			if (isBitstateEnd(result)) return `◔ ${bitstateText(result)}`;
			return `◔ inconclusive after ${quantity(result.states, "state")} (${limitText(result.limit)})`;
	}
}

function limitText(limit: SearchResult["limit"]): string {
	return limit === undefined || limit === "cancelled" ? "cancelled" : `limit on ${limit}`;
}

function expectationsTitle({ scenario, judgments }: ScenarioSnapshot): string | undefined {
	const all = scenario.expectations;
	if (scenario.erroneous || all.length === 0 || (all.length === 1 && !all[0].written)) return undefined;
	if (judgments.some((judgment) => judgment.outcome === undefined)) return undefined;
	const met = judgments.filter((judgment) => judgment.met === true).length;
	return `${met} of ${quantity(all.length, "expectation")} met`;
}

/** Above each function and property of the document how often it is used, in the document and the files that it uses. */
export function referenceLenses({ file, program }: Snapshot): readonly CodeLens[] {
	const inScenarios = file.scenarios.flatMap(({ properties }) => properties);
	return [...file.functions, ...file.properties, ...inScenarios]
		.filter(({ span }) => span.file === file.uri)
		.map((symbol) => {
			const uses = allFiles(program).flatMap((other) => usesIn(other, symbol)).length - 1;
			return { span: { start: symbol.span.start, end: symbol.span.end }, title: quantity(uses, "reference") };
		});
}
