import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { Notification, Request } from "../../../language-server/src/lsp/protocol/message";

/** The language server, as a replay asks it. */
export interface ReplayServer {
	ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result>;
	tell<Params>(notification: Notification<Params>, params: Params): void;
}

/** What a replay needs of the editor that it runs in. */
export interface ReplayHost extends ReplayServer {
	/** Makes a document known to the server, and gives the URI by which it knows it. */
	open(program: string): Promise<string>;
	/** A place of the server in the terms of the debugger, lines and columns from 1. */
	source(place: Location): Required<Pick<DebugProtocol.StackFrame, "source" | "line" | "column" | "endLine" | "endColumn">>;
	/** The URI of a source as the server knows it. */
	uriOf(source: DebugProtocol.Source): string;
	send(message: DebugProtocol.ProtocolMessage): void;
}
