/**
 * The snapshot: all that is known about one open document at one moment, and the only thing that the editor features
 * look at.
 *
 * Invariants: a snapshot is a value and never changes; what a search has not found out yet is absent from it and not
 * guessed; a verdict that belongs to an earlier text is marked `stale`, and its places have been moved to where they
 * are now. Features are plain functions over it, in offsets and plain data: nothing in this folder knows the LSP, Node
 * or a browser.
 */
import type { Diagnostic } from "../../base/diagnostic";
import { type AnchoredSpan, type FileSpan, type Locate, touches } from "../../base/span";
import type { Observations } from "../../checker/result";
import { type CompileProblem, isTooLarge } from "../../compiler/compile";
import { judge } from "../../explain/verdict/judge";
import type { Known } from "../../explain/verdict/known";
import type { NeverRuns } from "../../explain/verdict/never-runs";
import type { Finding, Judgment, Outcome } from "../../explain/verdict/verdict";
import type { Configuration } from "../../semantics/configuration";
import type { FileAnalysis, Program, Scenario } from "../../semantics/program";
import type { SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";

export interface Snapshot {
	readonly uri: string;
	/** The client's version of the text. */
	readonly version: number;
	readonly file: FileAnalysis;
	/** The document with the files that it uses, on top of the kernel model. */
	readonly program: Program;
	/** What is wrong with the document's `use` items. */
	readonly useProblems: readonly Diagnostic[];
	/** False while a file that the document uses is still being read: names from it are unknown so far. */
	readonly complete: boolean;
	readonly scenarios: readonly ScenarioSnapshot[];
	/** One of these, by its place in `file.scenarios`, without a look at the others. */
	readonly scenario: (index: number) => ScenarioSnapshot | undefined;
	/** Where something stands now, be it found in this text or in an earlier one. */
	readonly locate: Locate;
	/** The same; undefined for what was edited since. */
	readonly untouched: (place: AnchoredSpan) => FileSpan | undefined;
}

export interface ScenarioSnapshot {
	readonly scenario: Scenario;
	/** One for each configuration that is asked about, the scenario's own first; none when the scenario has errors. */
	readonly checks: readonly ConfigurationCheck[];
	/** One for each expectation; without an outcome where its configuration has not been checked. */
	readonly judgments: readonly Judgment[];
	/** Of a scenario that has errors now what was known of it last. */
	readonly last?: EarlierKnowledge | undefined;
}

/** What was known of a scenario in an earlier text. */
export interface EarlierKnowledge {
	/** Under its own configuration. */
	readonly own: Outcome;
	/** What the text was annotated with: a run, if there was one, and what it was found in. */
	readonly check: ConfigurationCheck;
	readonly shown: ShownRun | undefined;
}

/** A scenario whose run is followed into the files of the kernel model, and the document that it is of. */
export interface Followed {
	readonly snapshot: Snapshot;
	readonly scenario: ScenarioSnapshot;
}

/** How far a search has come. */
export interface CheckProgress {
	readonly states: number;
	readonly milliseconds: number;
}

/** Of a search that waits for its turn, or has just begun. */
export const NOT_BEGUN: CheckProgress = { states: 0, milliseconds: 0 };

/** A scenario under one configuration. */
export interface ConfigurationCheck {
	readonly configuration: Configuration;
	/** Absent, as its text is, until the scenario is compiled, and when that could not be; `problems` say why. */
	readonly system: TransitionSystem | undefined;
	readonly text: SystemText | undefined;
	readonly problems: readonly CompileProblem[];
	/** While the search runs what it has found by now, if anything (`SearchResult.interim`). */
	readonly outcome: Outcome | undefined;
	/** True when `outcome` is that of an earlier text. */
	readonly stale: boolean;
	/** Of a scenario that is safe under its own configuration what never runs, as far as that is known; else empty. */
	readonly neverRuns: readonly NeverRuns[];
	/** Of the system of `outcome`; absent until they have been gathered. */
	readonly observations: Observations | undefined;
	/** Set while the search runs or waits for its turn, and until the scenario is compiled. */
	readonly progress: CheckProgress | undefined;
	/** Set when the search itself broke down. */
	readonly failure: string | undefined;
}

/** The scenario at an offset of the document, as it is declared. */
export function declaredScenarioAt({ file }: Snapshot, offset: number): Scenario | undefined {
	return file.scenarios.find(({ node }) => touches(file.spanOf(node), offset));
}

/** The scenario at an offset of the document, with what is known about it. */
export function scenarioAt({ file, scenario }: Snapshot, offset: number): ScenarioSnapshot | undefined {
	return scenario(file.scenarios.findIndex(({ node }) => touches(file.spanOf(node), offset)));
}

/** The scenario at an offset of the document; its first one where there is none at that place. */
export function scenarioAtOrFirst(snapshot: Snapshot, offset: number): ScenarioSnapshot | undefined {
	return scenarioAt(snapshot, offset) ?? snapshot.scenarios[0];
}

/** True while a search of the document has not answered. */
export function isBusy(snapshot: Snapshot): boolean {
	return snapshot.scenarios.some((scenario) => scenario.checks.some((check) => check.progress !== undefined));
}

/** True when there will be no verdict. */
export function isUncheckable({ system, progress, failure }: ConfigurationCheck): boolean {
	return failure !== undefined || (system === undefined && progress === undefined);
}

/** What is known of a scenario under one of its configurations; under its own when none is given. */
export function knownOf({ scenario, checks, last }: Pick<ScenarioSnapshot, "scenario" | "checks" | "last">, check = checks.at(0)): Known {
	if (check?.failure !== undefined) return { kind: "unchecked", because: "the search broke down" };
	if (check !== undefined && isTooLarge(check)) return { kind: "unchecked", because: "too large" };
	if (scenario.erroneous || check === undefined || isUncheckable(check)) return { kind: "unchecked", because: "errors", before: last?.own };
	const { outcome, progress, stale } = check;
	if (progress || outcome === undefined) {
		const [before, sofar] = stale ? [outcome, undefined] : [undefined, outcome];
		return { kind: "checking", states: progress?.states ?? 0, before, sofar };
	}
	return { kind: "found", outcome };
}

/** True for an outcome of the text as it is. */
export function isFresh({ checks }: Pick<ScenarioSnapshot, "checks">, outcome: Outcome): boolean {
	return checks.some((check) => check.outcome === outcome && !check.stale);
}

/** A scenario without what belongs to an earlier text. */
export function freshOnly(snapshot: ScenarioSnapshot): ScenarioSnapshot {
	const { scenario, checks } = snapshot;
	if (!checks.some(({ stale }) => stale)) return snapshot;
	const fresh = checks.map((check) => (check.stale ? { ...check, outcome: undefined, stale: false } : check));
	const outcomes = new Map(fresh.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
	return { scenario, checks: fresh, judgments: judge(scenario.expectations, outcomes) };
}

/** The run that a scenario is shown with. */
export interface ShownRun {
	readonly finding: Finding;
	readonly outcome: Outcome;
	readonly check: ConfigurationCheck;
}

/** The run that the text of a scenario is annotated with, and whether it is one of an earlier text. */
export function annotatedRun(scenario: ScenarioSnapshot): (ShownRun & { readonly isEarlier: boolean }) | undefined {
	const shown = shownRun(scenario);
	if (shown) return { ...shown, isEarlier: shown.check.stale };
	return scenario.last?.shown && { ...scenario.last.shown, isEarlier: true };
}

/**
 * The one run that the text of a scenario is annotated with: of an expectation that fails, else of one that is met,
 * else the first that its own configuration has. The scenario's own configuration goes before those after `under`.
 */
export function shownRun({ checks, judgments }: ScenarioSnapshot): ShownRun | undefined {
	const candidates = checks.flatMap((check) => {
		const { outcome } = check;
		if (outcome === undefined) return [];
		const own = check === checks[0];
		const judged = judgments
			.filter((judgment) => judgment.outcome === outcome && judgment.finding !== undefined)
			.map((judgment) => ({
				finding: judgment.finding as Finding,
				outcome,
				check,
				rank: (own ? 0 : 3) + (judgment.met === false ? 0 : 1),
			}));
		const others = own ? outcome.findings.map((finding) => ({ finding, outcome, check, rank: 2 })) : [];
		return [...judged, ...others].filter(({ rank }) => rank !== 4);
	});
	return candidates.sort((a, b) => a.rank - b.rank)[0];
}
