/**
 * The repairs of scenarios, which are searched for behind the answers to requests.
 *
 * What is kept here are changes of a text that have been tried, in the order in which they were found, and whether more
 * are being tried: it belongs to one version of a document and to the verdicts that it is to repair, and goes with
 * them. The verdicts on the texts that are tried are no part of it. They are asked of the searches, and so of the one
 * store of verdicts, by what each text means.
 */
import type { Outcome } from "../explain/verdict/verdict";
import { failingOutcome, type Repair, ranked, searchRepairs, type Workbench } from "../service/runs/repairs";
import type { ScenarioSnapshot, Snapshot } from "../service/workspace/snapshot";
import type { Workspace } from "../service/workspace/workspace";
import type { Cancellation, RequestSearches } from "./request-searches";

/** What has been found of the repairs of a scenario. */
export interface Repairs {
	/** As they are offered. */
	readonly found: readonly Repair[];
	/** How many changes have been tried. */
	readonly tried: number;
	/** False while there may be more. */
	readonly complete: boolean;
	/** True while more are being tried. */
	readonly searching: boolean;
}

const NOTHING_TO_REPAIR: Repairs = { found: [], tried: 0, complete: true, searching: false };

interface Entry {
	readonly version: number;
	/** What they are to repair. */
	readonly failing: Outcome | undefined;
	readonly found: Repair[];
	tried: number;
	/** Called whenever something has been tried. */
	readonly waiting: Set<() => void>;
	/** `outdated`: something else is to be repaired by now. */
	state: "searching" | "stopped" | "outdated" | "complete";
	readonly ended: Promise<void>;
}

/** Repairs that have been or are being tried, of the last text of each scenario that was asked about. */
export class RepairCache {
	private readonly entries = new Map<string, Entry>();

	constructor(
		private readonly workspace: Workspace,
		private readonly searches: RequestSearches,
		/** Told of the document whenever a search begins. */
		private readonly begun: (uri: string) => void,
	) {}

	/** What is found of the repairs of a scenario within some milliseconds. The search goes on behind the answer. */
	async within(milliseconds: number, snapshot: Snapshot, scenario: ScenarioSnapshot): Promise<Repairs> {
		if (!failingOutcome(scenario)) return NOTHING_TO_REPAIR;
		const entry = this.entry(snapshot, scenario);
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<void>((resolve) => {
			timer = setTimeout(resolve, milliseconds);
		});
		await Promise.race([entry.ended, late]).finally(() => clearTimeout(timer));
		return repairsOf(entry);
	}

	/** What has been found of them so far; no search is begun. */
	known(snapshot: Snapshot, scenario: ScenarioSnapshot): Repairs {
		const entry = this.current(snapshot, scenario);
		return entry ? repairsOf(entry) : { ...NOTHING_TO_REPAIR, complete: !failingOutcome(scenario) };
	}

	/** All repairs of a scenario; those that were found until then when that is cancelled, which ends the search. */
	async all(
		snapshot: Snapshot,
		scenario: ScenarioSnapshot,
		token: Cancellation,
		onTried: (known: Repairs) => void = () => {},
	): Promise<Repairs> {
		if (!failingOutcome(scenario)) return NOTHING_TO_REPAIR;
		if (this.entry(snapshot, scenario).state === "stopped") this.entries.delete(keyOf(snapshot, scenario));
		const entry = this.entry(snapshot, scenario);
		const cancellation = token.onCancellationRequested(() => {
			if (entry.state === "searching") entry.state = "stopped";
		});
		const told = () => onTried(repairsOf(entry));
		entry.waiting.add(told);
		await entry.ended.finally(() => {
			cancellation.dispose();
			entry.waiting.delete(told);
		});
		return repairsOf(entry);
	}

	/** Gives up what is being tried for a document. */
	forget(uri: string): void {
		for (const key of [...this.entries.keys()]) if (key.startsWith(`${uri} `)) this.entries.delete(key);
	}

	/** What has been found for the text as it is now. */
	private current(snapshot: Snapshot, scenario: ScenarioSnapshot): Entry | undefined {
		const known = this.entries.get(keyOf(snapshot, scenario));
		if (known?.version !== snapshot.version) return undefined;
		return known.failing === failingOutcome(scenario) ? known : undefined;
	}

	/** The same; a search begins where there is none. */
	private entry(snapshot: Snapshot, scenario: ScenarioSnapshot): Entry {
		const known = this.current(snapshot, scenario);
		if (known) return known;
		const key = keyOf(snapshot, scenario);
		const found: Repair[] = [];
		// Not at once: whether it is still wanted is looked up where it is kept.
		const ended = Promise.resolve().then(() => this.search(snapshot, scenario, fresh, () => this.entries.get(key) !== fresh));
		const fresh: Entry = {
			version: snapshot.version,
			failing: failingOutcome(scenario),
			found,
			tried: 0,
			waiting: new Set(),
			state: "searching",
			ended,
		};
		this.entries.set(key, fresh);
		this.begun(snapshot.uri);
		return fresh;
	}

	private async search(snapshot: Snapshot, scenario: ScenarioSnapshot, entry: Entry, isForgotten: () => boolean): Promise<void> {
		const bench: Workbench = {
			analyse: (text) => this.workspace.analyseVariant(snapshot.uri, text),
			search: (system, limits) => this.searches.result(system, limits),
			breathe: () => {
				entry.tried++;
				for (const told of entry.waiting) told();
				return new Promise((resolve) => setTimeout(resolve, 0));
			},
			cancelled: () => isForgotten() || entry.state === "stopped",
		};
		for await (const repair of searchRepairs(snapshot, scenario, bench)) entry.found.push(repair);
		if (entry.state === "searching") entry.state = isForgotten() ? "outdated" : "complete";
	}
}

function repairsOf({ found, tried, state }: Entry): Repairs {
	return { found: ranked(found), tried, complete: state === "complete", searching: state === "searching" };
}

function keyOf({ uri }: Snapshot, { scenario }: ScenarioSnapshot): string {
	return `${uri} ${scenario.symbol.name}`;
}
