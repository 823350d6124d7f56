import { findRepairs, needsRepair, type Repair, type Workbench } from "../service/runs/repairs";
import type { ScenarioSnapshot, Snapshot } from "../service/workspace/snapshot";
import type { Workspace } from "../service/workspace/workspace";
import type { RequestSearches } from "./request-searches";

/** How long an answer may wait for repairs that are still being tried, in milliseconds. */
const PATIENCE = 2500;

interface Entry {
	readonly version: number;
	/** The verdicts that the repairs are for. */
	readonly outcomes: readonly unknown[];
	readonly repairs: Promise<readonly Repair[]>;
}

/** Repairs that have been or are being tried, of the last text of each scenario that was asked about. */
export class RepairCache {
	private readonly entries = new Map<string, Entry>();

	constructor(
		private readonly workspace: Workspace,
		private readonly searches: RequestSearches,
	) {}

	/**
	 * The repairs of a scenario; none when trying takes longer than an answer may: then they are there for the next
	 * one.
	 */
	async repairs(snapshot: Snapshot, scenario: ScenarioSnapshot): Promise<readonly Repair[]> {
		if (!needsRepair(scenario)) return [];
		const key = `${snapshot.uri} ${scenario.scenario.symbol.name}`;
		const outcomes = scenario.checks.map(({ outcome }) => outcome);
		let entry = this.entries.get(key);
		if (entry?.version !== snapshot.version || outcomes.some((outcome, index) => outcome !== entry?.outcomes[index])) {
			const bench: Workbench = {
				analyse: (text) => this.workspace.analyseVariant(snapshot.uri, text),
				search: (system, limits) => this.searches.result(system, limits),
				cancelled: () => this.entries.get(key) !== fresh,
			};
			// Not at once: whether it is still wanted is looked up where it is kept.
			const repairs = Promise.resolve().then(() => findRepairs(snapshot, scenario, bench));
			const fresh: Entry = { version: snapshot.version, outcomes, repairs };
			this.entries.set(key, fresh);
			entry = fresh;
		}
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<readonly Repair[]>((resolve) => {
			timer = setTimeout(() => resolve([]), PATIENCE);
		});
		return Promise.race([entry.repairs, late]).finally(() => clearTimeout(timer));
	}

	/** Gives up what is being tried for a document. */
	forget(uri: string): void {
		for (const key of [...this.entries.keys()]) if (key.startsWith(`${uri} `)) this.entries.delete(key);
	}
}
