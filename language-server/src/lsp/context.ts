import type { Connection } from "vscode-languageserver";
import type { Compilations } from "../compiler/compilations";
import type { Workspace } from "../service/workspace/workspace";
import type { ClientSupport } from "./capabilities";
import type { CheckLoop } from "./check-loop";
import type { ClientSettings } from "./client-settings";
import type { DocumentDiagnostics } from "./document-diagnostics";
import type { FollowedScenario } from "./followed-scenario";
import type { OpenDocuments } from "./open-documents";
import type { PatchMatrices } from "./patch-matrices";
import type { InitializationOptions } from "./protocol/client";
import type { Refreshers } from "./refreshers";
import type { RepairCache } from "./repair-cache";
import type { RequestSearches } from "./request-searches";
import type { WorkspaceDiagnostics } from "./workspace-diagnostics";

/** What the handlers of requests share. */
export interface ServerContext {
	readonly connection: Connection;
	/** What the client can do, and what it said about itself. */
	readonly client: ClientSupport;
	readonly options: InitializationOptions;
	readonly workspace: Workspace;
	readonly documents: OpenDocuments;
	readonly settings: ClientSettings;
	readonly checks: CheckLoop;
	readonly followed: FollowedScenario;
	readonly refresh: Refreshers;
	readonly diagnostics: DocumentDiagnostics;
	readonly workspaceDiagnostics: WorkspaceDiagnostics;
	readonly repairs: RepairCache;
	readonly matrices: PatchMatrices;
	readonly searches: RequestSearches;
	/** What has been compiled for requests. */
	readonly compilations: Compilations;
	/** The URIs of all scenario files of the workspace, but for those of the kernel model. */
	workspaceFiles(): Promise<readonly string[]>;
}
