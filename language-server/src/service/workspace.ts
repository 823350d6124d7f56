/**
 * The workspace: the open documents, the files that they use, and what the searches have found about them.
 *
 * Invariants: the kernel model is analysed once; a document is parsed and analysed as a whole after each change, and only when someone asks;
 * a scenario is searched again only when what it compiles to has changed. Everything but the texts may be dropped at any time.
 */
import type { Diagnostic } from "../base/diagnostic";
import { canonicalKey } from "../checker/canonical-key";
import type { Limits, SearchResult } from "../checker/result";
import { type Compilation, compile } from "../compiler/compile";
import type { TransitionSystem } from "../compiler/transition-system";
import { configurationsOf } from "../explain/check-scenario";
import { judge } from "../explain/judge";
import { describeOutcome } from "../explain/outcome";
import type { Outcome } from "../explain/verdict";
import { analyzeProgram } from "../semantics/analyze";
import type { Configuration } from "../semantics/configuration";
import type { FileAnalysis, Program, Scenario, SourceFile } from "../semantics/program";
import { parse } from "../syntax/parser";
import type { SyntaxTree, UseItem } from "../syntax/tree";
import { CheckCoordinator, type CheckRequest, type Searcher } from "./check-coordinator";
import { type ConfigurationCheck, type Progress, type ScenarioSnapshot, type Snapshot, shownRun } from "./snapshot";
import { shiftOutcome, textShift } from "./text-shift";
import { resolveUse } from "./use-paths";

/** What the workspace needs of a host. */
export interface WorkspaceHost {
	readonly searcher: Searcher;
	/** The text of a file that is not open; undefined where there is none. */
	readFile(uri: string): Promise<string | undefined>;
	/** The limits for searches of a document. */
	limits(uri: string): Limits;
	/** Something new is known about these documents. */
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
	readonly configurations: readonly CompiledConfiguration[];
}

/** A scenario under one configuration, compiled when that is first asked for. */
class CompiledConfiguration {
	private compiled: Compilation | undefined;
	private identity: string | undefined;
	private described: { readonly result: SearchResult; readonly outcome: Outcome } | undefined;

	constructor(
		readonly configuration: Configuration,
		private readonly program: Program,
		private readonly scenario: Scenario,
		private readonly limits: Limits,
	) {}

	/** A defect of the compiler must cost no more than the scenario that shows it. */
	get compilation(): Compilation {
		try {
			this.compiled ??= compile(this.program, this.scenario, this.configuration);
		} catch (error) {
			const message = `this could not be compiled, which is a defect of Raceline: ${error instanceof Error ? error.message : error}`;
			this.compiled = {
				system: undefined,
				problems: [{ span: this.scenario.symbol.span, code: "internal-error", message }],
				patchesRead: new Set(),
			};
		}
		return this.compiled;
	}

	/** The same for all that have the same verdict; undefined where there is nothing to search. */
	get key(): string | undefined {
		const { system } = this.compilation;
		if (system) this.identity ??= `${canonicalKey(system)} ${JSON.stringify(this.limits)}`;
		return this.identity;
	}

	/** What to search for; with the values in between when `observe` is set. */
	request(observe: boolean): CheckRequest | undefined {
		const { key } = this;
		const { system } = this.compilation;
		return key !== undefined && system ? { key, name: this.scenario.symbol.name, system, limits: this.limits, observe } : undefined;
	}

	/** What a result means; undefined for what could not be compiled. */
	outcome(result: SearchResult): Outcome | undefined {
		const { system } = this.compilation;
		if (system && this.described?.result !== result)
			this.described = { result, outcome: describeOutcome(system, result, this.configuration) };
		return this.described?.outcome;
	}
}

export class Workspace {
	private readonly documents = new Map<string, OpenDocument>();
	private readonly analysed = new Map<string, AnalysedDocument>();
	/** Texts of files that are used and not open: undefined where there is no such file, absent while it is being read. */
	private readonly files = new Map<string, string | undefined>();
	private readonly reading = new Set<string>();
	private readonly trees = new Map<string, SyntaxTree>();
	/** For each document the last outcome of each scenario under each configuration, its places kept where they are now. */
	private readonly lastOutcomes = new Map<string, Map<string, Outcome>>();
	private readonly coordinator: CheckCoordinator;
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
				// Another run may be shown now, whose values in between are wanted then.
				this.check();
				host.changed(this.documentsWith(key));
			},
			progressed: (key) => host.progressed(this.documentsWith(key)),
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
	}

	isOpen(uri: string): boolean {
		return this.documents.has(uri);
	}

	openDocuments(): readonly string[] {
		return this.order;
	}

	/** What is known about an open document now. */
	snapshot(uri: string): Snapshot | undefined {
		const analysed = this.analyse(uri);
		if (analysed === undefined) return undefined;
		const { document, file, program, useProblems, complete } = analysed;
		const scenarios = () => analysed.scenarios.map((scenario) => this.scenarioSnapshot(document, scenario));
		let known: readonly ScenarioSnapshot[] | undefined;
		return {
			uri,
			version: document.version,
			file,
			program,
			useProblems,
			complete,
			// Features that only look at names need not wait for the compiler.
			get scenarios() {
				known ??= scenarios();
				return known;
			},
		};
	}

	/** The text of a file as the analysis sees it: an open document, a used file, or one of the kernel model. */
	textOf(uri: string): string | undefined {
		return this.model.files.find((file) => file.uri === uri)?.text ?? this.documents.get(uri)?.text ?? this.files.get(uri);
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
		this.collect({ uri, tree: parse(text) }, sources, new Set(), () => {});
		const program = analyzeProgram(this.model, [...sources.values()].reverse());
		return { program, file: program.files[program.files.length - 1] };
	}

	/** Starts the searches that are missing and cancels those that no one needs any more; to be called after changes. */
	check(): void {
		this.coordinator.want(this.requests());
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
		const sources = new Map<string, SourceFile>();
		const uses = new Set<string>();
		const problems: { item: UseItem; message: string }[] = [];
		const complete = this.collect({ uri, tree: this.tree(uri, document.text) }, sources, uses, (item, message) =>
			problems.push({ item, message }),
		);
		// The document last, so that of two equal names the one in the document is reported.
		const files = [...sources.values()].reverse();
		const program = analyzeProgram(this.model, files);
		const file = program.files[program.files.length - 1];
		const limits = this.host.limits(uri);
		const analysed: AnalysedDocument = {
			document,
			file,
			program,
			uses,
			useProblems: problems.map(({ item, message }) => ({ span: item.path, severity: "error", code: "file-not-found", message })),
			complete,
			scenarios: file.scenarios.map((scenario) => configured(program, scenario, limits)),
		};
		this.analysed.set(uri, analysed);
		return analysed;
	}

	/** Gathers a file and what it uses into `sources`; true when all of them have been read. Problems are those of the outermost file. */
	private collect(
		source: SourceFile,
		sources: Map<string, SourceFile>,
		uses: Set<string>,
		problem: (item: UseItem, message: string) => void,
	): boolean {
		sources.set(source.uri, source);
		let complete = true;
		for (const item of source.tree.items) {
			if (item.kind !== "use" || item.path.value === "") continue;
			const uri = resolveUse(source.uri, item.path.value);
			uses.add(uri);
			const text = this.documents.get(uri)?.text ?? this.files.get(uri);
			if (text !== undefined) {
				if (!sources.has(uri)) complete = this.collect({ uri, tree: this.tree(uri, text) }, sources, uses, () => {}) && complete;
			} else if (this.files.has(uri)) problem(item, `there is no file '${item.path.value}'`);
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
		const done = (text: string | undefined): void => {
			this.reading.delete(uri);
			this.files.set(uri, text);
			const users = [...this.analysed.values()].filter((analysed) => !analysed.complete).map(({ document }) => document.uri);
			for (const user of users) this.analysed.delete(user);
			this.check();
			this.host.changed(users);
		};
		this.host.readFile(uri).then(done, () => done(undefined));
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
		this.analysed.delete(uri);
		if (!this.documents.has(uri)) this.trees.delete(uri);
		const affected = [...this.analysed.values()].filter(({ uses }) => uses.has(uri)).map(({ document }) => document.uri);
		for (const other of affected) this.analysed.delete(other);
		return affected;
	}

	// --- searches ---

	/** What has to be searched: of the document that was edited last, the scenario nearest to the edit first. Compiles one after the other. */
	private *requests(): Generator<CheckRequest> {
		for (const uri of this.order) {
			const analysed = this.analyse(uri);
			if (analysed === undefined) continue;
			const { edited } = analysed.document;
			const distance = ({ scenario }: CompiledScenario): number => {
				const { start, end } = scenario.symbol.node;
				return Math.max(start - edited, edited - end, 0);
			};
			for (const scenario of [...analysed.scenarios].sort((a, b) => distance(a) - distance(b)))
				yield* this.scenarioRequests(analysed.document, scenario);
		}
	}

	/** Values in between are wanted of the configuration whose run is shown, and of the scenario's own. */
	private *scenarioRequests(document: OpenDocument, scenario: CompiledScenario): Generator<CheckRequest> {
		for (const configuration of scenario.configurations) {
			const request = configuration.request(configuration === scenario.configurations[0]);
			if (request) yield request;
		}
		const shown = shownRun(this.scenarioSnapshot(document, scenario))?.check;
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
		for (const memory of this.lastOutcomes.values()) for (const [place, outcome] of memory) memory.set(place, shiftOutcome(outcome, shift));
	}

	private scenarioSnapshot(document: OpenDocument, { scenario, configurations }: CompiledScenario): ScenarioSnapshot {
		const checks = configurations.map((configuration) => this.configurationCheck(document, scenario, configuration));
		const outcomes = new Map(checks.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
		const judgments = judge(scenario.expectations, outcomes);
		return { scenario, checks, judgments };
	}

	private configurationCheck(document: OpenDocument, scenario: Scenario, compiled: CompiledConfiguration): ConfigurationCheck {
		const { configuration, compilation, key } = compiled;
		const base = { configuration, system: compilation.system, problems: compilation.problems };
		const entry = key === undefined ? undefined : this.coordinator.entry(key);
		const memory = this.lastOutcomes.get(document.uri) ?? new Map<string, Outcome>();
		this.lastOutcomes.set(document.uri, memory);
		const place = `${scenario.symbol.name} ${configuration.key}`;
		const fresh = entry?.result && compiled.outcome(entry.result);
		if (fresh) {
			memory.set(place, fresh);
			return { ...base, outcome: fresh, stale: false, observations: entry.observations, progress: undefined, failure: undefined };
		}
		const progress = key === undefined ? undefined : this.coordinator.progress(key);
		const outcome = progress && memory.get(place);
		return { ...base, outcome, stale: outcome !== undefined, observations: undefined, progress, failure: entry?.failure };
	}
}

/** A scenario for its own configuration and for all that its expectations ask about. */
function configured(program: Program, scenario: Scenario, limits: Limits): CompiledScenario {
	const configurations = scenario.erroneous ? [] : configurationsOf(scenario);
	return {
		scenario,
		configurations: configurations.map((configuration) => new CompiledConfiguration(configuration, program, scenario, limits)),
	};
}
