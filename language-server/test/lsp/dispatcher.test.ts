/** What becomes of requests: answered, refused, cancelled, or given up by a handler that breaks down. */
import { expect, test } from "vitest";
import {
	type CancellationToken,
	CancellationTokenSource,
	type Connection,
	ErrorCodes,
	FoldingRangeRequest,
	LSPErrorCodes,
	ResponseError,
} from "vscode-languageserver/node";
import { Dispatcher, failed, refused } from "../../src/lsp/dispatcher";
import type { DocumentView } from "../../src/lsp/document-view";
import { notification, request } from "../../src/lsp/protocol/message";

const doubleRequest = request<{ readonly number: number }, number | null>("test/double");

/** A connection that keeps the handlers, and what they log. */
class Handlers {
	readonly logged: string[] = [];
	private readonly handlers = new Map<string, (...given: unknown[]) => unknown>();

	get connection(): Connection {
		const on = (type: string | { readonly method: string }, handler: (...given: unknown[]) => unknown) =>
			void this.handlers.set(typeof type === "string" ? type : type.method, handler);
		const console = { error: (text: string) => this.logged.push(text.split("\n")[0]) };
		return { onRequest: on, onNotification: on, console } as unknown as Connection;
	}

	/** What a message is answered with; an error as its code and its words. */
	async send(method: string, ...given: unknown[]): Promise<unknown> {
		const answer = await this.handlers.get(method)?.(...given);
		return answer instanceof ResponseError ? [answer.code, answer.message] : answer;
	}
}

const token = () => new CancellationTokenSource().token;
const cancelled = [LSPErrorCodes.RequestCancelled, "Cancelled"];

function dispatching(open: (uri: string) => DocumentView | undefined = () => undefined) {
	const handlers = new Handlers();
	return { handlers, dispatcher: new Dispatcher(handlers.connection, open) };
}

test("a request is answered with what its handler gives, now or later, or refused with its reason", async () => {
	const { handlers, dispatcher } = dispatching();
	dispatcher.answer(doubleRequest, null, ({ number }) => (number < 0 ? refused("too small") : 2 * number));
	expect(await handlers.send("test/double", { number: 2 }, token())).toBe(4);
	expect(await handlers.send("test/double", { number: -1 }, token())).toEqual([LSPErrorCodes.RequestFailed, "too small"]);
	dispatcher.answer(doubleRequest, null, async ({ number }) => 2 * number);
	expect(await handlers.send("test/double", { number: 3 }, token())).toBe(6);
	expect(handlers.logged).toEqual([]);
});

test.each<[string, () => number | Promise<number>]>([
	[
		"at once",
		() => {
			throw new Error("a bug");
		},
	],
	["later", () => Promise.reject(new Error("a bug"))],
])("a handler that breaks down %s is logged, and the request is answered with nothing", async (_, handler) => {
	const { handlers, dispatcher } = dispatching();
	dispatcher.answer(doubleRequest, null, handler);
	expect(await handlers.send("test/double", { number: 2 }, token())).toBeNull();
	dispatcher.answer(doubleRequest, failed, handler);
	expect(await handlers.send("test/double", { number: 2 }, token())).toMatchObject([ErrorCodes.InternalError, expect.any(String)]);
	expect(handlers.logged).toEqual(["test/double failed: Error: a bug", "test/double failed: Error: a bug"]);
});

test("a request that is cancelled is answered as such, be it before its handler begins or while it waits", async () => {
	const { handlers, dispatcher } = dispatching();
	let begun = 0;
	const handler = async (_: unknown, given: CancellationToken) => {
		begun++;
		await new Promise((resolve) => given.onCancellationRequested(resolve));
		return begun;
	};
	dispatcher.answer(doubleRequest, null, handler);
	const source = new CancellationTokenSource();
	const answer = handlers.send("test/double", { number: 2 }, source.token);
	source.cancel();
	expect(await answer).toEqual(cancelled);
	expect(await handlers.send("test/double", { number: 2 }, source.token)).toEqual(cancelled);
	expect(begun).toBe(1);
	dispatcher.answerAnyway(doubleRequest, null, handler);
	expect(await handlers.send("test/double", { number: 2 }, source.token)).toBe(2);
});

test("a request about a document that is not open is answered with nothing", async () => {
	const view = { uri: "file:///open.race" } as DocumentView;
	const { handlers, dispatcher } = dispatching((uri) => (uri === view.uri ? view : undefined));
	dispatcher.answerAbout(FoldingRangeRequest.type, [], ({ uri }) => [{ startLine: 0, endLine: uri.length }]);
	const ask = (uri: string) => handlers.send(FoldingRangeRequest.method, { textDocument: { uri } }, token());
	expect(await ask("file:///closed.race")).toEqual([]);
	expect(await ask(view.uri)).toEqual([{ startLine: 0, endLine: view.uri.length }]);
});

test("what has no parameters may come without, and a notification that breaks down is logged", async () => {
	const { handlers, dispatcher } = dispatching();
	dispatcher.answer(request<Readonly<Record<string, never>>, string>("test/names"), "", (params) => JSON.stringify(params));
	expect(await handlers.send("test/names", token())).toBe("{}");
	dispatcher.hear(notification<string>("test/heard"), (text) => {
		throw new Error(text);
	});
	await handlers.send("test/heard", "too loud");
	expect(handlers.logged).toEqual(["test/heard failed: Error: too loud"]);
});
