/**
 * What stands between the connection and the server: messages that come at the wrong time, or whose parameters do not
 * have the protocol's shape, are refused with the protocol's own errors, so that no handler has to expect them.
 *
 * The library has no way to answer from here. A message that is refused is passed on under a name of our own, whose
 * handler answers the refusal.
 */
import { type Connection, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Message } from "vscode-languageserver-protocol";

/** Why a message is refused. */
interface Refusal {
	readonly code: number;
	readonly message: string;
}

interface Call {
	readonly id?: number | string | null;
	readonly method: string;
	readonly params?: unknown;
}

const refused = "raceline/refused";

/** A strategy for handling messages, as the connection takes it. */
export class Gatekeeper {
	private phase: "new" | "running" | "shut down" = "new";

	/** True when the client has said that it is about to end the server. */
	get isShutDown(): boolean {
		return this.phase === "shut down";
	}

	/** Passes a message on: as it is, or as a refusal. */
	handleMessage(message: Message, next: (message: Message) => void): void {
		if (!isCall(message)) return next(message);
		const refusal = this.refusalOf(message);
		if (refusal) return next({ ...message, method: refused, params: refusal } as Message);
		// As notifications these two are nothing.
		if (message.id !== undefined && message.method === "initialize") this.phase = "running";
		if (message.id !== undefined && message.method === "shutdown") this.phase = "shut down";
		next(message);
	}

	private refusalOf({ id, method, params }: Call): Refusal | undefined {
		// These belong to the connection, at any time.
		if (method === "exit" || method.startsWith("$/")) return undefined;
		if (this.phase === "new" && method !== "initialize") {
			return { code: ErrorCodes.ServerNotInitialized, message: `${method} before initialize` };
		}
		if (this.phase === "shut down") return { code: ErrorCodes.InvalidRequest, message: `${method} after shutdown` };
		if (this.phase === "running" && method === "initialize")
			return { code: ErrorCodes.InvalidRequest, message: "initialize a second time" };
		const problem = problemWith(method, params);
		if (problem === undefined) return undefined;
		return { code: id === undefined ? LSPErrorCodes.RequestFailed : ErrorCodes.InvalidParams, message: `${method}: ${problem}` };
	}
}

/** Answers what a `Gatekeeper` refuses. A notification has no answer; it is logged. */
export function answerRefusals(connection: Connection): void {
	connection.onRequest(refused, ({ code, message }: Refusal) => new ResponseError<void>(code, message));
	connection.onNotification(refused, ({ message }: Refusal) => connection.console.warn(`Ignored: ${message}`));
}

function isCall(message: object): message is Call {
	return "method" in message && typeof message.method === "string";
}

type Shape = (value: unknown) => boolean;

/**
 * A message that does not travel as JSON, as to a web worker, may have names without a value; and some clients write
 * null for what they leave out.
 */
const isAbsent: Shape = (value) => value === undefined || value === null;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const isString: Shape = (value) => typeof value === "string";
const isNumber: Shape = (value) => typeof value === "number";
const isPosition: Shape = (value) => isObject(value) && isNumber(value.line) && isNumber(value.character);
const isRange: Shape = (value) => isObject(value) && isPosition(value.start) && isPosition(value.end);
const isDocument: Shape = (value) => isObject(value) && isString(value.uri);
const isChange: Shape = (value) => isObject(value) && isString(value.text) && (isAbsent(value.range) || isRange(value.range));
const areAll =
	(shape: Shape): Shape =>
	(value) =>
		Array.isArray(value) && value.every(shape);

/** What parameters of these names must be wherever they stand. */
const shapes: ReadonlyMap<string, Shape> = table({
	textDocument: isDocument,
	position: isPosition,
	positions: areAll(isPosition),
	range: isRange,
	contentChanges: areAll(isChange),
	changes: areAll(isDocument),
	event: (value) => isObject(value) && areAll(isDocument)(value.added) && areAll(isDocument)(value.removed),
	context: isObject,
	options: isObject,
	capabilities: isObject,
	item: (value) => isDocument(value) && isObject(value) && isRange(value.range) && isRange(value.selectionRange),
	newName: isString,
	label: isString,
	command: isString,
	query: isString,
	previousResultId: isString,
	uris: areAll(isString),
	configuration: (value) =>
		isObject(value) &&
		isString(value.scenario) &&
		isString(value.kernel) &&
		areAll(isString)(value.added) &&
		areAll(isString)(value.removed) &&
		(value.setting === undefined || areAll((one) => isObject(one) && isString(one.name) && isString(one.value))(value.setting)),
	run: (value) => isObject(value) && isString(value.configurationKey) && isString(value.subject),
	previousResultIds: areAll((value) => isObject(value) && isString(value.uri) && isString(value.value)),
	processId: isNumber,
	rootUri: isString,
	workspaceFolders: areAll(isDocument),
	initializationOptions: isObject,
});

const openedDocument: Shape = (value) => isDocument(value) && isObject(value) && isString(value.text) && isNumber(value.version);
const changedDocument: Shape = (value) => isDocument(value) && isObject(value) && isNumber(value.version);

/** What these methods cannot do without, beyond the document of all methods `textDocument/…`. */
const needs: ReadonlyMap<string, readonly string[]> = table<readonly string[]>({
	initialize: ["capabilities"],
	"workspace/didChangeWatchedFiles": ["changes"],
	"workspace/didChangeWorkspaceFolders": ["event"],
	"workspace/symbol": ["query"],
	"workspace/executeCommand": ["command"],
	"workspace/diagnostic": ["previousResultIds"],
	"textDocument/didChange": ["contentChanges"],
	"textDocument/hover": ["position"],
	"textDocument/definition": ["position"],
	"textDocument/declaration": ["position"],
	"textDocument/typeDefinition": ["position"],
	"textDocument/implementation": ["position"],
	"textDocument/references": ["position", "context"],
	"textDocument/documentHighlight": ["position"],
	"textDocument/completion": ["position"],
	"completionItem/resolve": ["label"],
	"textDocument/signatureHelp": ["position"],
	"textDocument/prepareRename": ["position"],
	"textDocument/rename": ["position", "newName"],
	"textDocument/prepareCallHierarchy": ["position"],
	"callHierarchy/incomingCalls": ["item"],
	"callHierarchy/outgoingCalls": ["item"],
	"textDocument/selectionRange": ["positions"],
	"textDocument/inlayHint": ["range"],
	"textDocument/codeAction": ["range", "context"],
	"textDocument/semanticTokens/range": ["range"],
	"textDocument/semanticTokens/full/delta": ["previousResultId"],
	"textDocument/formatting": ["options"],
	"textDocument/rangeFormatting": ["range", "options"],
	"textDocument/onTypeFormatting": ["position", "options"],
	"raceline/timelines": ["textDocument", "position"],
	"raceline/differentRun": ["textDocument", "position", "run"],
	"raceline/details": ["textDocument", "position"],
	"raceline/explain": ["textDocument", "position"],
	"raceline/expectations": ["textDocument"],
	"raceline/followable": ["textDocument"],
	"raceline/follow": ["textDocument", "position"],
	"raceline/values": ["textDocument", "position"],
	"raceline/matrix": ["uris"],
	"raceline/replay/start": ["textDocument", "position"],
});

/** What is wrong with a call's parameters; undefined when nothing is, as far as the server looks at them. */
function problemWith(method: string, params: unknown): string | undefined {
	const needed = [...(method.startsWith("textDocument/") ? ["textDocument"] : []), ...(needs.get(method) ?? [])];
	if (!isObject(params)) return needed.length > 0 ? "parameters by name are needed" : undefined;
	const absent = needed.find((name) => isAbsent(params[name]));
	if (absent) return `'${absent}' is missing`;
	if (needed.length === 0) return undefined;
	const malformed = Object.keys(params).find((name) => !isAbsent(params[name]) && shapeOf(method, name)?.(params[name]) === false);
	return malformed && `'${malformed}' has not the protocol's shape`;
}

function shapeOf(method: string, name: string): Shape | undefined {
	if (name === "textDocument" && method === "textDocument/didOpen") return openedDocument;
	if (name === "textDocument" && method === "textDocument/didChange") return changedDocument;
	return shapes.get(name);
}

/** A client may ask for `constructor`, which every object has. */
function table<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
	return new Map(Object.entries(entries));
}
