import type { Span } from "../../base/span";
import { knownTitle } from "../../explain/verdict/known";
import { neverRunsText } from "../../explain/verdict/never-runs";
import { quantity } from "../../explain/verdict/quantities";
import { allFiles } from "../../semantics/program";
import { usesIn } from "../navigation/references";
import { isFresh, knownOf, type ScenarioSnapshot, type Snapshot, shownRun } from "../workspace/snapshot";

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
		const at = { span: snapshot.file.spanOf(scenario.scenario.symbol.span) };
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
export function verdictTitle(scenario: Pick<ScenarioSnapshot, "scenario" | "checks">): string {
	const never = neverRunsText(scenario.checks.at(0)?.neverRuns ?? []);
	return [knownTitle(knownOf(scenario)), never].filter((part) => part !== "").join(" · ");
}

function expectationsTitle(snapshot: ScenarioSnapshot): string | undefined {
	const { scenario, judgments } = snapshot;
	const all = scenario.expectations;
	if (scenario.erroneous || all.length === 0 || (all.length === 1 && !all[0].written)) return undefined;
	if (judgments.some(({ outcome }) => outcome === undefined || !isFresh(snapshot, outcome))) return undefined;
	const met = judgments.filter((judgment) => judgment.met === true).length;
	const open = judgments.filter((judgment) => judgment.met === undefined).length;
	return `${met} of ${quantity(all.length, "expectation")} met${open > 0 ? `, ${open} open` : ""}`;
}

/**
 * Above each function and property of the document how often it is used, in the document and the files that it uses.
 */
export function referenceLenses({ file, program }: Snapshot): readonly CodeLens[] {
	const inScenarios = file.scenarios.flatMap(({ properties }) => properties);
	return [...file.functions, ...file.properties, ...inScenarios]
		.filter(({ span }) => file.tree.anchors.has(span.anchor))
		.map((symbol) => {
			const uses = allFiles(program).flatMap((other) => usesIn(other, symbol)).length - 1;
			return { span: file.spanOf(symbol.span), title: quantity(uses, "reference") };
		});
}
