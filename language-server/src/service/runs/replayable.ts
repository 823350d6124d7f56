/** What a debugger replays: a losing run of a scenario, or a scenario without one, in which every step is free. */
import { t } from "../../base/l10n";
import type { Run } from "../../checker/result";
import { headline } from "../../explain/verdict/headline";
import { noRunText } from "../../explain/verdict/known";
import type { Configuration } from "../../semantics/configuration";
import type { NamedSystem } from "../../system/system-text";
import { knownOf, type Snapshot, scenarioAtOrFirst, shownRun } from "../workspace/snapshot";
import { type RunName, runNamed, timelines, underText } from "./timelines";

export interface Replayable {
	readonly named: NamedSystem;
	readonly configuration: Configuration;
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
	const scenario = scenarioAtOrFirst(snapshot, offset);
	if (scenario === undefined) return t`There is no scenario here.`;
	const found = timelines(snapshot, offset);
	const shown = name === undefined ? shownRun(scenario) : found && runNamed(found, name);
	if (name && shown === undefined)
		return t`There is no run to ${`${name.subject} ${underText(scenario, name.configurationKey)}`.trimEnd()}`;
	const { system, text, configuration } = shown?.outcome ?? scenario.checks[0] ?? {};
	if (system === undefined || text === undefined || configuration === undefined) return noRunText(knownOf(scenario));
	return {
		named: { system, text },
		configuration,
		run: shown?.finding.failing?.run,
		headline: shown ? headline(shown.finding) : "",
	};
}
