/**
 * The messages of JSON-RPC as such. The library passes over what is none, or stumbles over it; a client that waits for
 * an answer would wait for ever.
 *
 * Invariant: every request is answered once. Whatever else comes that is neither a notification nor a response is
 * answered with an error.
 */
import { ErrorCodes, type Message, type MessageReader, type MessageWriter } from "vscode-languageserver";

import { shownText } from "./shown-text";

export interface Channel {
	readonly reader: MessageReader;
	readonly writer: MessageWriter;
}

/** The error of JSON-RPC for a text that is no JSON. */
export function parseError(problem: string): Message {
	return errorAnswer(null, ErrorCodes.ParseError, problem);
}

/** The same channel, on which nothing comes but messages that the library understands; the rest is answered at once. */
export function strictChannel({ reader, writer }: Channel): Channel {
	/** The requests that have not been answered. The library cannot tell the ids `1` and `"1"`. */
	const pending = new Set<string>();
	const send = (message: Message): void => void writer.write(message).catch(() => {});
	return {
		reader: {
			onError: reader.onError,
			onClose: reader.onClose,
			onPartialMessage: reader.onPartialMessage,
			dispose: () => reader.dispose(),
			listen: (callback) =>
				reader.listen((message: unknown) => {
					const refuse = (problem: string, id: unknown = null): void => send(errorAnswer(id, ErrorCodes.InvalidRequest, problem));
					if (Array.isArray(message)) return refuse("batches of messages are not supported");
					if (typeof message !== "object" || message === null) return refuse("a message is an object");
					const { id, method } = message as { readonly id?: unknown; readonly method?: unknown };
					const isId = typeof id === "string" || typeof id === "number";
					if (method === undefined) {
						const isResponse = "result" in message || "error" in message;
						if (!isResponse) return refuse("a message has a method, a result or an error", isId ? id : null);
						if (isId || id === null) callback(message as unknown as Message);
						return;
					}
					if (typeof method !== "string") return refuse("a method is a text", isId ? id : null);
					if (id === undefined) {
						if (method !== "$/cancelRequest" || hasId(message)) callback(message as Message);
						return;
					}
					if (!isId) return refuse("an id is a text or a number");
					if (pending.has(String(id))) return refuse("a request with this id has not been answered yet", id);
					pending.add(String(id));
					callback(message as Message);
				}),
		},
		writer: {
			onError: writer.onError,
			onClose: writer.onClose,
			dispose: () => writer.dispose(),
			end: () => writer.end(),
			write: (message) => {
				if (!("method" in message) && "id" in message) pending.delete(String(message.id));
				return writer.write(shownText(message));
			},
		},
	};
}

/** Whether a cancellation says what it cancels. */
function hasId(message: object): boolean {
	const { params } = message as { readonly params?: { readonly id?: unknown } | null };
	return typeof params?.id === "string" || typeof params?.id === "number";
}

function errorAnswer(id: unknown, code: number, message: string): Message {
	return { jsonrpc: "2.0", id, error: { code, message } } as Message;
}
