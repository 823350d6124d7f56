/**
 * The language server: the protocol on one side, the workspace and its features on the other.
 *
 * Invariants: handlers only fetch a snapshot, call a feature and convert its answer; nothing here knows the language; an error in a handler is
 * logged and answered with nothing, the server goes on; no request waits for a search longer than `PATIENCE`.
 */
import {
	CancellationToken,
	CodeActionKind,
	type Connection,
	type Diagnostic,
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	DidChangeWorkspaceFoldersNotification,
	DocumentDiagnosticReportKind,
	ErrorCodes,
	type FormattingOptions,
	type HandlerResult,
	type InitializeParams,
	type InitializeResult,
	type Location,
	type LocationLink,
	LSPErrorCodes,
	MarkupKind,
	ProgressType,
	type Range,
	ResponseError,
	type SemanticTokens,
	type SemanticTokensDelta,
	type WorkspaceEdit,
} from "vscode-languageserver";
import type { FileText } from "../base/file-text";
import type { Span } from "../base/span";
import { TextIndex } from "../base/text-index";
import type { Limits } from "../checker/result";
import { differentRun } from "../explain/patches/different-run";
import { checkScenario } from "../explain/verdict/check-scenario";
import { countText } from "../explain/verdict/quantities";
import type { Check, CheckerPort } from "../ports/checker-port";
import type { DetailLine } from "../report/statistics";
import type { Scenario } from "../semantics/program";
import { diagnostics } from "../service/diagnostics/diagnostics";
import { documentReport } from "../service/diagnostics/document-report";
import { status } from "../service/diagnostics/status";
import { codeActions } from "../service/editing/code-actions";
import { completionDocumentation, completions } from "../service/editing/completion";
import { formattingEdits } from "../service/editing/formatting";
import { prepareRename, rename } from "../service/editing/rename";
import { signatureHelp } from "../service/editing/signature-help";
import { callHierarchyAt, incomingCalls, outgoingCalls } from "../service/navigation/call-hierarchy";
import { type DefinitionLink, definition, typeDefinition } from "../service/navigation/definition";
import { documentLinks } from "../service/navigation/document-links";
import { documentSymbols } from "../service/navigation/document-symbols";
import { documentHighlights, references } from "../service/navigation/references";
import { selectionRanges } from "../service/navigation/selection-ranges";
import { workspaceSymbols } from "../service/navigation/workspace-symbols";
import { codeLenses, referenceLenses } from "../service/reading/code-lenses";
import { foldingRanges } from "../service/reading/folding-ranges";
import { hover } from "../service/reading/hover";
import { inlayHints } from "../service/reading/inlay-hints";
import { inlineValues } from "../service/reading/inline-values";
import { parameterHints } from "../service/reading/parameter-hints";
import { semanticTokens } from "../service/reading/semantic-tokens";
import { coverage } from "../service/runs/coverage";
import { differenceFrom, type InSlices, statisticsOf, whySafe } from "../service/runs/details";
import { expectations } from "../service/runs/expectations";
import { exportedRun, runToExport } from "../service/runs/exported-run";
import { expectationsOn, kernelNames } from "../service/runs/other-kernel";
import { probe, REACHED } from "../service/runs/reach";
import { type ScenarioTimelines, scenarioRun, timelines, timelinesUnder } from "../service/runs/timelines";
import { isBusy, type ScenarioSnapshot, type Snapshot, scenarioAt } from "../service/workspace/snapshot";
import { Workspace } from "../service/workspace/workspace";
import type { TransitionSystem } from "../system/transition-system";
import { type ClientSupport, clientSupport, serverCapabilities } from "./capabilities";
import { CheckProgress } from "./check-progress";
import { toOffset, toSpan } from "./from-lsp";
import { answerRefusals } from "./gatekeeper";
import { CancelledError, inSlices } from "./in-slices";
import { loadKernelModel } from "./kernel-files";
import { applyChanges } from "./open-texts";
import { type MatrixDocument, PatchMatrices } from "./patch-matrices";
import {
	type CoverageParams,
	coverageRequest,
	type DetailsParams,
	type DetailsResult,
	type DifferentRunParams,
	detailsRequest,
	differentRunRequest,
	type ExpectationsParams,
	type ExpectationsResult,
	type ExplainParams,
	expectationsRequest,
	explainRequest,
	type FileCoverage,
	type InitializationOptions,
	type KernelFileParams,
	type KernelFileResult,
	kernelFileRequest,
	kernelsRequest,
	type ListFilesResult,
	listFilesRequest,
	type MatrixParams,
	type MatrixResult,
	matrixRequest,
	type ReadFileParams,
	type ReadFileResult,
	type ReplayEvaluateParams,
	type ReplayEvaluateResult,
	type ReplayMomentParams,
	type ReplayStartParams,
	type ReplayStartResult,
	type ReportParams,
	type ReportResult,
	readFileRequest,
	replayEndNotification,
	replayEvaluateRequest,
	replayMomentRequest,
	replayStartRequest,
	reportRequest,
	type StatusParams,
	statusNotification,
	type TimelineRun,
	type TimelinesParams,
	type TimelinesResult,
	timelinesRequest,
	type VerdictsChangedParams,
	verdictsChangedNotification,
} from "./protocol";
import { Refresher } from "./refresher";
import { RepairCache } from "./repair-cache";
import { Replays } from "./replays";
import { SentTokens } from "./sent-tokens";
import { defaultSettings, readSettings, type Settings, settingsSection } from "./settings";
import { runToLsp, timelinesToLsp } from "./timelines-to-lsp";
import { completionData, ToLsp, workspaceSymbol } from "./to-lsp";
import { WorkspaceDiagnostics } from "./workspace-diagnostics";

/** What the server needs of the program that it runs in. */
export interface ServerHost {
	/** The files of the kernel model. */
	readonly kernelModel: readonly { readonly path: string; readonly text: string }[];
	/** URI, with a slash at the end, of a folder that has the same files for editors to open; absent where there is none. */
	readonly kernelFolder?: string;
	/** What searches elsewhere. */
	checker(options: InitializationOptions): CheckerPort;
	/** How many searches this machine can run at a time. */
	readonly processors: number;
	/** A file that really lies in one of these folders, undefined where there is none; absent in a host without files. */
	readonly readFile?: (uri: string, folders: readonly string[]) => Promise<FileText | undefined>;
	/** The URIs of all scenario files in a folder; absent in a host without files. */
	readonly listFiles?: (folder: string) => Promise<readonly string[]>;
}

/** How long an answer may wait for a verdict, in milliseconds: small scenarios are then answered in one go. */
const PATIENCE = 200;
/** How long after a keystroke the compiler waits for requests that come with it, in milliseconds. One that wants a verdict does not let it wait. */
const PRECEDENCE = 15;
/** For how long the compiler works at a time, in milliseconds: what is asked meanwhile waits for it. */
const SLICE = 5;
/** What a matrix tells as it grows. */
const matrixRows = new ProgressType<MatrixResult>();
/** How often a running search is reported, in milliseconds. */
const REPORT = 1000;

/** Serves a client until it shuts the server down, over a connection whose messages a `Gatekeeper` lets through. */
export function startServer(connection: Connection, host: ServerHost): void {
	answerRefusals(connection);
	let server: Server | undefined;
	connection.onInitialize((params): InitializeResult => {
		server = new Server(connection, host, params);
		return { capabilities: serverCapabilities(server.client), serverInfo: { name: "raceline" } };
	});
	connection.onInitialized(() => server?.initialized());
	connection.onShutdown(() => server?.dispose());
	connection.listen();
}

class Server {
	readonly client: ClientSupport;
	private readonly showsVerdicts: boolean;
	private readonly checker: CheckerPort;
	private readonly workspace: Workspace;
	private readonly progress: CheckProgress;
	private readonly refreshDiagnostics: Refresher;
	private readonly refreshInlayHints: Refresher;
	private readonly refreshCodeLenses: Refresher;
	private readonly refreshSemanticTokens: Refresher;
	private readonly refreshers: readonly Refresher[];
	private readonly sentTokens = new SentTokens();
	private readonly settings = new Map<string, Settings>();
	/** Of every document: what holds until its own settings have come. */
	private globalSettings = defaultSettings;
	private readonly replays = new Replays();
	private readonly repairs: RepairCache;
	private readonly matrices: PatchMatrices;
	private readonly workspaceDiagnostics: WorkspaceDiagnostics;
	/** The folders that the client has open. */
	private folders: readonly string[];
	private readonly waiting = new Set<() => void>();
	private readonly indices = new Map<string, TextIndex>();
	private readonly statuses = new Map<string, string>();
	/** The last diagnostics that were sent, with the identity that the client knows them by. */
	private readonly reports = new WeakMap<Snapshot, { readonly items: Diagnostic[]; readonly json: string }>();
	/** The texts that later ones are compared with: as they were opened, or as a client said. */
	private readonly baselines = new Map<string, string>();
	private readonly sent = new Map<string, { readonly id: string; readonly json: string }>();
	private resultCount = 0;
	private modelTimer: ReturnType<typeof setTimeout> | undefined;
	private checkTimer: ReturnType<typeof setTimeout> | undefined;
	private reportTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly connection: Connection,
		host: ServerHost,
		params: InitializeParams,
	) {
		this.client = clientSupport(params.capabilities);
		const options: InitializationOptions = params.initializationOptions ?? {};
		this.showsVerdicts = options.showsVerdicts ?? false;
		this.checker = host.checker(options);
		this.checker.warmUp();
		const folder = options.showsKernelFiles ? undefined : host.kernelFolder;
		this.workspace = new Workspace(() => loadKernelModel(host.kernelModel, folder), {
			searcher: this.checker,
			readFile: async (uri, folders) => {
				// A client cannot say where symbolic links lead; what lies on this machine is better read here.
				const isHere = host.readFile !== undefined && uri.startsWith("file:");
				return options.readsFiles && !isHere ? await this.readThroughClient(uri) : await host.readFile?.(uri, folders);
			},
			folders: () => this.folders,
			limits: (uri) => this.settingsOf(uri).limits,
			changed: (uris) => this.changed(uris),
			progressed: (uris) => this.progressed(uris),
		});
		this.progress = new CheckProgress(connection, this.workspace);
		this.repairs = new RepairCache(this.workspace, this.checker);
		this.matrices = new PatchMatrices(connection, () => host.checker(options), host.processors);
		this.folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
		this.workspaceDiagnostics = new WorkspaceDiagnostics({
			files: async () => {
				if (options.listsFiles) return (await connection.sendRequest<ListFilesResult>(listFilesRequest)).uris;
				const found = await Promise.all(this.folders.map((folder) => host.listFiles?.(folder) ?? []));
				return [...new Set(found.flat())];
			},
			isOpen: (uri) => this.workspace.isOpen(uri) || this.workspace.model.files.some((file) => file.uri === uri),
			diagnostics: (uri, token) => this.unopenedDiagnostics(uri, token),
			watches: this.client.watchFiles,
		});
		const { languages } = connection;
		const refresher = (supported: boolean, send: () => Promise<void>) =>
			new Refresher(() => {
				if (supported) send().catch((error) => connection.console.warn(`Refresh failed: ${error}`));
			});
		this.refreshDiagnostics = refresher(this.client.refreshDiagnostics, () => languages.diagnostics.refresh());
		this.refreshInlayHints = refresher(this.client.refreshInlayHints, () => languages.inlayHint.refresh());
		this.refreshCodeLenses = refresher(this.client.refreshCodeLenses, () => connection.sendRequest("workspace/codeLens/refresh"));
		this.refreshSemanticTokens = refresher(this.client.refreshSemanticTokens, async () => languages.semanticTokens.refresh());
		this.refreshers = [this.refreshDiagnostics, this.refreshInlayHints, this.refreshCodeLenses, this.refreshSemanticTokens];
		this.followDocuments();
		this.answerRequests();
	}

	/** The client is ready to be asked. */
	initialized(): void {
		// Not before, so that the client need not wait for it to get ready itself; and not when it is first asked for something.
		this.modelTimer = setTimeout(() => this.workspace.model);
		const { client } = this.connection;
		const register = (registration: Promise<unknown>): void => {
			registration.catch((error) => this.connection.console.warn(`Registration failed: ${error}`));
		};
		if (this.client.watchConfiguration) register(client.register(DidChangeConfigurationNotification.type, { section: settingsSection }));
		if (this.client.watchFiles)
			register(client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*.race" }] }));
	}

	dispose(): void {
		clearTimeout(this.modelTimer);
		clearTimeout(this.checkTimer);
		clearTimeout(this.reportTimer);
		for (const refresher of this.refreshers) refresher.dispose();
		this.progress.end();
		this.matrices.dispose();
		this.workspaceDiagnostics.dispose();
		this.workspace.dispose();
		this.checker.dispose();
	}

	private async readThroughClient(uri: string): Promise<FileText | undefined> {
		const params: ReadFileParams = { uri };
		const { text, problem } = await this.connection.sendRequest<ReadFileResult>(readFileRequest, params);
		if (problem !== undefined) return { problem };
		return text === undefined ? undefined : { text };
	}

	// --- documents and settings ---

	private followDocuments(): void {
		const { connection, workspace } = this;
		connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) =>
			this.guard("didOpen", undefined, () => {
				this.fetchSettings(uri);
				this.baselines.set(uri, text);
				this.setText(uri, version, text, 0);
			}),
		);
		connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
			this.guard("didChange", undefined, () => {
				const { text, edited } = applyChanges(workspace.textOf(uri) ?? "", contentChanges, this.client.encoding);
				this.setText(uri, version, text, edited);
			}),
		);
		connection.onDidCloseTextDocument(({ textDocument: { uri } }) =>
			this.guard("didClose", undefined, () => {
				workspace.close(uri);
				this.repairs.forget(uri);
				for (const memory of [this.settings, this.baselines, this.indices, this.statuses, this.sent, this.sentTokens]) memory.delete(uri);
				for (const refresher of this.refreshers) refresher.closed(uri);
				this.workspaceDiagnostics.changed();
				if (!this.client.pullDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
				this.scheduleCheck();
			}),
		);
		connection.onDidChangeWatchedFiles(({ changes }) =>
			this.guard("didChangeWatchedFiles", undefined, () => {
				const affected = changes.flatMap(({ uri }) => workspace.fileChanged(uri));
				this.workspaceDiagnostics.changed();
				if (affected.length > 0) this.otherDocumentsChanged(affected);
			}),
		);
		connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
			const gone = new Set(removed.map(({ uri }) => uri));
			this.folders = [...this.folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => uri)];
			this.workspaceDiagnostics.changed();
			workspace.foldersChanged();
			this.otherDocumentsChanged(workspace.openDocuments());
		});
		connection.onDidChangeConfiguration(({ settings }) =>
			this.guard("didChangeConfiguration", undefined, () => {
				if (this.client.configuration) for (const uri of workspace.openDocuments()) this.fetchSettings(uri);
				else {
					this.globalSettings = readSettings((settings as Record<string, unknown> | undefined)?.[settingsSection]);
					this.settingsChanged();
				}
			}),
		);
	}

	private setText(uri: string, version: number, text: string, edited: number): void {
		this.repairs.forget(uri);
		const affected = this.workspace.setText(uri, version, text, edited);
		this.indices.delete(uri);
		this.wakeWaiting();
		this.scheduleCheck(PRECEDENCE);
		this.schedulePush(uri);
		if (affected.length > 0) this.otherDocumentsChanged(affected);
	}

	/** Documents look different because of something outside them. */
	private otherDocumentsChanged(uris: readonly string[]): void {
		this.scheduleCheck();
		this.refreshEverything();
		for (const uri of uris) this.schedulePush(uri);
	}

	private settingsOf(uri: string): Settings {
		return this.settings.get(uri) ?? this.globalSettings;
	}

	private fetchSettings(uri: string): void {
		if (!this.client.configuration) return;
		this.connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection }).then(
			(section: unknown) => {
				if (!this.workspace.isOpen(uri)) return;
				const before = JSON.stringify(this.settingsOf(uri));
				const settings = readSettings(section);
				this.settings.set(uri, settings);
				if (JSON.stringify(settings) !== before) this.settingsChanged();
			},
			(error: unknown) => this.connection.console.warn(`No settings for ${uri}: ${error}`),
		);
	}

	private settingsChanged(): void {
		this.workspace.settingsChanged();
		this.workspaceDiagnostics.changed();
		this.otherDocumentsChanged(this.workspace.openDocuments());
	}

	// --- searches ---

	/** Compiles and starts searches when everything that has arrived is dealt with, after a `delay` in milliseconds. */
	private scheduleCheck(delay = 0): void {
		this.checkTimer ??= setTimeout(() => this.guard("check", undefined, () => this.checkNow()), delay);
	}

	private checkNow(): void {
		if (this.checkTimer === undefined) return;
		clearTimeout(this.checkTimer);
		this.checkTimer = undefined;
		if (this.workspace.check(SLICE)) this.scheduleCheck();
		this.progress.update();
		for (const uri of this.workspace.openDocuments()) this.sendStatus(uri);
	}

	private changed(uris: readonly string[]): void {
		this.scheduleCheck();
		this.wakeWaiting();
		this.progress.update();
		for (const uri of uris) {
			this.refreshDiagnostics.changed(uri);
			this.refreshInlayHints.changed(uri);
			this.refreshCodeLenses.changed(uri);
			this.refreshSemanticTokens.changed(uri);
			this.sendStatus(uri);
			this.schedulePush(uri);
		}
		this.sendVerdictsChanged(uris);
	}

	private sendVerdictsChanged(uris: readonly string[]): void {
		if (!this.showsVerdicts) return;
		const params: VerdictsChangedParams = { uris };
		void this.connection.sendNotification(verdictsChangedNotification, params);
	}

	private progressed(uris: readonly string[]): void {
		if (this.reportTimer !== undefined) return;
		this.reportTimer = setTimeout(() => {
			this.reportTimer = undefined;
			this.progress.update();
			if (this.workspace.pending().length > 0) for (const uri of uris) this.refreshCodeLenses.changed(uri);
		}, REPORT);
	}

	private sendStatus(uri: string): void {
		this.guard("status", undefined, () => {
			const snapshot = this.workspace.snapshot(uri);
			if (snapshot === undefined) return;
			const params: StatusParams = { uri, ...status(snapshot) };
			const json = JSON.stringify(params);
			if (this.statuses.get(uri) === json) return;
			this.statuses.set(uri, json);
			void this.connection.sendNotification(statusNotification, params);
		});
	}

	private refreshEverything(): void {
		this.refreshDiagnostics.refresh();
		this.refreshInlayHints.refresh();
		this.refreshCodeLenses.refresh();
		this.refreshSemanticTokens.refresh();
	}

	private wakeWaiting(): void {
		for (const wake of [...this.waiting]) wake();
	}

	/**
	 * The snapshot of a document once its searches have answered, or as it is after `PATIENCE`, when the text changes, or when the request is
	 * cancelled. `refresher` asks the client to come again when that was too early.
	 */
	private async settledSnapshot(
		uri: string,
		token: CancellationToken,
		refresher?: Refresher,
		patience = PATIENCE,
	): Promise<Snapshot | undefined> {
		refresher?.asked(uri);
		this.checkNow();
		const first = this.workspace.snapshot(uri);
		if (first !== undefined && !isSettled(first)) await this.untilSettled(first, token, patience);
		const snapshot = this.workspace.snapshot(uri);
		if (snapshot) refresher?.answered(uri, isSettled(snapshot));
		return snapshot;
	}

	private untilSettled({ uri, version }: Snapshot, token: CancellationToken, patience: number): Promise<void> {
		return new Promise((resolve) => {
			const finish = (): void => {
				clearTimeout(timer);
				cancellation.dispose();
				this.waiting.delete(wake);
				resolve();
			};
			const wake = (): void => {
				const snapshot = this.workspace.snapshot(uri);
				if (snapshot === undefined || snapshot.version !== version || isSettled(snapshot)) finish();
			};
			const timer = patience === Number.POSITIVE_INFINITY ? undefined : setTimeout(finish, patience);
			const cancellation = token.onCancellationRequested(finish);
			this.waiting.add(wake);
		});
	}

	// --- requests ---

	private answerRequests(): void {
		const { connection } = this;
		connection.languages.diagnostics.on((params, token) =>
			this.guardAsync("diagnostic", { kind: DocumentDiagnosticReportKind.Full, items: [] }, token, async () => {
				const { uri } = params.textDocument;
				const snapshot = await this.settledSnapshot(uri, token, this.refreshDiagnostics);
				if (snapshot === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
				const { items, json } = this.reported(snapshot);
				let last = this.sent.get(uri);
				if (last?.json === json && last.id === params.previousResultId)
					return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
				if (last?.json !== json) {
					last = { id: String(++this.resultCount), json };
					this.sent.set(uri, last);
				}
				return { kind: DocumentDiagnosticReportKind.Full, resultId: last.id, items };
			}),
		);
		connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, progress, partial) =>
			this.guardAsync("workspace/diagnostic", { items: [] }, token, () =>
				this.workspaceDiagnostics.report(previousResultIds, token, progress, partial),
			),
		);
		connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
			this.guardAsync("inlayHint", [], token, async () => {
				const snapshot = await this.settledSnapshot(uri, token, this.refreshInlayHints);
				if (snapshot === undefined) return [];
				const settings = this.settingsOf(uri);
				const convert = this.converter(snapshot);
				const within = toSpan(this.index(uri, snapshot.file.text), range, this.client.encoding);
				const hints = [
					...(settings.inlayHints ? inlayHints(snapshot, within) : []),
					...(settings.parameterHints ? parameterHints(snapshot, within) : []),
				];
				return hints.map((hint) => convert.inlayHint(hint));
			}),
		);
		connection.languages.inlineValue.on(({ textDocument: { uri }, range, context }) =>
			this.guard("inlineValue", [], () => {
				const snapshot = this.workspace.snapshot(uri);
				if (snapshot === undefined) return [];
				const index = this.index(uri, snapshot.file.text);
				const stopped = toOffset(index, context.stoppedLocation.end, this.client.encoding);
				const convert = this.converter(snapshot);
				return inlineValues(snapshot, toSpan(index, range, this.client.encoding), stopped).map((value) => convert.inlineValue(value));
			}),
		);
		connection.onCodeLens(({ textDocument: { uri } }, token) =>
			this.guardAsync("codeLens", [], token, async () => {
				const snapshot = await this.settledSnapshot(uri, token, this.refreshCodeLenses);
				if (snapshot === undefined) return [];
				const settings = this.settingsOf(uri);
				const convert = this.converter(snapshot);
				return [...(settings.codeLenses ? codeLenses(snapshot) : []), ...(settings.referenceLenses ? referenceLenses(snapshot) : [])]
					.filter(({ shows }) => shows === undefined || this.showsVerdicts)
					.map((lens) => convert.codeLens(lens));
			}),
		);
		connection.onHover((params, token) =>
			this.answerAt("hover", params, token, null, (snapshot, offset, convert) => {
				const found = hover(snapshot, offset, snapshot.program.base === undefined ? this.snapshotWith(snapshot.uri) : snapshot);
				return found ? convert.hover(found) : null;
			}),
		);
		const linkTo = (link: DefinitionLink | undefined, convert: ToLsp, asLink: boolean): [LocationLink] | Location | null => {
			const converted = link && convert.definition(link);
			if (!converted) return null;
			return asLink ? [converted] : { uri: converted.targetUri, range: converted.targetSelectionRange };
		};
		connection.onDefinition((params, token) =>
			this.answerAt("definition", params, token, null, (snapshot, offset, convert) =>
				linkTo(definition(snapshot, offset), convert, this.client.definitionLinks),
			),
		);
		connection.onTypeDefinition((params, token) =>
			this.answerAt("typeDefinition", params, token, null, (snapshot, offset, convert) =>
				linkTo(typeDefinition(snapshot, offset), convert, this.client.typeDefinitionLinks),
			),
		);
		connection.onSignatureHelp((params, token) =>
			this.answerAt("signatureHelp", params, token, null, (snapshot, offset, convert) => {
				const found = signatureHelp(snapshot, offset);
				return found ? convert.signatureHelp(found) : null;
			}),
		);
		connection.onPrepareRename((params, token) =>
			this.answerAt<HandlerResult<{ range: Range; placeholder: string } | null, void>>(
				"prepareRename",
				params,
				token,
				null,
				(snapshot, offset, convert) => {
					const found = prepareRename(snapshot, offset);
					return typeof found === "string" ? refused(found) : { range: convert.range(found.span), placeholder: found.name };
				},
			),
		);
		connection.onRenameRequest((params, token) =>
			this.answerAt<HandlerResult<WorkspaceEdit | null, void>>("rename", params, token, null, (snapshot, offset, convert) => {
				const edits = rename(snapshot, offset, params.newName);
				return typeof edits === "string" ? refused(edits) : convert.workspaceEdit(edits);
			}),
		);
		connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
			this.answer("documentLink", uri, token, [], (snapshot, convert) => documentLinks(snapshot).map((link) => convert.documentLink(link))),
		);
		connection.onWorkspaceSymbol(({ query }) =>
			this.guard("workspaceSymbol", [], () => {
				const programs = this.workspace.openDocuments().flatMap((uri) => this.workspace.snapshot(uri)?.program ?? []);
				return workspaceSymbols(this.workspace.model, programs, query).flatMap((symbol) => {
					const { file } = symbol.place;
					const text = this.workspace.textOf(file);
					const convert = text === undefined ? undefined : new ToLsp(file, this.index(file, text), this.client.encoding, () => undefined);
					return workspaceSymbol(symbol, convert?.range(symbol.place)) ?? [];
				});
			}),
		);
		connection.languages.callHierarchy.onPrepare((params, token) =>
			this.answerAt("prepareCallHierarchy", params, token, null, (snapshot, offset, convert) => {
				const item = callHierarchyAt(snapshot, offset);
				const converted = item && convert.callHierarchyItem(item);
				return converted ? [converted] : null;
			}),
		);
		connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
			this.guard("incomingCalls", [], () => {
				const snapshot = this.snapshotWith(item.uri);
				if (snapshot === undefined) return [];
				const convert = this.converter(snapshot);
				return incomingCalls(snapshot, { file: item.uri, selection: item.data }).flatMap((call) => convert.incomingCall(call) ?? []);
			}),
		);
		connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
			this.guard("outgoingCalls", [], () => {
				const snapshot = this.snapshotWith(item.uri);
				if (snapshot === undefined) return [];
				const convert = this.converter(snapshot);
				return outgoingCalls(snapshot, { file: item.uri, selection: item.data }).flatMap(
					(call) => convert.outgoingCall(call, item.uri) ?? [],
				);
			}),
		);
		connection.onReferences((params, token) =>
			this.answerAt("references", params, token, [], (snapshot, offset, convert) =>
				references(snapshot, offset, params.context.includeDeclaration).flatMap((span) => convert.location(span) ?? []),
			),
		);
		connection.onDocumentHighlight((params, token) =>
			this.answerAt("documentHighlight", params, token, [], (snapshot, offset, convert) =>
				documentHighlights(snapshot, offset).map((highlight) => convert.highlight(highlight)),
			),
		);
		connection.onCompletion((params, token) =>
			this.answerAt("completion", params, token, [], (snapshot, offset, convert) => {
				// It is typed for `->`; a comparison is no reason to propose anything.
				const arrow = params.context?.triggerCharacter !== ">" || snapshot.file.text.slice(0, offset).endsWith("->");
				const found = arrow ? completions(snapshot, offset) : [];
				return found.map((completion, index) => convert.completion(completion, index, this.client.snippets));
			}),
		);
		connection.onCompletionResolve((item) =>
			this.guard("completionItem/resolve", item, () => {
				const data = completionData(item.data);
				const snapshot = data && this.workspace.snapshot(data.uri);
				const value = snapshot && completionDocumentation(snapshot, item.label, data.declared);
				return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
			}),
		);
		connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
			this.answer("documentSymbol", uri, token, [], (snapshot, convert) =>
				documentSymbols(snapshot).map((symbol) => convert.documentSymbol(symbol)),
			),
		);
		connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
			this.answer("foldingRange", uri, token, [], (snapshot, convert) =>
				foldingRanges(snapshot).map((range) => convert.foldingRange(range)),
			),
		);
		connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
			this.answer("selectionRange", uri, token, [], ({ file }, convert) =>
				positions.map((position) =>
					convert.selectionRange(
						selectionRanges(file.tree, toOffset(this.index(uri, file.text), position, this.client.encoding)),
						position,
					),
				),
			),
		);
		connection.onDocumentFormatting(({ textDocument: { uri }, options }, token) =>
			this.answer("formatting", uri, token, [], ({ file }, convert) =>
				formattingEdits(file.tree, indentOf(options)).map((edit) => convert.textEdit(edit)),
			),
		);
		connection.onDocumentRangeFormatting(({ textDocument: { uri }, options, range }, token) =>
			this.answer("rangeFormatting", uri, token, [], ({ file }, convert) => {
				const span = toSpan(this.index(uri, file.text), range, this.client.encoding);
				return formattingEdits(file.tree, indentOf(options), span).map((edit) => convert.textEdit(edit));
			}),
		);
		connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, options, position }, token) =>
			this.answer("onTypeFormatting", uri, token, [], ({ file }, convert) => {
				// From the line above, so that the indentation of the line itself is included; nothing behind the cursor moves.
				const start = { line: Math.max(0, position.line - 1), character: 0 };
				const span = toSpan(this.index(uri, file.text), { start, end: position }, this.client.encoding);
				return formattingEdits(file.tree, indentOf(options), span).map((edit) => convert.textEdit(edit));
			}),
		);
		connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
			this.guardAsync("codeAction", [], token, async () => {
				const snapshot = this.workspace.snapshot(uri);
				if (snapshot === undefined) return [];
				const convert = this.converter(snapshot);
				const within = toSpan(this.index(uri, snapshot.file.text), range, this.client.encoding);
				const wanted = (kind: string): boolean =>
					context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
				const actions = codeActions(snapshot, within).filter(({ kind }) => wanted(kind));
				const fixes = actions.filter(({ diagnostic }) => diagnostic !== undefined);
				const converted = actions.map((action) =>
					convert.codeAction(action, this.client.diagnostics, fixes.length === 1 && action === fixes[0]),
				);
				const scenario = wanted(CodeActionKind.QuickFix) ? scenarioAt(snapshot, within.start) : undefined;
				if (scenario === undefined || token.isCancellationRequested) return converted;
				const repairs = await this.repairs.repairs(snapshot, scenario);
				if (this.workspace.snapshot(uri)?.version !== snapshot.version) return converted;
				return [...converted, ...repairs.flatMap((repair) => convert.repair(repair, this.client.disabledActions) ?? [])];
			}),
		);
		connection.languages.semanticTokens.on(({ textDocument: { uri } }, token) =>
			this.answer("semanticTokens", uri, token, { data: [] }, (snapshot, convert) =>
				this.sentTokens.full(uri, this.tokensOf(snapshot, convert)),
			),
		);
		connection.languages.semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }, token) =>
			this.answer<SemanticTokens | SemanticTokensDelta>("semanticTokens/delta", uri, token, { data: [] }, (snapshot, convert) =>
				this.sentTokens.delta(uri, previousResultId, this.tokensOf(snapshot, convert)),
			),
		);
		connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }, token) =>
			this.answer("semanticTokens/range", uri, token, { data: [] }, (snapshot, convert) => ({
				data: this.tokensOf(snapshot, convert, toSpan(this.index(uri, snapshot.file.text), range, this.client.encoding)),
			})),
		);
		connection.onRequest(matrixRequest, (params: MatrixParams, token: CancellationToken) =>
			this.guardAsync<MatrixResult | null>(matrixRequest, null, undefined, () => this.matrix(params, token)),
		);
		connection.onRequest(timelinesRequest, (params: TimelinesParams, token: CancellationToken) => {
			if (params.configuration !== undefined)
				return this.guardAsync<TimelinesResult | null>(timelinesRequest, null, token, () => this.timelinesUnder(params, token));
			return this.answerAt<TimelinesResult | null>(timelinesRequest, params, token, null, (snapshot, offset, convert) => {
				const found = timelines(snapshot, offset);
				return found ? timelinesToLsp(snapshot.uri, found, convert) : null;
			});
		});
		connection.onRequest(differentRunRequest, (params: DifferentRunParams, token: CancellationToken) =>
			this.guardAsync<TimelineRun | null>(differentRunRequest, null, token, () => this.differentRun(params, token)),
		);
		connection.onRequest(detailsRequest, (params: DetailsParams, token: CancellationToken) =>
			this.guardAsync<DetailsResult | null>(detailsRequest, null, token, () => this.details(params, token)),
		);
		connection.onRequest(explainRequest, async (params: ExplainParams, token: CancellationToken) => {
			const { uri } = params.textDocument;
			const refuse = (message: string) => new ResponseError<void>(LSPErrorCodes.RequestFailed, message);
			const snapshot = await this.finalSnapshot(uri, token);
			if (token.isCancellationRequested) return cancelled();
			if (snapshot === undefined) return refuse(`${uri} is not open`);
			const offset = toOffset(this.index(uri, snapshot.file.text), params.position, this.client.encoding);
			if (scenarioAt(snapshot, offset) === undefined) return refuse("There is no scenario at this place.");
			const found = await this.timelinesOf(snapshot, params, token);
			if (token.isCancellationRequested) return cancelled();
			const run = found && runToExport(found, params.under, params.subject);
			if (!run) return refuse(`There is no run of ${found?.scenario.symbol.name} to export: ${found?.verdict}`);
			return { scenario: found.scenario.symbol.name, text: exportedRun(snapshot, found.scenario, run, params.format) };
		});
		connection.onRequest(expectationsRequest, ({ textDocument: { uri }, settled, kernel }: ExpectationsParams, token: CancellationToken) =>
			this.guardAsync<ExpectationsResult | null>(expectationsRequest, null, token, async () => {
				const snapshot = settled || kernel !== undefined ? await this.finalSnapshot(uri, token) : this.workspace.snapshot(uri);
				if (snapshot === undefined) return null;
				const convert = this.converter(snapshot);
				const { limits } = this.settingsOf(uri);
				const found =
					kernel === undefined
						? expectations(snapshot)
						: await expectationsOn(snapshot, kernel, limits, (system) => this.search(system, limits, token).result);
				if (found === undefined) return null;
				return { scenarios: found.map((scenario) => convert.expectations(scenario)), settled: isSettled(snapshot) };
			}),
		);
		connection.onRequest(reportRequest, ({ textDocument: { uri }, folder, before }: ReportParams, token: CancellationToken) =>
			this.guardAsync<ReportResult | null>(reportRequest, null, token, async () => {
				const snapshot = await this.finalSnapshot(uri, token);
				const nameOf = (file: string) => decodeURI(file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file);
				return snapshot ? documentReport(snapshot, nameOf, before) : null;
			}),
		);
		connection.onRequest(kernelsRequest, () => kernelNames({ program: this.workspace.model }));
		connection.onRequest(coverageRequest, ({ textDocument: { uri } }: CoverageParams, token: CancellationToken) =>
			this.guardAsync<readonly FileCoverage[] | null>(coverageRequest, null, token, async () => {
				const snapshot = await this.finalSnapshot(uri, token);
				if (snapshot === undefined) return null;
				const convert = this.converter(snapshot);
				const { limits } = this.settingsOf(uri);
				const files = await coverage(snapshot, limits, async (system) => {
					const search = this.search(system, limits, token);
					await search.result;
					return search.observations;
				});
				return files.map((file) => convert.coverage(file));
			}),
		);
		connection.onRequest(replayStartRequest, async (params: ReplayStartParams, token: CancellationToken) => {
			const { uri } = params.textDocument;
			const snapshot = await this.finalSnapshot(uri, token);
			if (snapshot === undefined) return new ResponseError<void>(ErrorCodes.InvalidParams, `${uri} is not open`);
			const offset = toOffset(this.index(uri, snapshot.file.text), params.position, this.client.encoding);
			const started =
				params.reach === undefined
					? this.replays.start(snapshot, offset, params, this.converter(snapshot))
					: await this.reach(snapshot, offset, params.reach, token);
			return typeof started === "string" ? new ResponseError<void>(LSPErrorCodes.RequestFailed, started) : started;
		});
		connection.onRequest(replayMomentRequest, (params: ReplayMomentParams) =>
			this.guard(replayMomentRequest, null, () => this.replays.moment(params)),
		);
		connection.onRequest(
			replayEvaluateRequest,
			(params: ReplayEvaluateParams): HandlerResult<ReplayEvaluateResult, void> =>
				this.guard<ReplayEvaluateResult>(replayEvaluateRequest, { problem: "this cannot be evaluated" }, () =>
					this.replays.evaluate(params),
				),
		);
		connection.onNotification(replayEndNotification, ({ session }: { readonly session: number }) => this.replays.end(session));
		connection.onRequest(kernelFileRequest, ({ uri }: KernelFileParams): KernelFileResult => {
			const text = this.workspace.model.files.find((file) => file.uri === uri)?.text;
			if (text === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `The kernel model has no file ${uri}`);
			return { text };
		});
	}

	/** A search that nobody else needs: it ends with the request that it is for. */
	private search(system: TransitionSystem, limits: Limits, token: CancellationToken): Check {
		const check = this.checker.check(system, limits, () => {});
		const cancellation = token.onCancellationRequested(() => check.cancel());
		check.observations.catch(() => {}).finally(() => cancellation.dispose());
		return check;
	}

	/** A document when all searches have come to their end. */
	private finalSnapshot(uri: string, token: CancellationToken): Promise<Snapshot | undefined> {
		return this.settledSnapshot(uri, token, undefined, Number.POSITIVE_INFINITY);
	}

	/** Also when it is cancelled: what was there by then is worth having. */
	private async matrix({ uris, everySet = false, partialResultToken }: MatrixParams, token: CancellationToken): Promise<MatrixResult> {
		const documents: MatrixDocument[] = [];
		for (const uri of uris) {
			const known = this.workspace.snapshot(uri);
			const snapshot = known?.complete === false ? await this.finalSnapshot(uri, token) : known;
			if (snapshot) documents.push({ snapshot, convert: this.converter(snapshot) });
		}
		const { limits } = this.settingsOf(uris[0] ?? "");
		return await this.matrices.make(documents, everySet, limits, token, (part) => {
			if (partialResultToken !== undefined) void this.connection.sendProgress(matrixRows, partialResultToken, part);
		});
	}

	/** The runs under the configuration that is asked about; those that are known otherwise where none is, or another scenario stands there by now. */
	private async timelinesOf(
		snapshot: Snapshot,
		{ position, configuration }: TimelinesParams,
		token: CancellationToken,
	): Promise<ScenarioTimelines | undefined> {
		const offset = toOffset(this.index(snapshot.uri, snapshot.file.text), position, this.client.encoding);
		const known = () => timelines(snapshot, offset);
		if (configuration === undefined) return known();
		const { scenario, ...under } = configuration;
		const { limits } = this.settingsOf(snapshot.uri);
		const search = (system: TransitionSystem) => this.search(system, limits, token).result;
		return (await timelinesUnder(snapshot, offset, scenario, under, limits, search)) ?? known();
	}

	private async timelinesUnder(params: TimelinesParams, token: CancellationToken): Promise<TimelinesResult | null> {
		const snapshot = this.workspace.snapshot(params.textDocument.uri);
		const found = snapshot && (await this.timelinesOf(snapshot, params, token));
		return found ? timelinesToLsp(snapshot.uri, found, this.converter(snapshot)) : null;
	}

	private async differentRun(params: DifferentRunParams, token: CancellationToken): Promise<TimelineRun | null> {
		const { under, subject, orders } = params;
		const snapshot = this.workspace.snapshot(params.textDocument.uri);
		if (snapshot === undefined) return null;
		const found = await this.timelinesOf(snapshot, params, token);
		const known = found?.runs.find((run) => run.under === under && run.finding.subject === subject);
		if (known === undefined || known.stale) return null;
		const outcome = await differentRun(known.outcome, subject, orders, (system) => {
			const check = this.checker.check(system, this.settingsOf(snapshot.uri).limits, () => {});
			const cancellation = token.onCancellationRequested(() => check.cancel());
			check.observations.catch(() => {});
			return check.result.finally(() => cancellation.dispose());
		});
		return outcome ? runToLsp(scenarioRun(snapshot, outcome, outcome.findings[0], under, false), this.converter(snapshot)) : null;
	}

	private async details(
		{ textDocument: { uri }, position, kind, fromNow }: DetailsParams,
		token: CancellationToken,
	): Promise<DetailsResult | null> {
		const snapshot = await this.finalSnapshot(uri, token);
		if (snapshot === undefined) return null;
		const offset = toOffset(this.index(uri, snapshot.file.text), position, this.client.encoding);
		const scenario = scenarioAt(snapshot, offset) ?? snapshot.scenarios[0];
		if (scenario === undefined) return null;
		const { limits } = this.settingsOf(uri);
		const search = (system: TransitionSystem) => {
			if (token.isCancellationRequested) throw new CancelledError();
			return this.search(system, limits, token).result;
		};
		const slowly: InSlices = (work) => inSlices(work, token);
		const lines = async (): Promise<readonly DetailLine[]> => {
			if (kind === "statistics") return await statisticsOf(scenario, slowly);
			if (kind === "whySafe") return await whySafe(snapshot, scenario, limits, search);
			const baseline = (fromNow ? undefined : this.baselines.get(uri)) ?? snapshot.file.text;
			this.baselines.set(uri, baseline);
			if (baseline === snapshot.file.text) return [{ text: "nothing has been edited yet" }];
			return await differenceFrom(this.workspace.analyseVariant(uri, baseline), scenario, limits, search, slowly);
		};
		try {
			return { scenario: scenario.scenario.symbol.name, lines: this.converter(snapshot).details(await lines()) };
		} catch (error) {
			if (error instanceof CancelledError) return null;
			throw error;
		}
	}

	/** A replay of a run that reaches a statement with a condition; a sentence when there is none. */
	private async reach(
		snapshot: Snapshot,
		offset: number,
		condition: string,
		token: CancellationToken,
	): Promise<ReplayStartResult | string> {
		const asked = probe(snapshot, offset, condition);
		if (typeof asked === "string") return asked;
		const system = this.workspace.variant(snapshot.uri, asked.text, asked.scenario);
		if (system === undefined) return `'${condition}' cannot be asked here: it must be an expression of what is known at this statement.`;
		const { result: searched } = this.search(system, this.settingsOf(snapshot.uri).limits, token);
		const result = await searched;
		const about = condition.trim() === "" ? "this statement is reached" : `this statement is reached with ${condition.trim()}`;
		const found = result.violations.find(({ failure }) => system.failures[failure].property === REACHED);
		if (found) return this.replays.keep(system, found.run, system.name, about, asked.shift, this.converter(snapshot));
		if (result.bitstate && result.limit === undefined)
			return `Not decided: a bitstate search of ${countText(result.states)} states found no such run.`;
		if (!result.complete) return `Not decided: the search ended at its limit after ${countText(result.states)} states.`;
		return `In none of ${countText(result.states)} states ${about.replace("this statement is", "is this statement")}.`;
	}

	/** Of the documents that a file is part of the one that was edited last. */
	private snapshotWith(file: string): Snapshot | undefined {
		const snapshots = this.workspace.openDocuments().flatMap((uri) => this.workspace.snapshot(uri) ?? []);
		const own = snapshots.find(({ program }) => program.base !== undefined && program.files.some(({ uri }) => uri === file));
		return own ?? snapshots.find(({ program }) => program.base !== undefined) ?? snapshots[0];
	}

	/** As long as a used file is being read its names are unknown: the client is to come again. */
	private tokensOf(snapshot: Snapshot, convert: ToLsp, within?: Span): number[] {
		this.refreshSemanticTokens.asked(snapshot.uri);
		this.refreshSemanticTokens.answered(snapshot.uri, snapshot.complete);
		return convert.semanticTokens(semanticTokens(snapshot, within));
	}

	/** Of a file that is not open: of its text, and where the settings say so of what its scenarios do within small limits. */
	private async unopenedDiagnostics(uri: string, token: CancellationToken): Promise<Diagnostic[] | undefined> {
		// Where nobody says when files change they are read again.
		if (!this.client.watchFiles) this.workspace.fileChanged(uri);
		const snapshot = await this.workspace.unopened(uri);
		if (snapshot === undefined) return undefined;
		const settings = this.client.configuration
			? readSettings(await this.connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection }))
			: this.globalSettings;
		const limits = smallLimits(settings.limits);
		const checked = async (scenario: Scenario): Promise<ScenarioSnapshot> => {
			const found = await checkScenario(snapshot.program, scenario, async (system) => {
				await this.untilIdle(token);
				return this.search(system, limits, token).result;
			});
			const checks = found.checks.map((check) => ({ ...check, stale: false, observations: undefined, progress: undefined }));
			return { ...found, checks };
		};
		const scenarios: ScenarioSnapshot[] = [];
		if (settings.checksWorkspace) for (const scenario of snapshot.file.scenarios) scenarios.push(await checked(scenario));
		const diagnostics = this.diagnosticsOf({ ...snapshot, scenarios });
		if (!this.workspace.isOpen(uri)) this.indices.delete(uri);
		return diagnostics;
	}

	/** What is open is searched first. */
	private async untilIdle(token: CancellationToken): Promise<void> {
		while (this.workspace.pending().length > 0 && !token.isCancellationRequested) await new Promise((resolve) => setTimeout(resolve, 50));
	}

	/** The diagnostics of a snapshot, also as text; made once. */
	private reported(snapshot: Snapshot): { readonly items: Diagnostic[]; readonly json: string } {
		const known = this.reports.get(snapshot);
		if (known) return known;
		const items = this.diagnosticsOf(snapshot);
		const made = { items, json: JSON.stringify(items) };
		this.reports.set(snapshot, made);
		return made;
	}

	private diagnosticsOf(snapshot: Snapshot): Diagnostic[] {
		const convert = this.converter(snapshot);
		return diagnostics(snapshot).map((diagnostic) => convert.diagnostic(diagnostic, this.client.diagnostics));
	}

	/** For clients that do not pull: sends the diagnostics of a document when its verdict is there, or when it takes long. */
	private schedulePush(uri: string): void {
		if (this.client.pullDiagnostics) return;
		void this.guardAsync("publishDiagnostics", undefined, undefined, async () => {
			const snapshot = await this.settledSnapshot(uri, CancellationToken.None);
			if (snapshot === undefined) return;
			const items = this.diagnosticsOf(snapshot);
			const json = JSON.stringify([snapshot.version, items]);
			if (this.sent.get(uri)?.json === json) return;
			this.sent.set(uri, { id: "", json });
			await this.connection.sendDiagnostics({ uri, version: snapshot.version, diagnostics: items });
		});
	}

	private index(uri: string, text: string): TextIndex {
		const known = this.indices.get(uri);
		if (known?.text === text) return known;
		const index = new TextIndex(text);
		this.indices.set(uri, index);
		return index;
	}

	private converter({ uri, file }: Snapshot): ToLsp {
		return new ToLsp(uri, this.index(uri, file.text), this.client.encoding, (other) => {
			const text = this.workspace.textOf(other);
			return text === undefined ? undefined : this.index(other, text);
		});
	}

	private answer<T>(
		name: string,
		uri: string,
		token: CancellationToken,
		nothing: T,
		feature: (snapshot: Snapshot, convert: ToLsp) => T,
	): T | ResponseError<void> {
		if (token.isCancellationRequested) return cancelled();
		return this.guard(name, nothing, () => {
			const snapshot = this.workspace.snapshot(uri);
			return snapshot ? feature(snapshot, this.converter(snapshot)) : nothing;
		});
	}

	private answerAt<T>(
		name: string,
		{
			textDocument,
			position,
		}: { readonly textDocument: { readonly uri: string }; readonly position: { readonly line: number; readonly character: number } },
		token: CancellationToken,
		nothing: T,
		feature: (snapshot: Snapshot, offset: number, convert: ToLsp) => T,
	): T | ResponseError<void> {
		const { uri } = textDocument;
		return this.answer(name, uri, token, nothing, (snapshot, convert) =>
			feature(snapshot, toOffset(this.index(uri, snapshot.file.text), position, this.client.encoding), convert),
		);
	}

	/** Runs a handler; an error is a bug of ours, which is logged and must not take the server down. */
	private guard<T>(name: string, nothing: T, handler: () => T): T {
		try {
			return handler();
		} catch (error) {
			this.logBug(name, error);
			return nothing;
		}
	}

	private async guardAsync<T>(
		name: string,
		nothing: T,
		token: CancellationToken | undefined,
		handler: () => Promise<T>,
	): Promise<T | ResponseError<never>> {
		try {
			const answer = await handler();
			return token?.isCancellationRequested ? cancelled() : answer;
		} catch (error) {
			this.logBug(name, error);
			return nothing;
		}
	}

	private logBug(name: string, error: unknown): void {
		this.connection.console.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
	}
}

function indentOf({ insertSpaces, tabSize }: FormattingOptions): { readonly indent: string } {
	return { indent: insertSpaces ? " ".repeat(tabSize) : "\t" };
}

function isSettled(snapshot: Snapshot): boolean {
	return snapshot.complete && !isBusy(snapshot);
}

/** For files that nobody looks at: what takes longer is inconclusive until the file is opened. */
function smallLimits(limits: Limits): Limits {
	return { ...limits, states: Math.min(limits.states ?? 200_000, 200_000), milliseconds: Math.min(limits.milliseconds ?? 5000, 5000) };
}

function cancelled<T>(): ResponseError<T> {
	return new ResponseError<T>(LSPErrorCodes.RequestCancelled, "Cancelled");
}

/** What the user asked for cannot be done, and why. */
function refused(reason: string): ResponseError<void> {
	return new ResponseError<void>(LSPErrorCodes.RequestFailed, reason);
}
