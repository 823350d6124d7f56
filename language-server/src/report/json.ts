/**
 * The report for programs; `docs/cli.md` documents it. `version` grows with every change that could break a reader.
 */

import { explainRun, type PairExplanation } from "../explain/pair/describe-pair";
import type { PairStep } from "../explain/pair/pair-step";
import type { Timeline, TimelineStep } from "../explain/timeline/timeline";
import type { CheckedScenario } from "../explain/verdict/check-scenario";
import { headline } from "../explain/verdict/headline";
import type { DataRaceFacts, Finding, Judgment, Outcome, VerdictKind } from "../explain/verdict/verdict";
import { exitStatusOf, type FileDiagnostic, type FileReport, problemsOf, type Summary, summarize } from "./check-report";
import type { SourcePlace, SourcePlaces } from "./source-places";

export interface JsonReport {
	readonly version: 1;
	/** The exit status of the command. */
	readonly status: number;
	readonly summary: Summary;
	readonly diagnostics: readonly JsonDiagnostic[];
	readonly scenarios: readonly JsonScenario[];
}

interface JsonDiagnostic extends SourcePlace {
	readonly severity: string;
	readonly code: string;
	readonly message: string;
}

/** What came out under one configuration; all `null` where nothing could be searched. */
interface JsonOutcome {
	/** The kernel and the options that differ from the model's first, as a person writes them. */
	readonly kernel: string;
	readonly patches: readonly string[];
	readonly options: Readonly<Record<string, string>>;
	readonly verdict: VerdictKind | null;
	/** Which limit ended an incomplete search. */
	readonly limit: string | null;
	readonly states: number | null;
	readonly transitions: number | null;
	readonly ms: number | null;
}

/** One losing run. */
interface JsonFinding {
	/** Of a race, what is violated. */
	readonly property: string | null;
	/** Of a hang, who hangs. */
	readonly task: string | null;
	/** One sentence. */
	readonly message: string | null;
	/** What the user of a machine sees of it, a sentence; null where nothing is said about that. */
	readonly effect: string | null;
	/** The two accesses whose order is to blame; null where no order of two steps is. */
	readonly pair: JsonPair | null;
	/**
	 * Which protection is missing and where the run shows that, a sentence; null where that does not follow from it.
	 */
	readonly missing: string | null;
	readonly steps: readonly JsonStep[];
	/** Of a hang, steps that follow and can be repeated for ever; empty where nothing moves any more. */
	readonly cycle: readonly JsonStep[];
	/** Of a hang, who stays where after the last step. */
	readonly waiting: readonly JsonWaiting[];
}

interface JsonPair {
	/** Who relies on what, and who changed it, a sentence. */
	readonly message: string;
	/** What becomes of the run with the two the other way round, a sentence. */
	readonly otherwise: string;
	/**
	 * The shared variable in which the two meet, its value as the first one sees or leaves it, and after the second.
	 */
	readonly variable: string;
	readonly before: string;
	readonly after: string;
	readonly first: JsonAccess;
	readonly second: JsonAccess;
	/** The first access opens a window: the last step of the other lane in it, and the one that closes it. */
	readonly window: { readonly last: JsonAccess; readonly closedBy: JsonAccess } | null;
}

/** One of the steps; of a lane that waits after a hang there is none, and `step` is null. */
interface JsonAccess {
	readonly lane: string;
	/** From 1, an index into `steps`. */
	readonly step: number | null;
}

interface JsonWaiting {
	readonly lane: string;
	readonly label: string;
	readonly location: SourcePlace;
	readonly functions: readonly string[];
	/** Names of the lanes that it waits for, as far as the run shows that. */
	readonly waitsFor: readonly string[];
}

interface JsonScenario extends JsonOutcome, JsonFinding {
	readonly file: string;
	readonly line: number;
	readonly name: string;
	/** Of a `safe`, statements of the scenario that no interleaving comes to, as far as that is known. */
	readonly neverRuns: readonly JsonNeverRuns[];
	/** Under the scenario's own configuration; absent where that does not ask for them. */
	readonly dataRaces?: readonly JsonDataRace[];
	readonly expectations: readonly JsonExpectation[];
}

interface JsonDataRace extends JsonFinding {
	readonly variable: string;
	/** `harmful`, `either`, `benign` or `apart`; `null` where that is not known. */
	readonly harm: string | null;
	/** The same in a sentence; empty where that is not known. */
	readonly consequence: string;
	/** The two accesses, in the order of the run. */
	readonly accesses: readonly {
		readonly lane: string;
		readonly access: "read" | "write";
		readonly marked: boolean;
		readonly label: string;
		readonly location: SourcePlace;
		readonly scenarioLocation: SourcePlace;
	}[];
}

interface JsonNeverRuns {
	/** The task or function that they stand in. */
	readonly of: string;
	readonly text: string;
	readonly location: SourcePlace;
}

interface JsonExpectation extends JsonOutcome, JsonFinding {
	readonly text: string;
	readonly line: number;
	/** `null` when a limit left it open. */
	readonly met: boolean | null;
	/** Why it is not met; empty when it is. */
	readonly reason: string;
}

interface JsonStep {
	readonly lane: string;
	readonly label: string;
	readonly access: string;
	/** Where the access stands, perhaps in the kernel model, whose files begin with `raceline-kernel:`. */
	readonly location: SourcePlace;
	/** Where the scenario leads to it. */
	readonly scenarioLocation: SourcePlace;
	/** The functions that it is in, outermost first. */
	readonly functions: readonly string[];
	readonly changes: readonly { readonly name: string; readonly before: string; readonly after: string; readonly local: boolean }[];
}

const NOTHING_FOUND: JsonFinding = {
	property: null,
	task: null,
	message: null,
	effect: null,
	pair: null,
	missing: null,
	steps: [],
	cycle: [],
	waiting: [],
};

export function jsonReport(reports: readonly FileReport[], places: SourcePlaces): JsonReport {
	const summary = summarize(reports, places);
	const diagnostics = reports.flatMap((report) => [
		...report.diagnostics,
		...report.scenarios.flatMap((scenario) => problemsOf(scenario, places.locate)),
	]);
	return {
		version: 1,
		status: exitStatusOf(summary),
		summary,
		diagnostics: diagnostics.map((diagnostic) => jsonDiagnostic(diagnostic, places)),
		scenarios: reports.flatMap((report) => report.scenarios.map((scenario) => jsonScenario(scenario, places))),
	};
}

function jsonDiagnostic({ span, severity, code, message }: FileDiagnostic, places: SourcePlaces): JsonDiagnostic {
	return { ...places.at(span), severity, code, message };
}

function jsonScenario({ scenario, checks, judgments }: CheckedScenario, places: SourcePlaces): JsonScenario {
	const { file, line } = places.at(scenario.symbol.span);
	const outcome = checks[0]?.outcome;
	return {
		file,
		line,
		name: scenario.symbol.name,
		...jsonOutcome(scenario.configuration, outcome),
		...jsonFinding(outcome, outcome?.findings[0], places),
		neverRuns: (checks[0]?.neverRuns ?? []).map(({ of, text, place }) => ({ of, text, location: places.at(place) })),
		...(outcome?.result.dataRaces && { dataRaces: jsonDataRaces(outcome, places) }),
		expectations: judgments.map((judgment) => jsonExpectation(judgment, places)),
	};
}

function jsonDataRaces(outcome: Outcome, places: SourcePlaces): JsonDataRace[] {
	return outcome.findings.flatMap((finding) => (finding.dataRace ? [jsonDataRace(outcome, finding, finding.dataRace, places)] : []));
}

function jsonDataRace(
	outcome: Outcome,
	finding: Finding,
	{ variable, accesses, harm, consequence }: DataRaceFacts,
	places: SourcePlaces,
): JsonDataRace {
	return {
		variable,
		harm: harm ?? null,
		consequence,
		accesses: accesses.map(({ lane, write, marked, label, span, scenarioSpan }) => ({
			lane,
			access: write ? "write" : "read",
			marked,
			label,
			location: places.at(span),
			scenarioLocation: places.at(scenarioSpan),
		})),
		...jsonFinding(outcome, finding, places),
	};
}

function jsonExpectation({ expectation, met, message, outcome, finding }: Judgment, places: SourcePlaces): JsonExpectation {
	return {
		text: expectation.text,
		line: places.at(expectation.span).line,
		met: met ?? null,
		reason: message,
		...jsonOutcome(expectation.configuration, outcome),
		...jsonFinding(outcome, finding, places),
	};
}

function jsonOutcome({ text, patches, options }: Outcome["configuration"], outcome: Outcome | undefined): JsonOutcome {
	return {
		kernel: text,
		patches,
		options: Object.fromEntries(options),
		verdict: outcome?.verdict ?? null,
		limit: outcome?.result.limit ?? (outcome?.result.bitstate ? "bitstate" : null),
		states: outcome?.result.states ?? null,
		transitions: outcome?.result.decided ? null : (outcome?.result.transitions ?? null),
		ms: outcome?.result.milliseconds ?? null,
	};
}

function jsonFinding(outcome: Outcome | undefined, finding: Finding | undefined, places: SourcePlaces): JsonFinding {
	if (outcome === undefined || finding === undefined) return NOTHING_FOUND;
	const { kind, subject, timeline } = finding;
	const { pair, missing } = explainRun(outcome, finding) ?? {};
	return {
		property: kind === "race" ? subject : null,
		task: kind === "hang" ? subject : null,
		message: headline(finding),
		effect: finding.effect || null,
		pair: pair ? jsonPair(pair, outcome, timeline) : null,
		missing: missing ?? null,
		steps: timeline.steps.map((step) => jsonStep(step, timeline.lanes[step.lane].name, places)),
		cycle: timeline.cycle.map((step) => jsonStep(step, timeline.lanes[step.lane].name, places)),
		waiting: timeline.waiting.map(({ lane, label, span, functions, waitsFor }) => ({
			lane: timeline.lanes[lane].name,
			label,
			location: places.at(span),
			functions,
			waitsFor: waitsFor.map((other) => timeline.lanes[other].name),
		})),
	};
}

function jsonPair(pair: PairExplanation, { text }: Outcome, { steps, lanes }: Timeline): JsonPair {
	const access = ({ lane, number }: PairStep): JsonAccess => ({
		lane: lanes[lane].name,
		step: steps[number - 1]?.lane === lane ? number : null,
	});
	const { sentence, otherwise, cell, before, after, first, second, closing } = pair;
	return {
		message: sentence,
		otherwise,
		variable: text.cells[cell].name,
		before,
		after,
		first: access(first),
		second: access(second),
		window: closing ? { last: access(closing.first), closedBy: access(closing.second) } : null,
	};
}

function jsonStep({ label, access, span, scenarioSpan, stack, changes }: TimelineStep, lane: string, places: SourcePlaces): JsonStep {
	return {
		lane,
		label,
		access,
		location: places.at(span),
		scenarioLocation: places.at(scenarioSpan),
		functions: stack.map((frame) => frame.function),
		changes: changes.map(({ name, before, after, local }) => ({ name, before, after, local })),
	};
}
