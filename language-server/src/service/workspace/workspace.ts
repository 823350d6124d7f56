/**
 * The workspace: the open documents, the files that they use, and what the searches have found about them.
 *
 * Invariants: a scenario is searched again only when what it compiles to has changed; nothing is compiled but in
 * `check`, so that no request waits for it. Everything but the texts may be dropped at any time.
 */

import { type Locate, touches } from "../../base/span";
import type { Limits, SearchResult } from "../../checker/result";
import { compile } from "../../compiler/compile";
import type { Configuration } from "../../semantics/configuration";
import { locating, type Program } from "../../semantics/program";
import type { NamedSystem } from "../../system/system-text";
import { type AnalysedDocument, AnalysedDocuments, type AnalysedFile } from "./analysed-documents";
import { CheckCoordinator, type CheckRequest, type CheckSubject } from "./check-coordinator";
import type { CompiledConfiguration } from "./compiled-configuration";
import { CompiledDocuments, type CompiledScenario } from "./compiled-documents";
import { LastOutcomes } from "./last-outcomes";
import { ScenarioSnapshots } from "./scenario-snapshots";
import { type CheckProgress, type ScenarioSnapshot, type Snapshot, shownRun } from "./snapshot";
import { SourceTexts } from "./source-texts";
import type { WorkspaceHost } from "./workspace-host";

/** A scenario whose turn it is, and whether all that its document uses has been read. */
interface UrgentScenario {
	readonly uri: string;
	readonly scenario: CompiledScenario;
	readonly complete: boolean;
}

/** A configuration whose turn it is to be compiled, among `all` of its scenario. */
interface Turn {
	readonly uri: string;
	readonly all: readonly CompiledConfiguration[];
	readonly configuration: CompiledConfiguration;
}

/** What was said to be wanted, and what was known then. */
interface Wanted {
	readonly scenarios: readonly UrgentScenario[];
	readonly unfinished: boolean;
	readonly revision: number;
	readonly changes: number;
}

export class Workspace {
	private readonly texts: SourceTexts;
	private readonly analyses: AnalysedDocuments;
	private readonly compilations: CompiledDocuments;
	private readonly coordinator: CheckCoordinator;
	private readonly lastOutcomes = new LastOutcomes();
	private readonly scenarioSnapshots: ScenarioSnapshots;
	/** Documents of which something was compiled since the last `changed`. */
	private readonly compiled = new Set<string>();
	private readonly snapshots = new Map<
		string,
		{ readonly analysed: AnalysedDocument; readonly revision: number; readonly snapshot: Snapshot }
	>();
	/** Rises with everything that searches and the compiler find out. */
	private revision = 0;
	/** The scenarios of these documents, the most urgent first. */
	private urgent: { readonly documents: readonly AnalysedDocument[]; readonly scenarios: readonly UrgentScenario[] } = {
		documents: [],
		scenarios: [],
	};
	private turnsOf: { readonly scenarios: readonly UrgentScenario[]; readonly all: readonly Turn[] } | undefined;
	/** What is wanted of a scenario of which so much is known. */
	private readonly requests = new WeakMap<ScenarioSnapshot, readonly CheckRequest[]>();
	/** Of which scenarios it was said last that searches are wanted, and what was known then. */
	private wanted: Wanted | undefined;
	/** Counts what changes which searches are wanted, but for what these find. */
	private changes = 0;

	/** `loadModel` gives the analysed kernel model; it is called when that is first needed. */
	constructor(
		loadModel: () => Program,
		private readonly host: WorkspaceHost,
	) {
		this.texts = new SourceTexts(host, () => host.changed(this.analyses.outdateIncomplete()));
		this.analyses = new AnalysedDocuments(loadModel, this.texts);
		this.compilations = new CompiledDocuments((uri) => host.limits(uri));
		this.coordinator = new CheckCoordinator(host.searcher, host.verdicts, {
			found: (key) => {
				this.revision++;
				host.changed(this.documentsWith(key));
			},
			progressed: (key) => {
				this.revision++;
				host.progressed(this.documentsWith(key));
			},
		});
		this.scenarioSnapshots = new ScenarioSnapshots(this.coordinator, this.lastOutcomes);
	}

	// --- documents ---

	/** The kernel model. */
	get model(): Program {
		return this.analyses.model;
	}

	/**
	 * Opens a document, or gives an open one a new text; `edited` is the offset of the change. Gives the other open
	 * documents that use it. A file of the kernel model is always as it was shipped.
	 */
	setText(uri: string, version: number, text: string, edited = 0): readonly string[] {
		this.texts.open({ uri, version, text, edited });
		return this.analyses.outdate(uri);
	}

	close(uri: string): void {
		this.texts.close(uri);
		this.snapshots.delete(uri);
		this.compilations.close(uri);
		this.lastOutcomes.close(uri);
		this.analyses.close(uri);
		this.analyses.outdate(uri);
	}

	/** A file that may be used and is not open has changed, come or gone. Gives the open documents that use it. */
	fileChanged(uri: string): readonly string[] {
		return this.texts.fileChanged(uri) ? this.analyses.outdate(uri) : [];
	}

	/** The limits or other things outside the documents have changed. */
	settingsChanged(): void {
		this.analyses.clear();
		this.compilations.clear();
	}

	/** Other folders make up the workspace. */
	foldersChanged(): void {
		this.texts.foldersChanged();
		this.settingsChanged();
	}

	isOpen(uri: string): boolean {
		return this.texts.document(uri) !== undefined;
	}

	/** The open documents in the order of their last edit, the newest first. */
	openDocuments(): readonly string[] {
		return this.texts.openDocuments;
	}

	/** The text of a file as the analysis sees it: an open document, a used file, or one of the kernel model. */
	textOf(uri: string): string | undefined {
		return this.analyses.modelFile(uri)?.text ?? this.texts.text(uri);
	}

	// --- what is known ---

	/** What is known about an open document now; the same object for as long as that is the same. */
	snapshot(uri: string): Snapshot | undefined {
		const analysed = this.analyses.get(uri);
		if (analysed === undefined) return undefined;
		const last = this.snapshots.get(uri);
		if (last?.analysed === analysed && last.revision === this.revision) return last.snapshot;
		const { document, file, program, useProblems, complete } = analysed;
		// Features that look at names alone need not wait for this, nor those that look at one scenario for the others.
		const known: (ScenarioSnapshot | undefined)[] = [];
		const scenario = (index: number): ScenarioSnapshot | undefined => {
			const compiled = known[index] ? undefined : this.compilations.scenarios(analysed)[index];
			if (compiled) known[index] = this.scenarioSnapshots.of(uri, compiled);
			return known[index];
		};
		let all: readonly ScenarioSnapshot[] | undefined;
		const snapshot: Snapshot = {
			uri,
			version: document.version,
			file,
			program,
			useProblems,
			complete,
			locate: this.locating(program),
			untouched: (place) => {
				const at = program.anchorAt(place.anchor);
				return at ? { file: at.file, start: at.start + place.from, end: at.start + place.to } : this.texts.earlier.untouched(place);
			},
			scenario,
			get scenarios() {
				all ??= file.scenarios.flatMap((_, index) => scenario(index) ?? []);
				return all;
			},
		};
		this.snapshots.set(uri, { analysed, revision: this.revision, snapshot });
		return snapshot;
	}

	private locating(program: Program): Locate {
		return locating(
			(anchor) => program.anchorAt(anchor),
			(place) => this.texts.earlier.locate(place),
		);
	}

	/**
	 * A file that is not open, as far as its text and those of the files that it uses say; undefined where there is
	 * none.
	 */
	async unopened(uri: string): Promise<Snapshot | undefined> {
		const analysed = await this.analyses.unopened(uri);
		if (analysed === undefined) return undefined;
		const { file, program, useProblems, complete } = analysed;
		const { locate } = program;
		return { uri, version: 0, file, program, useProblems, complete, scenarios: [], scenario: () => undefined, locate, untouched: locate };
	}

	/** The text of a file, read where it is not open and was not read before; undefined where there is none. */
	read(uri: string): Promise<string | undefined> {
		return this.texts.read(uri);
	}

	/** What an open document would be with another text. */
	analyseVariant(uri: string, text: string): AnalysedFile {
		return this.analyses.variant(uri, text);
	}

	/**
	 * What one of an open document's scenarios would compile to if a file of its program had another text. Undefined
	 * where it has errors.
	 */
	variant(
		uri: string,
		{ file, text }: { readonly file: string; readonly text: string },
		{ scenario, configuration }: { readonly scenario: number; readonly configuration: Configuration },
	): { readonly named: NamedSystem; readonly locate: Locate } | undefined {
		const variant = this.analyses.variant(uri, text, file);
		const found = variant.file.scenarios[scenario];
		const compilation = found && compile(variant.program, found, configuration);
		return compilation?.system && { named: compilation, locate: variant.program.locate };
	}

	// --- searches ---

	/**
	 * Compiles what has not been, for about so long, and starts the searches that are missing; to be called after
	 * changes. Cancels those that no one needs any more. True when not everything was compiled: it is to be called
	 * again, when what is more urgent is done.
	 */
	check(milliseconds = Number.POSITIVE_INFINITY): boolean {
		const end = Date.now() + milliseconds;
		let unfinished = false;
		const urgentFirst = this.urgentFirst();
		for (const { uri, all, configuration } of this.turns(urgentFirst)) {
			unfinished ||= !configuration.isMade && Date.now() >= end;
			if (configuration.isMade || unfinished) continue;
			unfinished = !configuration.make(all, end);
			if (unfinished) continue;
			this.revision++;
			this.changes++;
			this.compiled.add(uri);
		}
		this.want(urgentFirst, unfinished);
		const compiled = [...this.compiled];
		if (!unfinished && compiled.length > 0) {
			this.compiled.clear();
			this.host.changed(compiled);
		}
		return unfinished;
	}

	/** Whether something is still to be compiled, or a search has not answered. */
	get isChecking(): boolean {
		return this.wanted?.unfinished === true || this.coordinator.isBusy;
	}

	/** The searches that have not answered, the running one first. */
	pending(): readonly CheckRequest[] {
		return this.coordinator.pending();
	}

	/** How far a pending search has come. */
	progress(subject: CheckSubject): CheckProgress | undefined {
		return this.coordinator.progress(subject);
	}

	/** Ends the searches that run or wait; their scenarios are inconclusive until they change. */
	cancelChecks(): void {
		this.revision++;
		this.changes++;
		this.coordinator.cancelPending();
	}

	/**
	 * Searches on where a limit or the user ended that: what was cancelled, or broke down, once more; what a limit
	 * ended with four times as much of what there was not enough of, until the scenario is edited.
	 */
	searchOn(uri: string, offset: number): void {
		const analysed = this.analyses.get(uri);
		if (analysed === undefined) return;
		for (const { scenario, configurations } of this.compilations.scenarios(analysed)) {
			if (!touches(analysed.file.spanOf(scenario.node), offset)) continue;
			for (const configuration of configurations) {
				const { subject } = configuration;
				const entry = subject && this.coordinator.entry(subject);
				if (subject === undefined || entry === undefined) continue;
				const ended = entry.result?.limit;
				if (ended === undefined || ended === "cancelled") this.coordinator.tryAgain(subject);
				else configuration.allow(extended(subject.limits, ended));
			}
		}
		this.revision++;
		this.changes++;
	}

	/** Ends all searches for good. */
	dispose(): void {
		this.coordinator.want([]);
	}

	/**
	 * Says which searches are wanted, unless nothing has become known since that was said. What they find hardly asks
	 * for others: as long as there is something to compile that waits until it is.
	 */
	private want(scenarios: readonly UrgentScenario[], unfinished: boolean): void {
		const { wanted } = this;
		const isAsSaid = unfinished ? wanted?.changes === this.changes : wanted?.revision === this.revision;
		if (wanted?.scenarios === scenarios && wanted.unfinished === unfinished && isAsSaid) return;
		const requests = inTurn(scenarios.map(({ uri, scenario }) => this.requestsOf(scenario, this.scenarioSnapshots.of(uri, scenario))));
		if (this.coordinator.want(requests, unfinished)) this.revision++;
		this.wanted = { scenarios, unfinished, revision: this.revision, changes: this.changes };
	}

	private requestsOf(scenario: CompiledScenario, snapshot: ScenarioSnapshot): readonly CheckRequest[] {
		const known = this.requests.get(snapshot) ?? [...scenarioRequests(scenario, snapshot)];
		this.requests.set(snapshot, known);
		return known;
	}

	/** What has to be checked: of the document that was edited last, the scenario nearest to the edit first. */
	private urgentFirst(): readonly UrgentScenario[] {
		const documents = this.openDocuments().flatMap((uri) => this.analyses.get(uri) ?? []);
		const { urgent } = this;
		if (urgent.documents.length === documents.length && documents.every((analysed, index) => analysed === urgent.documents[index]))
			return urgent.scenarios;
		const scenarios = documents.flatMap((analysed) => {
			const { uri, edited } = analysed.document;
			const distance = ({ scenario }: CompiledScenario): number => {
				const { start, end } = analysed.file.spanOf(scenario.node);
				return Math.max(start - edited, edited - end, 0);
			};
			return this.compilations
				.scenarios(analysed)
				.map((scenario) => ({ uri, scenario, complete: analysed.complete, away: distance(scenario) }))
				.sort((a, b) => a.away - b.away);
		});
		this.urgent = { documents, scenarios };
		return scenarios;
	}

	/** The configurations of these scenarios in the order in which they are compiled. */
	private turns(urgentFirst: readonly UrgentScenario[]): readonly Turn[] {
		if (this.turnsOf?.scenarios === urgentFirst) return this.turnsOf.all;
		const all = inTurn(
			urgentFirst.map(({ uri, scenario, complete }) =>
				// What the files that are still being read hold may matter to every scenario.
				complete ? scenario.configurations.map((configuration, _, all) => ({ uri, all, configuration })) : [],
			),
		);
		this.turnsOf = { scenarios: urgentFirst, all };
		return all;
	}

	private documentsWith(key: string): readonly string[] {
		const known = this.compilations.with(key).filter((analysed) => this.analyses.isCurrent(analysed));
		return known.map(({ document }) => document.uri);
	}
}

/** All of the most urgent, then what comes first of each of the others: a scenario's own verdict; then the rest. */
function inTurn<T>([first = [], ...others]: readonly (readonly T[])[]): readonly T[] {
	return [...first, ...others.flatMap((all) => all.slice(0, 1)), ...others.flatMap((all) => all.slice(1))];
}

/** How many times as much a search may take that goes on. */
const FURTHER = 4;

function extended(limits: Limits, ended: NonNullable<SearchResult["limit"]>): Limits {
	const { states, milliseconds, bytes } = limits;
	if (ended === "states" && states !== undefined) return { ...limits, states: states * FURTHER };
	if (ended === "time" && milliseconds !== undefined) return { ...limits, milliseconds: milliseconds * FURTHER };
	return ended === "memory" && bytes !== undefined ? { ...limits, bytes: bytes * FURTHER } : limits;
}

/** Values in between are wanted of the configuration whose run is shown, and of the scenario's own. */
function* scenarioRequests({ configurations }: CompiledScenario, snapshot: ScenarioSnapshot): Generator<CheckRequest> {
	for (const configuration of configurations) {
		const request = configuration.request(configuration === configurations[0]);
		if (request) yield request;
	}
	const shown = shownRun(snapshot)?.check;
	const own = shown && !shown.stale ? configurations.find(({ configuration }) => configuration === shown.configuration) : undefined;
	const request = own?.request(true);
	if (request) yield request;
}
