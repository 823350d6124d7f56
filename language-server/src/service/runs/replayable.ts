/** What a debugger replays: a losing run of a scenario, or a scenario without one, in which every step is free. */
import type { Run } from "../../checker/result";
import { compile } from "../../compiler/compile";
import { headline } from "../../explain/verdict/headline";
import { noRunText } from "../../explain/verdict/known";
import type { Configuration } from "../../semantics/configuration";
import type { Program, Scenario } from "../../semantics/program";
import { canonicalKey } from "../../system/canonical-key";
import type { NamedSystem } from "../../system/system-text";
import { knownOf, type Snapshot, scenarioAt, shownRun } from "../workspace/snapshot";
import { type RunName, runNamed, timelines, underText } from "./timelines";

export interface Replayable {
	readonly named: NamedSystem;
	/** Absent for a scenario without a run. */
	readonly run: Run | undefined;
	/** What happens in the run, one sentence; empty where there is none. */
	readonly headline: string;
}

/**
 * The run of the scenario at an offset that is called so, or that the text is annotated with when none is named; a
 * sentence where there is nothing to replay.
 */
export function replayable(snapshot: Snapshot, offset: number, name: RunName | undefined): Replayable | string {
	const scenario = scenarioAt(snapshot, offset) ?? snapshot.scenarios[0];
	if (scenario === undefined) return "There is no scenario here.";
	const found = timelines(snapshot, offset);
	const shown = name === undefined ? shownRun(scenario) : found && runNamed(found, name);
	if (name && shown === undefined) return `There is no run to ${name.subject} ${underText(scenario, name.configurationKey)}`.trimEnd();
	const check = scenario.checks.find(({ outcome }) => outcome !== undefined && outcome === shown?.outcome) ?? scenario.checks[0];
	const { system, text } = shown?.outcome ?? check ?? {};
	if (system === undefined || text === undefined) return noRunText(knownOf(scenario));
	return {
		named: withVariables(snapshot.program, scenario.scenario, check.configuration, { system, text }),
		run: shown && runOf(shown.outcome.result, shown.outcome.findings.indexOf(shown.finding)),
		headline: shown ? headline(shown.finding) : "",
	};
}

/** A system with a text that has the names of its locals: its own search has no use for them. */
function withVariables(program: Program, scenario: Scenario, configuration: Configuration, named: NamedSystem): NamedSystem {
	const compiled = compile(program, scenario, configuration, { variables: true });
	return compiled.system && canonicalKey(compiled.system) === canonicalKey(named.system) ? compiled : named;
}

function runOf(
	{ violations, hangs }: { readonly violations: readonly { run: Run }[]; readonly hangs: readonly { run: Run }[] },
	finding: number,
): Run | undefined {
	return (violations[finding] ?? hangs[finding - violations.length])?.run;
}
