/**
 * The workspace: the open documents, the files that they use, and what the searches have found about them.
 *
 * Invariants: the kernel model is analysed once; a document is parsed and analysed as a whole after each change, and only when someone asks;
 * a scenario is compiled again only when what it may depend on has changed, and searched again only when what it compiles to has; nothing is
 * compiled but in `check`, so that no request waits for it. Everything but the texts may be dropped at any time.
 */
import type { Diagnostic } from "../../base/diagnostic";
import type { FileText } from "../../base/file-text";
import type { Span } from "../../base/span";
import type { Limits } from "../../checker/result";
import { compile } from "../../compiler/compile";
import { configurationsOf } from "../../explain/verdict/check-scenario";
import { judge } from "../../explain/verdict/judge";
import type { Outcome } from "../../explain/verdict/verdict";
import { analyzeProgram } from "../../semantics/analyze";
import type { FileAnalysis, Program, Scenario, SourceFile } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import type { Item, SyntaxTree, UseItem } from "../../syntax/tree";
import type { TransitionSystem } from "../../system/transition-system";
import { CheckCoordinator, type CheckRequest, type Searcher } from "./check-coordinator";
import { CompiledConfiguration } from "./compiled-configuration";
import { type ConfigurationCheck, type Progress, type ScenarioSnapshot, type Snapshot, shownRun } from "./snapshot";
import { type Shift, shiftedBy, shiftOutcome, textShift } from "./text-shift";
import { FILE_REFUSED, folderOf, resolveUse, useRefusal } from "./use-paths";

/** What the workspace needs of a host. */
export interface WorkspaceHost {
	readonly searcher: Searcher;
	/**
	 * A file that is not open, if it really lies in one of these folders, with all symbolic links followed; undefined where there is none. It is a
	 * `.race` file in one of the folders, as far as its URI says.
	 */
	readFile(uri: string, folders: readonly string[]): Promise<FileText | undefined>;
	/** The URIs of the folders that make up the workspace: their files may be used, whatever document names them. */
	folders(): readonly string[];
	/** The limits for searches of a document. */
	limits(uri: string): Limits;
	/** Something new is known about these documents; `check` is to be called again, since other searches may be wanted now. */
	changed(uris: readonly string[]): void;
	/** A search for these documents has come further. */
	progressed(uris: readonly string[]): void;
}

interface OpenDocument {
	readonly uri: string;
	readonly version: number;
	readonly text: string;
	/** Where it was edited last. */
	readonly edited: number;
}

/** A document as analysed and compiled. */
interface AnalysedDocument {
	readonly document: OpenDocument;
	readonly file: FileAnalysis;
	readonly program: Program;
	/** The files that it uses, directly or not, be they there or not. */
	readonly uses: ReadonlySet<string>;
	readonly useProblems: readonly Diagnostic[];
	readonly complete: boolean;
	readonly scenarios: readonly CompiledScenario[];
}

interface CompiledScenario {
	readonly scenario: Scenario;
	/** As it is written, and all outside scenarios that it may depend on: where both are the same, it compiles to the same. */
	readonly source: string;
	readonly configurations: readonly CompiledConfiguration[];
}

/** A scenario whose turn it is, its place among those of its document, and whether all that the document uses has been read. */
interface UrgentScenario {
	readonly uri: string;
	readonly scenario: CompiledScenario;
	readonly index: number;
	readonly complete: boolean;
}

/** An outcome, and how the text has been edited since. */
interface RememberedOutcome {
	readonly outcome: Outcome;
	readonly shifts: Shift[];
}

/** Of a search that waits for its turn. */
const NOT_BEGUN: Progress = { states: 0, milliseconds: 0 };

export class Workspace {
	private readonly documents = new Map<string, OpenDocument>();
	private readonly analysed = new Map<string, AnalysedDocument>();
	/** Files that are used and not open: undefined where there is no such file, absent while it is being read. */
	private readonly files = new Map<string, FileText | undefined>();
	private readonly reading = new Set<string>();
	private readonly trees = new Map<string, SyntaxTree>();
	/** For each document the last outcome of each scenario under each configuration, its places kept where they are now. */
	private readonly lastOutcomes = new Map<string, Map<string, RememberedOutcome>>();
	/** What was analysed before a change, whose scenarios may be the same. */
	private readonly earlier = new Map<string, AnalysedDocument>();
	/** Documents of which something was compiled since the last `changed`. */
	private readonly compiled = new Set<string>();
	private readonly coordinator: CheckCoordinator;
	private readonly snapshots = new Map<
		string,
		{ readonly analysed: AnalysedDocument; readonly revision: number; readonly snapshot: Snapshot }
	>();
	/** Rises with everything that searches and the compiler find out. */
	private revision = 0;
	/** Documents in the order of their last edit, the newest first. */
	private order: readonly string[] = [];

	private loaded: Program | undefined;

	/** `loadModel` gives the analysed kernel model; it is called when that is first needed. */
	constructor(
		private readonly loadModel: () => Program,
		private readonly host: WorkspaceHost,
	) {
		this.coordinator = new CheckCoordinator(host.searcher, {
			found: (key) => {
				this.revision++;
				host.changed(this.documentsWith(key));
			},
			progressed: (key) => {
				this.revision++;
				host.progressed(this.documentsWith(key));
			},
		});
	}

	/** The kernel model. */
	get model(): Program {
		this.loaded ??= this.loadModel();
		return this.loaded;
	}

	/**
	 * Opens a document, or gives an open one a new text; `edited` is the offset of the change. Gives the other open documents that use it. A file of
	 * the kernel model is always as it was shipped.
	 */
	setText(uri: string, version: number, text: string, edited = 0): readonly string[] {
		this.moveOutcomes(uri, this.documents.get(uri)?.text ?? text, text);
		this.documents.set(uri, { uri, version, text, edited });
		this.order = [uri, ...this.order.filter((other) => other !== uri)];
		return this.forget(uri);
	}

	close(uri: string): void {
		this.documents.delete(uri);
		this.snapshots.delete(uri);
		this.earlier.delete(uri);
		this.lastOutcomes.delete(uri);
		this.order = this.order.filter((other) => other !== uri);
		this.files.delete(uri);
		this.forget(uri);
	}

	/** A file that may be used and is not open has changed, come or gone. Gives the open documents that use it. */
	fileChanged(uri: string): readonly string[] {
		return !this.documents.has(uri) && this.files.delete(uri) ? this.forget(uri) : [];
	}

	/** The limits or other things outside the documents have changed. */
	settingsChanged(): void {
		this.analysed.clear();
		this.earlier.clear();
	}

	/** Other folders make up the workspace. */
	foldersChanged(): void {
		this.files.clear();
		this.settingsChanged();
	}

	isOpen(uri: string): boolean {
		return this.documents.has(uri);
	}

	openDocuments(): readonly string[] {
		return this.order;
	}

	/** What is known about an open document now; the same object for as long as that is the same. */
	snapshot(uri: string): Snapshot | undefined {
		const analysed = this.analyse(uri);
		if (analysed === undefined) return undefined;
		const last = this.snapshots.get(uri);
		if (last?.analysed === analysed && last.revision === this.revision) return last.snapshot;
		const { document, file, program, useProblems, complete } = analysed;
		const scenarios = () => analysed.scenarios.map((scenario) => this.scenarioSnapshot(uri, scenario));
		let known: readonly ScenarioSnapshot[] | undefined;
		const snapshot: Snapshot = {
			uri,
			version: document.version,
			file,
			program,
			useProblems,
			complete,
			// Features that only look at names need not wait for this.
			get scenarios() {
				known ??= scenarios();
				return known;
			},
		};
		this.snapshots.set(uri, { analysed, revision: this.revision, snapshot });
		return snapshot;
	}

	/** A file that is not open, as far as its text and those of the files that it uses say; undefined where there is none. */
	async unopened(uri: string): Promise<Snapshot | undefined> {
		const read = async (file: string): Promise<string | undefined> => {
			if (!this.documents.has(file) && !this.files.has(file))
				this.files.set(file, await this.host.readFile(file, this.readFolders()).catch(() => undefined));
			return this.knownText(file);
		};
		const folders = this.foldersFor(uri);
		const seen = new Set<string>();
		const readUsed = async (file: string, tree: SyntaxTree): Promise<void> => {
			for (const item of tree.items) {
				const used = item.kind === "use" && item.path.value !== "" ? resolveUse(file, item.path.value) : undefined;
				if (used === undefined || seen.has(used) || useRefusal(used, "", folders) !== undefined) continue;
				seen.add(used);
				const text = await read(used);
				if (text !== undefined) await readUsed(used, this.tree(used, text));
			}
		};
		const text = await read(uri);
		if (text === undefined) return undefined;
		const tree = parse(text);
		await readUsed(uri, tree);
		const { file, program, useProblems, complete } = this.analyseFile({ uri, tree });
		return { uri, version: 0, file, program, useProblems, complete, scenarios: [] };
	}

	/** The text of a file as the analysis sees it: an open document, a used file, or one of the kernel model. */
	textOf(uri: string): string | undefined {
		return this.model.files.find((file) => file.uri === uri)?.text ?? this.knownText(uri);
	}

	/** The text of a document, or of a file that has been read. */
	private knownText(uri: string): string | undefined {
		const read = this.files.get(uri);
		return this.documents.get(uri)?.text ?? (read && "text" in read ? read.text : undefined);
	}

	/** Where the files lie that a document may use, directly or not. */
	private foldersFor(uri: string): readonly string[] {
		return [...this.host.folders(), folderOf(uri)];
	}

	/** Where the files really have to lie that documents use. What was read for one of them is what others get too. */
	private readFolders(): readonly string[] {
		return [...new Set([...this.host.folders(), ...[...this.documents.keys()].map(folderOf)])];
	}

	/**
	 * What an open document would compile to with another text: one of its scenarios under its own configuration. Undefined where it has errors.
	 */
	variant(uri: string, text: string, scenario: number): TransitionSystem | undefined {
		const { program, file } = this.analyseVariant(uri, text);
		const found = file.scenarios[scenario];
		return found === undefined || found.erroneous ? undefined : compile(program, found, found.configuration, { variables: true }).system;
	}

	/** What an open document would be with another text. */
	analyseVariant(uri: string, text: string): { readonly program: Program; readonly file: FileAnalysis } {
		const sources = new Map<string, SourceFile>();
		this.collect({ uri, tree: parse(text) }, sources, new Set(), this.foldersFor(uri));
		const program = analyzeProgram(this.model, [...sources.values()].reverse());
		return { program, file: program.files[program.files.length - 1] };
	}

	/**
	 * Compiles what has not been, for about so long, and starts the searches that are missing; to be called after changes. Cancels those that no
	 * one needs any more. True when not everything was compiled: it is to be called again, when what is more urgent is done.
	 */
	check(milliseconds = Number.POSITIVE_INFINITY): boolean {
		const end = Date.now() + milliseconds;
		let unfinished = false;
		const urgentFirst = this.urgentFirst();
		for (const { uri, scenario, complete } of urgentFirst) {
			// What the files that are still being read hold may matter to every scenario.
			for (const configuration of complete ? scenario.configurations : []) {
				unfinished ||= !configuration.isMade && Date.now() >= end;
				if (configuration.isMade || unfinished) continue;
				unfinished = !configuration.make(scenario.configurations, end);
				if (unfinished) continue;
				this.revision++;
				this.compiled.add(uri);
			}
		}
		const requests = urgentFirst.flatMap(({ uri, scenario, index }) => [
			...this.scenarioRequests(scenario, this.snapshot(uri)?.scenarios[index]),
		]);
		if (this.coordinator.want(requests, unfinished)) this.revision++;
		const compiled = [...this.compiled];
		if (!unfinished && compiled.length > 0) {
			this.compiled.clear();
			this.host.changed(compiled);
		}
		return unfinished;
	}

	/** The searches that have not answered, the running one first. */
	pending(): readonly CheckRequest[] {
		return this.coordinator.pending();
	}

	/** How far a pending search has come. */
	progress(key: string): Progress | undefined {
		return this.coordinator.progress(key);
	}

	/** Ends the searches that run or wait; their scenarios are inconclusive until they change. */
	cancelChecks(): void {
		this.revision++;
		this.coordinator.cancelPending();
	}

	/** Ends all searches for good. */
	dispose(): void {
		this.coordinator.want([]);
	}

	// --- analysis ---

	private analyse(uri: string): AnalysedDocument | undefined {
		const known = this.analysed.get(uri);
		if (known) return known;
		const document = this.documents.get(uri);
		if (document === undefined) return undefined;
		const model = this.model.files.find((file) => file.uri === uri);
		if (model)
			return {
				document: { ...document, text: model.text },
				file: model,
				program: this.model,
				uses: new Set(),
				useProblems: [],
				complete: true,
				scenarios: [],
			};
		const file = this.analyseFile({ uri, tree: this.tree(uri, document.text) });
		const scenarios = configured(file.program, this.host.limits(uri), this.earlier.get(uri)?.scenarios ?? []);
		const analysed: AnalysedDocument = { document, ...file, scenarios };
		this.analysed.set(uri, analysed);
		this.earlier.delete(uri);
		return analysed;
	}

	private analyseFile(source: SourceFile): Omit<AnalysedDocument, "document" | "scenarios"> {
		const sources = new Map<string, SourceFile>();
		const uses = new Set<string>();
		const complete = this.collect(source, sources, uses, this.foldersFor(source.uri));
		// The file itself last, so that of two equal names the one in it is reported.
		const program = analyzeProgram(this.model, [...sources.values()].reverse());
		return {
			file: program.files[program.files.length - 1],
			program,
			uses,
			useProblems: sources.get(source.uri)?.useProblems ?? [],
			complete,
		};
	}

	/** Gathers a file and what it uses into `sources`; true when all of them have been read. */
	private collect(source: SourceFile, sources: Map<string, SourceFile>, uses: Set<string>, folders: readonly string[]): boolean {
		const useProblems: Diagnostic[] = [];
		const problem = ({ path }: UseItem, code: string, message: string): void => {
			useProblems.push({ span: path, severity: "error", code, message });
		};
		sources.set(source.uri, { ...source, useProblems });
		let complete = true;
		for (const item of source.tree.items) {
			if (item.kind !== "use" || item.path.value === "") continue;
			const path = item.path.value;
			const uri = resolveUse(source.uri, path);
			const refusal = useRefusal(uri, path, folders);
			if (refusal !== undefined) {
				problem(item, FILE_REFUSED, refusal);
				continue;
			}
			uses.add(uri);
			const text = this.knownText(uri);
			const read = this.files.get(uri);
			if (text !== undefined) {
				if (!sources.has(uri)) complete = this.collect({ uri, tree: this.tree(uri, text) }, sources, uses, folders) && complete;
			} else if (read && "problem" in read) problem(item, FILE_REFUSED, `'${path}' ${read.problem}`);
			else if (this.files.has(uri)) problem(item, "file-not-found", `there is no file '${path}'`);
			else {
				complete = false;
				this.read(uri);
			}
		}
		return complete;
	}

	private read(uri: string): void {
		if (this.reading.has(uri)) return;
		this.reading.add(uri);
		const done = (read: FileText | undefined): void => {
			this.reading.delete(uri);
			this.files.set(uri, read);
			const users = [...this.analysed.values()].filter((analysed) => !analysed.complete).map(({ document }) => document.uri);
			for (const user of users) this.outdate(user);
			this.host.changed(users);
		};
		this.host.readFile(uri, this.readFolders()).then(done, () => done(undefined));
	}

	private tree(uri: string, text: string): SyntaxTree {
		const known = this.trees.get(uri);
		if (known?.text === text) return known;
		const tree = parse(text);
		this.trees.set(uri, tree);
		return tree;
	}

	/** Drops what was made of a file, and gives the other documents for which that matters. */
	private forget(uri: string): readonly string[] {
		this.outdate(uri);
		if (!this.documents.has(uri)) this.trees.delete(uri);
		const affected = [...this.analysed.values()].filter(({ uses }) => uses.has(uri)).map(({ document }) => document.uri);
		for (const other of affected) this.outdate(other);
		return affected;
	}

	/** A document has to be analysed again; what it compiled to may still be right for parts of it. */
	private outdate(uri: string): void {
		const analysed = this.analysed.get(uri);
		this.analysed.delete(uri);
		if (analysed && this.documents.has(uri)) this.earlier.set(uri, analysed);
	}

	// --- searches ---

	/** What has to be checked: of the document that was edited last, the scenario nearest to the edit first. */
	private urgentFirst(): readonly UrgentScenario[] {
		return this.order.flatMap((uri) => {
			const analysed = this.analyse(uri);
			if (analysed === undefined) return [];
			const { edited } = analysed.document;
			const distance = ({ scenario }: CompiledScenario): number => {
				const { start, end } = scenario.symbol.node;
				return Math.max(start - edited, edited - end, 0);
			};
			return analysed.scenarios
				.map((scenario, index) => ({ uri, scenario, index, complete: analysed.complete, away: distance(scenario) }))
				.sort((a, b) => a.away - b.away);
		});
	}

	/** Values in between are wanted of the configuration whose run is shown, and of the scenario's own. */
	private *scenarioRequests(scenario: CompiledScenario, snapshot: ScenarioSnapshot | undefined): Generator<CheckRequest> {
		for (const configuration of scenario.configurations) {
			const request = configuration.request(configuration === scenario.configurations[0]);
			if (request) yield request;
		}
		const shown = snapshot && shownRun(snapshot)?.check;
		const request =
			shown && !shown.stale && scenario.configurations.find(({ configuration }) => configuration === shown.configuration)?.request(true);
		if (request) yield request;
	}

	private documentsWith(key: string): readonly string[] {
		return [...this.analysed.values()]
			.filter(({ scenarios }) => scenarios.some(({ configurations }) => configurations.some((configuration) => configuration.key === key)))
			.map(({ document }) => document.uri);
	}

	/** Keeps the places of the last outcomes where they are; those of other documents may lie in this one too, when they use it. */
	private moveOutcomes(uri: string, before: string, after: string): void {
		if (before === after) return;
		const shift = textShift(uri, before, after);
		for (const memory of this.lastOutcomes.values()) for (const { shifts } of memory.values()) shifts.push(shift);
	}

	private scenarioSnapshot(uri: string, { scenario, configurations }: CompiledScenario): ScenarioSnapshot {
		const checks = configurations.map((configuration, index) => this.configurationCheck(uri, configuration, index === 0));
		const outcomes = new Map(checks.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
		const judgments = judge(scenario.expectations, outcomes);
		return { scenario, checks, judgments };
	}

	private configurationCheck(uri: string, compiled: CompiledConfiguration, isOwn: boolean): ConfigurationCheck {
		const { configuration, key } = compiled;
		const entry = key === undefined ? undefined : this.coordinator.entry(key);
		const memory = this.lastOutcomes.get(uri) ?? new Map<string, RememberedOutcome>();
		this.lastOutcomes.set(uri, memory);
		const { place } = compiled;
		const fresh = entry?.result && compiled.outcome(entry.result);
		if (fresh) memory.set(place, { outcome: fresh, shifts: [] });
		const progress = fresh ? undefined : key === undefined ? (compiled.isMade ? undefined : NOT_BEGUN) : this.coordinator.progress(key);
		const interim = progress && key !== undefined ? this.coordinator.interim(key) : undefined;
		const found = interim && compiled.outcome(interim);
		const last = progress && !found ? memory.get(place) : undefined;
		const outcome = fresh ?? found ?? (last && shiftOutcome(last.outcome, shiftedBy([...last.shifts])));
		return {
			configuration,
			// Places are moved only for those who look at them.
			get system() {
				return compiled.compilation?.system;
			},
			get problems() {
				return compiled.compilation?.problems ?? [];
			},
			outcome,
			get neverRuns() {
				return isOwn && fresh ? compiled.neverRuns(fresh, entry?.observations) : [];
			},
			stale: last !== undefined,
			observations: fresh && entry?.observations,
			progress,
			failure: fresh ? undefined : entry?.failure,
		};
	}
}

/** What a program has outside its scenarios, as text: where that is the same, a scenario that is the same means the same. */
function surroundings({ files, base }: Program): string {
	/** A scenario that has the name of something in the model hides it. */
	const textOf = (item: Item, text: string): string[] => {
		if (item.kind !== "scenario") return [text.slice(item.start, item.end)];
		return base?.globals.lookup(item.name.text) ? [item.name.text] : [];
	};
	return JSON.stringify(files.map(({ uri, text, tree }) => [uri, ...tree.items.flatMap((item) => textOf(item, text))]));
}

/** The document's scenarios for their own configurations and all that their expectations ask about. `earlier` is what it was before a change. */
function configured(program: Program, limits: Limits, earlier: readonly CompiledScenario[]): readonly CompiledScenario[] {
	const file = program.files[program.files.length - 1];
	const around = surroundings(program);
	// No more than that, since it may outlive the trees.
	const spanOf = ({ start, end }: Span): Span => ({ start, end });
	const items = new Map(program.files.map(({ uri, tree }) => [uri, tree.items.filter(({ kind }) => kind !== "scenario").map(spanOf)]));
	const known = new Map(earlier.map((scenario) => [scenario.source, scenario]));
	return file.scenarios.map((scenario) => {
		const { node } = scenario.symbol;
		const source = `${file.text.slice(node.start, node.end)} ${around}`;
		const places = { items, scenario: { file: file.uri, start: node.start, end: node.end } };
		const configurations = (scenario.erroneous ? [] : configurationsOf(scenario)).map((configuration, index) => {
			const compiled = new CompiledConfiguration(configuration, program, scenario, places, limits);
			const same = known.get(source)?.configurations[index];
			if (same) compiled.adopt(same);
			return compiled;
		});
		return { scenario, source, configurations };
	});
}
