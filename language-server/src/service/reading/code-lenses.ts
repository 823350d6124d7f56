import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { encloses, type Span } from "../../base/span";
import { effortText, knownTitle, runTitle, shortTitle } from "../../explain/verdict/known";
import { neverRunsText } from "../../explain/verdict/never-runs";
import { allFiles } from "../../semantics/program";
import { usesIn } from "../navigation/references";
import { type SearchingOn, searchingOn } from "../runs/searching-on";
import { type Followed, isFresh, knownOf, type ScenarioSnapshot, type Snapshot, shownRun } from "../workspace/snapshot";
import { rangesText } from "./step-numbers";

/** A line of text above a declaration. */
export interface CodeLens {
	readonly span: Span;
	readonly title: string;
	/** What a click shows or does, for clients that can; without it the lens is text alone. */
	readonly shows?: "timeline" | "replay" | "whySafe" | "searchOn" | "raiseLimit" | "follow";
}

/**
 * Above each scenario its verdict, what can be done about it, how many expectations are met, and what the search took.
 * What is short and asked for often comes first: a narrow editor shows no more.
 */
export function codeLenses(snapshot: Snapshot): readonly CodeLens[] {
	return snapshot.scenarios.flatMap((scenario) => {
		const span = snapshot.file.spanOf(scenario.scenario.symbol.span);
		const known = knownOf(scenario);
		const shown = shownRun(scenario);
		const own = scenario.checks[0];
		const isSafe = own?.outcome?.verdict === "safe" && !own.stale;
		const lenses: readonly Lens[] = [
			{ title: shortTitle(known) },
			...(shown === undefined ? [] : runLenses()),
			...textLens(runTitle(known, shown?.finding)),
			...(isSafe ? [{ title: t`Why Safe?`, shows: "whySafe" } as const] : []),
			...searchingOn(scenario).flatMap(searchOnLenses),
			...textLens(expectationsTitle(scenario)),
			...textLens(neverRunsText(own?.neverRuns ?? [])),
			...textLens(effortText(known)),
		];
		return lenses.map((lens) => ({ span, ...lens }));
	});
}

type Lens = Omit<CodeLens, "span">;

function runLenses(): readonly Lens[] {
	return [
		{ title: t`Timeline`, shows: "timeline" },
		{ title: t`Replay`, shows: "replay" },
	];
}

function searchOnLenses(way: SearchingOn): readonly Lens[] {
	if (way === "again") return [{ title: t`Check Again`, shows: "searchOn" }];
	return [
		{ title: t`Continue`, shows: "searchOn" },
		{ title: t`Raise Limit`, shows: "raiseLimit" },
	];
}

function textLens(title: string | undefined): readonly Lens[] {
	return title === undefined || title === "" ? [] : [{ title }];
}

/**
 * Above each function of a file of the kernel model that the run of a scenario passes: at which steps, of which
 * scenario, and a way to another one.
 */
export function modelLenses({ uri, file }: Snapshot, { snapshot: { locate }, scenario }: Followed): readonly CodeLens[] {
	const shown = shownRun(scenario);
	if (shown === undefined) return [];
	const steps = shown.finding.timeline.steps.map(({ number, span }) => ({ number, place: locate(span) }));
	return file.functionBodies.flatMap(({ symbol, node }) => {
		const body = file.spanOf(node);
		const here = steps.filter(({ place }) => place.file === uri && encloses(body, place)).map(({ number }) => number);
		if (here.length === 0) return [];
		const span = file.spanOf(symbol.span);
		const title = `${t`${rangesText(here)} of ${scenario.scenario.symbol.name}`} · ${shown.check.configuration.text}`;
		return [
			{ span, title },
			{ span, title: t`Another Scenario…`, shows: "follow" },
		];
	});
}

/** What came of a scenario under its own configuration, in a few words. */
export function verdictTitle(scenario: ScenarioSnapshot): string {
	const never = neverRunsText(scenario.checks.at(0)?.neverRuns ?? []);
	return [knownTitle(knownOf(scenario), shownRun(scenario)?.finding), never].filter((part) => part !== "").join(" · ");
}

function expectationsTitle(snapshot: ScenarioSnapshot): string | undefined {
	const { scenario, judgments } = snapshot;
	const all = scenario.expectations;
	if (scenario.erroneous || all.length === 0 || (all.length === 1 && !all[0].written)) return undefined;
	if (judgments.some(({ outcome }) => outcome === undefined || !isFresh(snapshot, outcome))) return undefined;
	const met = judgments.filter((judgment) => judgment.met === true).length;
	const open = judgments.filter((judgment) => judgment.met === undefined).length;
	return open > 0 ? t`${met} of ${all.length} met, ${open} open` : t`${met} of ${all.length} met`;
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
