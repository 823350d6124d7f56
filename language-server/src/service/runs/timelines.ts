import { explainRun, type SafeRun } from "../../explain/pair/describe-pair";
import { kernelText, patchesUnder, type Under } from "../../explain/patches/matrix";
import { configurationWith } from "../../explain/patches/option-settings";
import type { Change } from "../../explain/timeline/timeline";
import { noRunText } from "../../explain/verdict/known";
import type { Finding, Outcome } from "../../explain/verdict/verdict";
import type { NamedSystem } from "../../system/system-text";
import { verdictTitle } from "../reading/code-lenses";
import { type PairText, pairText } from "../reading/pair-text";
import { type ConfigurationCheck, knownOf, type ScenarioSnapshot, type Snapshot, scenarioAtOrFirst, shownRun } from "../workspace/snapshot";
import { checkedUnder, type KernelCheck } from "./other-kernel";
import { type RunAccount, runAccount } from "./run-account";

/** Every losing run that is known of a scenario, as the timeline panel shows them. */
export interface ScenarioTimelines {
	readonly scenario: ScenarioSnapshot["scenario"];
	/** What stands above the scenario: `✗ race in 9 steps · …`. */
	readonly verdict: string;
	/** True when every interleaving has been found to be safe. */
	readonly safe: boolean;
	/** True while a search of the scenario runs. */
	readonly busy: boolean;
	readonly runs: readonly ScenarioRun[];
	/** What stands in the place of a run where there is none: sentences. */
	readonly nothing: string;
	/** Index into `runs` of the one that the text is annotated with; 0 when there is none. */
	readonly shown: number;
}

/** What a run of a scenario is called: by its configuration, and by what fails in it. */
export interface RunName {
	readonly configurationKey: string;
	/** The property that is violated, or the lane that hangs. */
	readonly subject: string;
}

/** One way to lose, under one configuration. */
export interface ScenarioRun {
	readonly finding: Finding;
	readonly outcome: Outcome;
	readonly configurationKey: string;
	/** How a person calls the configuration, such as `under v4.17`; empty for the scenario's own. */
	readonly under: string;
	/** True when the run belongs to an earlier text. */
	readonly stale: boolean;
	/** The two accesses whose order matters; undefined where no order is to blame. */
	readonly pair: PairText | undefined;
	/** Numbers of the steps that the failure depends on. */
	readonly relevant: readonly number[];
	/** Which protection is missing, and where the run shows that; undefined where that does not follow from it. */
	readonly missing: string | undefined;
	/** A run that differs in the order of the pair and goes well. */
	readonly safe: SafeRun | undefined;
	/** Undefined where it is certain that the scenario fails and no run is known. */
	readonly account: RunAccount | undefined;
}

/** The runs of the scenario at an offset; of the first scenario where there is none at that place. */
export function timelines(snapshot: Snapshot, offset: number): ScenarioTimelines | undefined {
	const scenario = scenarioAtOrFirst(snapshot, offset);
	if (scenario === undefined) return undefined;
	const runs = scenario.checks.flatMap((check) => runsOf(snapshot, check, underText(scenario, check.configuration.key)));
	const annotated = shownRun(scenario)?.finding;
	return {
		scenario: scenario.scenario,
		verdict: verdictTitle(scenario),
		safe: isSafe(scenario),
		busy: scenario.checks.some((check) => check.progress !== undefined),
		runs,
		nothing: nothingText(scenario),
		shown: Math.max(
			0,
			runs.findIndex(({ finding }) => finding === annotated),
		),
	};
}

/** The run that is called so, if it is known. */
export function runNamed({ runs }: ScenarioTimelines, { configurationKey, subject }: RunName): ScenarioRun | undefined {
	return runs.find((run) => run.configurationKey === configurationKey && run.finding.subject === subject);
}

/**
 * How a person calls one of the configurations of a scenario; empty for its own, and for one that it does not ask
 * about.
 */
export function underText({ checks: [, ...others] }: Pick<ScenarioSnapshot, "checks">, configurationKey: string): string {
	const check = others.find(({ configuration }) => configuration.key === configurationKey);
	return check ? `under ${check.configuration.text}` : "";
}

/**
 * The runs of a scenario under a configuration that it need not name; undefined where there is no such scenario at the
 * offset.
 */
export async function timelinesUnder(
	snapshot: Snapshot,
	offset: number,
	name: string,
	under: Under,
	kernelCheck: KernelCheck,
): Promise<ScenarioTimelines | undefined> {
	const scenario = scenarioAtOrFirst(snapshot, offset)?.scenario;
	if (scenario?.symbol.name !== name) return undefined;
	const patches = patchesUnder(snapshot.program, under);
	const configuration = configurationWith(scenario, kernelText(under), patches, under.setting ?? []);
	const check = await checkedUnder(snapshot, scenario, configuration, kernelCheck);
	if (check === undefined) return undefined;
	const checked = { scenario, checks: [check], judgments: [] };
	const text = `under ${configuration.text}`;
	return {
		scenario,
		verdict: `${verdictTitle(checked)} · ${text}`,
		safe: isSafe(checked),
		busy: false,
		runs: runsOf(snapshot, check, text),
		nothing: nothingText(checked),
		shown: 0,
	};
}

function isSafe(scenario: ScenarioSnapshot): boolean {
	const known = knownOf(scenario);
	return known.kind === "found" && known.outcome.verdict === "safe";
}

/** Why there is no run, for each configuration that is asked about; what several have in common is said once. */
function nothingText(scenario: ScenarioSnapshot): string {
	const checks = scenario.checks.length === 0 ? [undefined] : scenario.checks;
	return [...new Set(checks.map((check) => noRunText(knownOf(scenario, check))))].join(" ");
}

function runsOf(snapshot: Snapshot, { configuration, outcome, stale }: ConfigurationCheck, under: string): readonly ScenarioRun[] {
	if (outcome === undefined) return [];
	return outcome.findings.map((finding) => scenarioRun(snapshot, outcome, finding, { configurationKey: configuration.key, under, stale }));
}

/** A run with all that is shown of it. */
export function scenarioRun(
	snapshot: Snapshot,
	outcome: Outcome,
	finding: Finding,
	about: Pick<ScenarioRun, "configurationKey" | "under" | "stale">,
): ScenarioRun {
	const explanation = explainRun(outcome, finding);
	const relevant = explanation?.relevant ?? finding.timeline.steps.map(({ number }) => number);
	// The places of a run from an earlier text have moved; those of what it is compared with have not.
	const safe = about.stale ? undefined : explanation?.safe;
	const account = runAccount(outcome, finding, explanation);
	return { finding, outcome, ...about, pair: pairText(snapshot, outcome, finding), relevant, missing: explanation?.missing, safe, account };
}

/** True for a change of who holds something, such as a lock: its values are names of lanes. */
export function isHolder({ system, text }: NamedSystem, { cell }: Change): boolean {
	const { type } = text.cells[cell];
	return system.cells[cell].role === "shared" && type.kind === "reference" && type.struct === "task";
}
