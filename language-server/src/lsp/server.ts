/**
 * The language server: the protocol on one side, the workspace and its features on the other.
 *
 * Invariants: handlers (`handlers/`) only fetch a document, call a feature and convert its answer; nothing here knows
 * the language; what becomes of a request that fails is said in `dispatcher.ts`, and how long one waits for a search in
 * `check-loop.ts`.
 */
import {
	type Connection,
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	type InitializeParams,
	type InitializeResult,
} from "vscode-languageserver";
import type { FileText } from "../base/file-text";
import { translateBy } from "../base/l10n";
import { Compilations } from "../compiler/compilations";
import { VerdictStore } from "../explain/verdict/verdict-store";
import type { CheckerPort } from "../ports/checker-port";
import { status } from "../service/diagnostics/status";
import { Workspace } from "../service/workspace/workspace";
import { type ClientSupport, clientSupport, serverCapabilities } from "./capabilities";
import { CheckLoop } from "./check-loop";
import { ClientSettings } from "./client-settings";
import type { ServerContext } from "./context";
import { Dispatcher } from "./dispatcher";
import { DocumentDiagnostics } from "./document-diagnostics";
import { FollowedScenario } from "./followed-scenario";
import { answerRefusals } from "./gatekeeper";
import { answerDiagnostics, unopenedDiagnostics } from "./handlers/diagnostics";
import { followDocuments, othersChanged } from "./handlers/documents";
import { answerEditing } from "./handlers/editing";
import { answerKernel } from "./handlers/kernel";
import { answerMatrix } from "./handlers/matrix";
import { answerNavigation } from "./handlers/navigation";
import { answerReading } from "./handlers/reading";
import { answerReplay } from "./handlers/replay";
import { answerRuns } from "./handlers/runs";
import { loadKernelModel } from "./kernel-files";
import { OpenDocuments } from "./open-documents";
import { PatchMatrices } from "./patch-matrices";
import { ProgressReporter } from "./progress-reporter";
import type { InitializationOptions } from "./protocol/client";
import { listFilesRequest, readFileRequest } from "./protocol/files";
import { repairsBegunNotification } from "./protocol/repairs";
import { statusNotification, verdictsChangedNotification } from "./protocol/verdicts";
import { Refreshers } from "./refreshers";
import { RepairCache } from "./repair-cache";
import { RequestSearches } from "./request-searches";
import { settingsSection } from "./settings";
import { Statuses } from "./statuses";
import { WorkspaceDiagnostics } from "./workspace-diagnostics";

/** What the server needs of the program that it runs in. */
export interface ServerHost {
	/** The files of the kernel model. */
	readonly kernelModel: readonly { readonly path: string; readonly text: string }[];
	/**
	 * URI, with a slash at the end, of a folder that has the same files for editors to open; absent where there is
	 * none.
	 */
	readonly kernelFolder?: string;
	/** What searches elsewhere. */
	checker(options: InitializationOptions): CheckerPort;
	/** How many searches this machine can run at a time. */
	readonly processors: number;
	/**
	 * A file that really lies in one of these folders, undefined where there is none; absent in a host without files.
	 */
	readonly readFile?: (uri: string, folders: readonly string[]) => Promise<FileText | undefined>;
	/** The URIs of all scenario files in a folder; absent in a host without files. */
	readonly listFiles?: (folder: string) => Promise<readonly string[]>;
}

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

class Server implements ServerContext {
	readonly client: ClientSupport;
	readonly options: InitializationOptions;
	readonly workspace: Workspace;
	readonly searches: RequestSearches;
	readonly compilations = new Compilations();
	readonly documents: OpenDocuments;
	readonly settings: ClientSettings;
	readonly checks: CheckLoop;
	readonly followed: FollowedScenario;
	readonly refresh: Refreshers;
	readonly diagnostics: DocumentDiagnostics;
	readonly workspaceDiagnostics: WorkspaceDiagnostics;
	readonly repairs: RepairCache;
	readonly matrices: PatchMatrices;
	readonly workspaceFiles: ServerContext["workspaceFiles"];
	private readonly checker: CheckerPort;
	private readonly dispatcher: Dispatcher;
	private readonly progress: ProgressReporter;
	private readonly statuses: Statuses;
	/** The folders that the client has open. */
	private folders: readonly string[];
	private modelTimer: ReturnType<typeof setTimeout> | undefined;
	private reportTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly connection: Connection,
		host: ServerHost,
		params: InitializeParams,
	) {
		this.client = clientSupport(params.capabilities);
		this.options = params.initializationOptions ?? {};
		translateBy(this.options.translations);
		this.folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
		const { client, options } = this;
		this.checker = host.checker(options);
		// What searches have found, whoever asks for them.
		const verdicts = new VerdictStore();
		this.searches = new RequestSearches(this.checker, verdicts);
		this.workspace = new Workspace(() => loadKernelModel(host.kernelModel, options.showsKernelFiles ? undefined : host.kernelFolder), {
			searcher: this.checker,
			verdicts,
			readFile: (uri, folders) => this.readFile(host, uri, folders),
			folders: () => this.folders,
			limits: (uri) => this.settings.of(uri).limits,
			changed: (uris) => this.changed(uris),
			progressed: (uris) => this.progressed(uris),
		});
		const { workspace } = this;
		this.documents = new OpenDocuments(workspace, client.encoding);
		this.dispatcher = new Dispatcher(connection, (uri) => this.documents.view(uri));
		this.settings = new ClientSettings(connection, this.documents, client.configuration, () => this.settingsChanged());
		this.progress = new ProgressReporter(connection, workspace);
		this.statuses = new Statuses(
			() => workspace.isChecking,
			(uri) => this.sendStatus(uri),
		);
		this.checks = new CheckLoop(
			workspace,
			this.documents,
			this.dispatcher,
			() => {
				this.progress.update();
				for (const uri of workspace.openDocuments()) this.statuses.changed(uri);
			},
			(uri) => this.statuses.tell(uri),
		);
		this.refresh = new Refreshers(connection, client);
		this.followed = new FollowedScenario(this.documents, () => {
			const inModel = this.documents.views().some(({ snapshot }) => snapshot.program.base === undefined);
			if (!inModel) return;
			this.refresh.inlayHints.refresh();
			this.refresh.codeLenses.refresh();
		});
		this.diagnostics = new DocumentDiagnostics(connection, this.dispatcher, client, this.documents, this.checks);
		this.repairs = new RepairCache(workspace, this.searches, (uri) => {
			if (options.searchesRepairs) this.dispatcher.tell(repairsBegunNotification, { uri });
		});
		this.matrices = new PatchMatrices(connection, () => host.checker(options), host.processors, verdicts, this.compilations.compile);
		this.workspaceFiles = () => this.listFiles(host);
		this.workspaceDiagnostics = new WorkspaceDiagnostics({
			files: this.workspaceFiles,
			isOpen: (uri) => workspace.isOpen(uri) || workspace.model.files.some((file) => file.uri === uri),
			diagnostics: (uri, token) => unopenedDiagnostics(this, uri, token),
			watches: client.watchFiles,
		});
		followDocuments(this.dispatcher, this, (added, removed) => {
			this.folders = [...this.folders.filter((folder) => !removed.includes(folder)), ...added];
		});
		for (const answer of [
			answerReading,
			answerNavigation,
			answerEditing,
			answerDiagnostics,
			answerRuns,
			answerMatrix,
			answerReplay,
			answerKernel,
		])
			answer(this.dispatcher, this);
	}

	/** The client is ready to be asked. */
	initialized(): void {
		// Not before, so that the client need not wait for it to get ready itself; and not when it is first asked for
		// something.
		this.modelTimer = setTimeout(() => {
			this.checker.warmUp();
			void this.workspace.model;
		});
		const { client, console } = this.connection;
		const register = (registration: Promise<unknown>): void => {
			registration.catch((error) => console.warn(`Registration failed: ${error}`));
		};
		if (this.client.watchConfiguration) register(client.register(DidChangeConfigurationNotification.type, { section: settingsSection }));
		if (this.client.watchFiles)
			register(client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*.race" }] }));
	}

	dispose(): void {
		clearTimeout(this.modelTimer);
		clearTimeout(this.reportTimer);
		this.checks.dispose();
		this.refresh.dispose();
		this.progress.end();
		this.statuses.dispose();
		this.diagnostics.dispose();
		this.matrices.dispose();
		this.workspaceDiagnostics.dispose();
		this.workspace.dispose();
		this.checker.dispose();
	}

	// --- what happens between requests ---

	private changed(uris: readonly string[]): void {
		this.checks.schedule();
		this.checks.wake();
		this.progress.update();
		for (const uri of uris) {
			this.refresh.changed(uri);
			this.statuses.changed(uri);
			this.diagnostics.push(uri);
		}
		if (this.options.showsVerdicts) this.dispatcher.tell(verdictsChangedNotification, { uris });
	}

	private progressed(uris: readonly string[]): void {
		if (this.reportTimer !== undefined) return;
		this.reportTimer = setTimeout(() => {
			this.reportTimer = undefined;
			this.progress.update();
			if (this.workspace.pending().length > 0) for (const uri of uris) this.refresh.codeLenses.changed(uri);
		}, REPORT);
	}

	private sendStatus(uri: string): void {
		this.dispatcher.run("status", () => {
			const snapshot = this.workspace.snapshot(uri);
			const record = this.documents.record(uri);
			if (snapshot === undefined || record === undefined) return;
			const params = { uri, ...status(snapshot) };
			const json = JSON.stringify(params);
			if (record.status === json) return;
			record.status = json;
			this.dispatcher.tell(statusNotification, params);
		});
	}

	private settingsChanged(): void {
		this.workspace.settingsChanged();
		this.workspaceDiagnostics.changed();
		othersChanged(this, this.workspace.openDocuments());
	}

	// --- files ---

	private async readFile(host: ServerHost, uri: string, folders: readonly string[]): Promise<FileText | undefined> {
		// A client cannot say where symbolic links lead; what lies on this machine is better read here.
		const isHere = host.readFile !== undefined && uri.startsWith("file:");
		if (!this.options.readsFiles || isHere) return await host.readFile?.(uri, folders);
		const { text, problem } = await this.dispatcher.ask(readFileRequest, { uri });
		if (problem !== undefined) return { problem };
		return text === undefined ? undefined : { text };
	}

	/** All scenario files of the workspace. */
	private async listFiles(host: ServerHost): Promise<readonly string[]> {
		if (this.options.listsFiles) return (await this.dispatcher.ask(listFilesRequest, {})).uris;
		const found = await Promise.all(this.folders.map((folder) => host.listFiles?.(folder) ?? []));
		return [...new Set(found.flat())];
	}
}
