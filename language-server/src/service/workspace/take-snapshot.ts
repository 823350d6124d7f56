/** What is known of a scenario at one moment: what it compiles to, and what was found about that. */
import { judge } from "../../explain/verdict/judge";
import type { CheckCoordinator } from "./check-coordinator";
import type { CompiledConfiguration } from "./compiled-configuration";
import type { CompiledScenario } from "./compiled-documents";
import type { LastOutcomes } from "./last-outcomes";
import type { ConfigurationCheck, Progress, ScenarioSnapshot } from "./snapshot";

/** Of a search that waits for its turn. */
const NOT_BEGUN: Progress = { states: 0, milliseconds: 0 };

/** What was found. */
export interface FoundSoFar {
	readonly coordinator: CheckCoordinator;
	readonly lastOutcomes: LastOutcomes;
}

/** What is known of a scenario of a document. */
export function scenarioSnapshot(uri: string, { scenario, configurations }: CompiledScenario, found: FoundSoFar): ScenarioSnapshot {
	const checks = configurations.map((configuration, index) => configurationCheck(uri, configuration, index === 0, found));
	const outcomes = new Map(checks.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
	const judgments = judge(scenario.expectations, outcomes);
	return { scenario, checks, judgments };
}

function configurationCheck(
	uri: string,
	compiled: CompiledConfiguration,
	isOwn: boolean,
	{ coordinator, lastOutcomes }: FoundSoFar,
): ConfigurationCheck {
	const { configuration, subject, place } = compiled;
	const entry = subject && coordinator.entry(subject);
	const fresh = entry?.result && compiled.outcome(entry.result);
	if (fresh) lastOutcomes.remember(uri, place, fresh);
	const progress = fresh ? undefined : compiled.isMade ? subject && coordinator.progress(subject) : NOT_BEGUN;
	const interim = progress && subject && coordinator.interim(subject);
	const sofar = interim && compiled.outcome(interim);
	const last = progress && !sofar ? lastOutcomes.get(uri, place) : undefined;
	return {
		configuration,
		system: compiled.compilation?.system,
		text: compiled.compilation?.text,
		problems: compiled.compilation?.problems ?? [],
		outcome: fresh ?? sofar ?? last,
		get neverRuns() {
			return isOwn && fresh ? compiled.neverRuns(fresh, entry?.observations) : [];
		},
		stale: last !== undefined,
		observations: fresh && entry?.observations,
		progress,
		failure: fresh ? undefined : entry?.failure,
	};
}
