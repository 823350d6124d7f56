/**
 * What is known of each scenario at one moment: what it compiles to, and what was found about that.
 *
 * Invariant: as long as the same is known of a scenario its snapshot is the same object, so that what was made of it
 * need not be made again when something becomes known of another one.
 */
import type { SearchResult } from "../../checker/result";
import { judge } from "../../explain/verdict/judge";
import type { CheckCoordinator, CheckEntry } from "./check-coordinator";
import type { CompiledConfiguration } from "./compiled-configuration";
import type { CompiledScenario } from "./compiled-documents";
import type { LastOutcomes } from "./last-outcomes";
import { type CheckProgress, type ConfigurationCheck, NOT_BEGUN, type ScenarioSnapshot, shownRun } from "./snapshot";

/** What is known of a scenario under one configuration. */
interface Knowledge {
	readonly compiled: CompiledConfiguration;
	readonly isMade: boolean;
	readonly result: SearchResult | undefined;
	readonly observations: CheckEntry["observations"];
	readonly failure: string | undefined;
	readonly progress: CheckProgress | undefined;
	readonly interim: SearchResult | undefined;
}

export class ScenarioSnapshots {
	private readonly last = new WeakMap<CompiledScenario, { readonly known: readonly Knowledge[]; readonly snapshot: ScenarioSnapshot }>();

	constructor(
		private readonly coordinator: CheckCoordinator,
		private readonly lastOutcomes: LastOutcomes,
	) {}

	/** What is known of a scenario of a document now. */
	of(uri: string, compiled: CompiledScenario): ScenarioSnapshot {
		const { scenario, configurations } = compiled;
		const known = configurations.map((configuration) => this.knowledge(configuration));
		const last = this.last.get(compiled);
		if (last && known.every((one, index) => isSame(one, last.known[index]))) return last.snapshot;
		const checks = known.map((one, index) => this.check(uri, one, index === 0));
		const outcomes = new Map(checks.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
		const { name } = scenario.symbol;
		const own = checks[0];
		const earlier = scenario.erroneous ? this.lastOutcomes.scenario(uri, name) : undefined;
		const snapshot: ScenarioSnapshot = { scenario, checks, judgments: judge(scenario.expectations, outcomes), last: earlier };
		if (own?.outcome && !own.stale) {
			const shown = shownRun(snapshot);
			const check = shown?.check ?? own;
			if (!check.stale) this.lastOutcomes.rememberScenario(uri, name, { own: own.outcome, check, shown });
		}
		this.last.set(compiled, { known, snapshot });
		return snapshot;
	}

	private knowledge(compiled: CompiledConfiguration): Knowledge {
		const { subject, isMade } = compiled;
		const entry = subject && this.coordinator.entry(subject);
		const progress = entry?.result ? undefined : isMade ? subject && this.coordinator.progress(subject) : NOT_BEGUN;
		return {
			compiled,
			isMade,
			result: entry?.result,
			observations: entry?.observations,
			failure: entry?.failure,
			progress,
			interim: progress && subject && this.coordinator.interim(subject),
		};
	}

	private check(uri: string, known: Knowledge, isOwn: boolean): ConfigurationCheck {
		const { compiled, result, observations, progress, interim, failure } = known;
		const { configuration, place } = compiled;
		const fresh = result && compiled.outcome(result);
		if (fresh) this.lastOutcomes.remember(uri, place, { outcome: fresh, observations });
		const sofar = interim && compiled.outcome(interim);
		const last = progress && !sofar ? this.lastOutcomes.get(uri, place) : undefined;
		// A search that goes on where a limit ended it begins anew, and is told of when it has come further than that.
		const before = last !== undefined && last.outcome.system === compiled.compilation?.system ? last.outcome.result.states : 0;
		let neverRuns: ConfigurationCheck["neverRuns"] | undefined;
		return {
			configuration,
			system: compiled.compilation?.system,
			text: compiled.compilation?.text,
			problems: compiled.compilation?.problems ?? [],
			outcome: fresh ?? sofar ?? last?.outcome,
			get neverRuns() {
				neverRuns ??= isOwn && fresh ? compiled.neverRuns(fresh, observations) : [];
				return neverRuns;
			},
			stale: last !== undefined,
			observations: fresh ? observations : last?.observations,
			progress: progress && { ...progress, states: Math.max(progress.states, before) },
			failure: fresh ? undefined : failure,
		};
	}
}

function isSame(a: Knowledge, b: Knowledge): boolean {
	return (
		a.isMade === b.isMade &&
		a.result === b.result &&
		a.observations === b.observations &&
		a.failure === b.failure &&
		a.progress === b.progress &&
		a.interim === b.interim
	);
}
