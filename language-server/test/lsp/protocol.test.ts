/**
 * The protocol as such: its phases, errors, order and encodings, of the built server, byte by byte over standard input
 * and output.
 */
import { spawnSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildServer } from "./build-server";
import { large } from "./large";
import { errorCodes, type Message, RawClient } from "./raw-client";

const uri = "file:///scenarios/counter.race";
const textDocument = { uri };
const position = { line: 0, character: 9 };
const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
const options = { tabSize: 8, insertSpaces: false };
const small = "scenario small { int 0..3 x; task t { x++; } }\n";
/** Everything that can be asked about a document, by method. */
const questions: Readonly<Record<string, object>> = {
	"textDocument/diagnostic": { textDocument },
	"textDocument/hover": { textDocument, position },
	"textDocument/definition": { textDocument, position },
	"textDocument/typeDefinition": { textDocument, position },
	"textDocument/signatureHelp": { textDocument, position },
	"textDocument/prepareRename": { textDocument, position },
	"textDocument/prepareCallHierarchy": { textDocument, position },
	"textDocument/documentLink": { textDocument },
	"workspace/symbol": { query: "s" },
	"textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
	"textDocument/documentHighlight": { textDocument, position },
	"textDocument/completion": { textDocument, position },
	"completionItem/resolve": { label: "get_page" },
	"textDocument/documentSymbol": { textDocument },
	"textDocument/foldingRange": { textDocument },
	"textDocument/selectionRange": { textDocument, positions: [position] },
	"textDocument/semanticTokens/full": { textDocument },
	"textDocument/semanticTokens/full/delta": { textDocument, previousResultId: "1" },
	"textDocument/semanticTokens/range": { textDocument, range },
	"textDocument/inlayHint": { textDocument, range },
	"textDocument/codeLens": { textDocument },
	"textDocument/codeAction": { textDocument, range, context: { diagnostics: [] } },
	"textDocument/formatting": { textDocument, options },
	"textDocument/rangeFormatting": { textDocument, range, options },
	"textDocument/onTypeFormatting": { textDocument, position, ch: "}", options },
	"raceline/timelines": { textDocument, position },
	"raceline/expectations": { textDocument },
};

// A server that knows a document has analysed the kernel for that, which takes over a second: those tests that leave
// it as it was share one.
let path: string;
let shared: RawClient | undefined;
const clients: RawClient[] = [];

function start(): RawClient {
	const client = new RawClient(path);
	clients.push(client);
	return client;
}

/** A server that has been initialised and has one document open. */
async function opened(text: string, capabilities: object = { textDocument: { diagnostic: {} } }): Promise<RawClient> {
	const client = start();
	await client.initialize(capabilities);
	client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "raceline", version: 1, text } });
	return client;
}

/** The server that has `small` open, and has said nothing yet. */
async function used(): Promise<RawClient> {
	if (shared === undefined) {
		shared = await opened(small);
		clients.splice(clients.indexOf(shared), 1);
	}
	shared.received.length = 0;
	return shared;
}

function change(client: RawClient, version: number, contentChanges: readonly object[]): void {
	client.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
}

const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const failure = ({ error }: Message): number | undefined => error?.code;

beforeAll(async () => {
	path = await buildServer();
});

afterEach(() => {
	for (const client of clients.splice(0)) client.kill();
});

afterAll(() => shared?.kill());

describe("the server's life", () => {
	test("shutdown and then exit end it with 0", async () => {
		const client = await opened(small);
		expect(await client.request("shutdown")).toMatchObject({ result: null });
		client.notify("exit");
		expect(await client.exited).toBe(0);
		expect(client.stderr).toBe("");
	});

	test("while a search runs it ends as soon", async () => {
		const client = await opened(large);
		await client.request("textDocument/diagnostic", { textDocument });
		await client.request("shutdown");
		client.notify("exit");
		expect(await client.exited).toBe(0);
	});

	test("exit without shutdown ends it with 1, also before it was initialised", async () => {
		const running = await opened(small);
		running.notify("exit");
		expect(await running.exited).toBe(1);
		const fresh = start();
		fresh.notify("exit");
		expect(await fresh.exited).toBe(1);
	});

	test("it does not outlive its client", async () => {
		const abandoned = await opened(large);
		abandoned.end();
		expect(await abandoned.exited).toBe(1);
	});

	test("nothing is answered before initialize", async () => {
		const client = start();
		client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "raceline", version: 1, text: small } });
		expect(failure(await client.request("textDocument/hover", { textDocument, position }))).toBe(errorCodes.serverNotInitialized);
		await client.initialize();
		expect(await client.request("textDocument/foldingRange", { textDocument })).toMatchObject({ result: [] });
	});

	test("shutdown before initialize is answered so too, and the server can still begin, or end", async () => {
		const client = start();
		expect(failure(await client.request("shutdown"))).toBe(errorCodes.serverNotInitialized);
		await client.initialize();
		expect(await client.request("textDocument/foldingRange", { textDocument })).toMatchObject({ result: [] });
		const other = start();
		await other.request("shutdown");
		other.notify("exit");
		expect(await other.exited).toBe(1);
	});

	test("initialize and shutdown are requests: as notifications they are nothing", async () => {
		const client = start();
		client.notify("initialize", { capabilities: {} });
		await client.initialize();
		client.notify("shutdown");
		expect(await client.request("textDocument/foldingRange", { textDocument })).toMatchObject({ result: [] });
	});

	test("initialize with parameters of another shape is refused, and can be tried again", async () => {
		const client = start();
		for (const more of [
			{ workspaceFolders: 5 },
			{ workspaceFolders: [{}] },
			{ initializationOptions: "x" },
			{ rootUri: 1 },
			{ processId: "x" },
		])
			expect(failure(await client.request("initialize", { capabilities: {}, ...more }))).toBe(errorCodes.invalidParams);
		expect(await client.initialize({ general: { positionEncodings: 5 }, textDocument: null })).toHaveProperty("result");
	});

	test("it ends when the process ends that its client says it is", async () => {
		const client = start();
		const dead = spawnSync(process.execPath, ["--version"]).pid;
		expect(await client.request("initialize", { processId: dead, capabilities: {} })).toHaveProperty("result");
		expect(await client.exited).toBe(1);
	});

	test("without a way to reach its client it says how it is started", () => {
		const { status, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
		expect(stderr).toContain("--stdio");
		expect(status).toBe(2);
	});

	test("there is one initialize", async () => {
		const client = await used();
		expect(failure(await client.request("initialize", { capabilities: {} }))).toBe(errorCodes.invalidRequest);
		expect(await client.request("textDocument/hover", { textDocument, position })).toMatchObject({ result: { contents: {} } });
	});

	test("nothing is answered after shutdown", async () => {
		const client = await opened(small);
		await client.request("shutdown");
		expect(failure(await client.request("textDocument/hover", { textDocument, position }))).toBe(errorCodes.invalidRequest);
	});
});

describe("positions", () => {
	test.each([
		{ offered: undefined, agreed: "utf-16" },
		{ offered: ["utf-16"], agreed: "utf-16" },
		{ offered: ["utf-8", "utf-16"], agreed: "utf-16" },
		{ offered: ["utf-8"], agreed: "utf-8" },
		{ offered: ["utf-32"], agreed: "utf-16" },
	])("are in $agreed for a client that offers $offered", async ({ offered, agreed }) => {
		const client = start();
		const { result } = await client.initialize({ general: { positionEncodings: offered } });
		expect(result).toMatchObject({ capabilities: { positionEncoding: agreed } });
	});

	test.each([
		{ encoding: "utf-16", before: 8, inserted: 7 },
		{ encoding: "utf-8", before: 11, inserted: 9 },
	])("of changes and answers agree in $encoding", async ({ encoding, before, inserted }) => {
		const client = await opened("/*𝕊é*/ scenario s {}\n", { general: { positionEncodings: [encoding] } });
		// Behind the comment, where the two differ.
		const place = { line: 0, character: before };
		change(client, 2, [{ range: { start: place, end: place }, text: "/*𝕊*/ " }]);
		const { result } = await client.request("textDocument/documentSymbol", { textDocument });
		expect(result).toMatchObject([{ name: "s", range: { start: { line: 0, character: before + inserted } } }]);
	});
});

describe("what is not the protocol", () => {
	test("unknown methods are refused, unknown notifications ignored", async () => {
		const client = await used();
		client.notify("workspace/unknown", {});
		client.notify("$/unknown", {});
		expect(failure(await client.request("textDocument/unknown", { textDocument }))).toBe(errorCodes.methodNotFound);
		expect(failure(await client.request("$/unknown"))).toBe(errorCodes.methodNotFound);
	});

	test("parameters of another shape are refused as such, whatever the method", async () => {
		const client = await used();
		for (const [method, good] of Object.entries(questions)) {
			// All but the character that was typed, which nobody looks at.
			const names = Object.keys(good).filter((name) => name !== "ch");
			const bad: unknown[] = [undefined, null, [], [good], "", 5, {}, ...names.map((name) => ({ ...good, [name]: 5 }))];
			for (const params of bad) {
				const answer = await client.request(method, params);
				expect([method, JSON.stringify(params), failure(answer)]).toEqual([method, JSON.stringify(params), errorCodes.invalidParams]);
			}
			expect(await client.request(method, good)).toHaveProperty("result");
		}
	});

	test("notifications of another shape change nothing", async () => {
		const client = await used();
		for (const params of [undefined, null, [], {}, { textDocument: 5 }, { textDocument }, { textDocument, contentChanges: [{}] }]) {
			for (const method of ["didOpen", "didChange", "didClose"]) {
				if (method === "didClose" && JSON.stringify(params)?.includes(uri)) continue;
				client.notify(`textDocument/${method}`, params);
			}
		}
		expect(await client.request("textDocument/documentSymbol", { textDocument })).toMatchObject({ result: [{ name: "small" }] });
		expect(client.received.filter(({ method }) => method === "window/logMessage")).not.toEqual([]);
	});

	test("bodies that are no JSON, and JSON that is no message, are answered each, and what follows is understood", async () => {
		const client = await used();
		const send = (body: string): void => client.writeBytes(frame(body));
		for (const body of ['{"a":', "", "\u00ff\u0000"]) send(body);
		for (const body of ["[]", '[{"jsonrpc":"2.0","id":7,"method":"shutdown"}]', "null", "5", "{}", '{"jsonrpc":"2.0"}']) send(body);
		for (const id of ["null", "true", "{}", "[1]"]) send(`{"jsonrpc":"2.0","id":${id},"method":"textDocument/foldingRange"}`);
		send('{"jsonrpc":"2.0","method":5}');
		send('{"jsonrpc":"2.0","id":99,"result":5}');
		expect(await client.request("textDocument/documentSymbol", { textDocument })).toMatchObject({ result: [{ name: "small" }] });
		const refusals = client.received.filter(({ id }) => id === null).map(failure);
		expect(refusals).toEqual([...Array(3).fill(errorCodes.parseError), ...Array(11).fill(errorCodes.invalidRequest)]);
	});

	test("a request that is none any more is answered under its id", async () => {
		const client = await used();
		client.write({ jsonrpc: "2.0", id: "no method" });
		client.write({ jsonrpc: "2.0", id: 1234.5, method: null });
		expect(failure(await client.answer("no method"))).toBe(errorCodes.invalidRequest);
		expect(failure(await client.answer(1234.5))).toBe(errorCodes.invalidRequest);
	});

	test("methods and notifications are answered or ignored by name, also by names that every object has", async () => {
		const client = await used();
		for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "", "textDocument/__proto__"]) {
			client.notify(name, {});
			client.notify(name);
			for (const params of [{ textDocument }, { [name]: 5 }, [], undefined])
				expect([name, failure(await client.request(name, params))]).toEqual([
					name,
					name.startsWith("textDocument/") && (Array.isArray(params) || params?.textDocument === undefined)
						? errorCodes.invalidParams
						: errorCodes.methodNotFound,
				]);
		}
		client.writeBytes(frame('{"jsonrpc":"2.0","id":"own","method":"textDocument/hover","params":{"__proto__":{"textDocument":5}}}'));
		expect(failure(await client.answer("own"))).toBe(errorCodes.invalidParams);
	});

	test("of two requests with one id that wait together both are answered", async () => {
		const client = await opened(large);
		for (const id of ["5000", 5000]) client.write({ jsonrpc: "2.0", id, method: "textDocument/diagnostic", params: { textDocument } });
		expect(failure(await client.answer(5000))).toBe(errorCodes.invalidRequest);
		expect(await client.answer("5000")).toHaveProperty("result");
		// It is free again.
		client.received.length = 0;
		client.write({ jsonrpc: "2.0", id: 5000, method: "textDocument/foldingRange", params: { textDocument } });
		expect(await client.answer(5000)).toHaveProperty("result");
	});

	test("a cancellation of nothing is ignored", async () => {
		const client = await used();
		for (const params of [undefined, null, [], {}, { id: null }, { id: {} }, { id: "__proto__" }]) client.notify("$/cancelRequest", params);
		expect(await client.request("textDocument/foldingRange", { textDocument })).toHaveProperty("result");
	});

	test.each([
		"Content-Length: 10",
		"Content-Length: -5\r\n\r\n{}",
		"Content-Length: many\r\n\r\n{}",
		"Content-Length: 2x\r\n\r\n{}",
		"Content-Length:\r\n\r\n{}",
		"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
		"Content-Length: 99999999999999999999\r\n\r\n{}",
		"Content-Length 2\r\n\r\n{}",
		"Content-Length: 2\n\n{}",
		"Content-Type: application/vscode-jsonrpc\r\n\r\n{}",
		"\r\n\r\n{}",
		`X: ${"x".repeat(10_000)}`,
		'{"jsonrpc":"2.0","id":1,"method":"shutdown"}\n',
	])("behind the header %j nothing can be read: that is answered, and the server ends", async (header) => {
		const client = start();
		await client.initialize();
		client.writeBytes(header);
		if (header === "Content-Length: 10") client.writeBytes("\r\n\r\n0123");
		if (header === "Content-Length: 10") client.end();
		expect(await client.exited).toBe(1);
		if (header === "Content-Length: 10") return;
		expect(client.received.filter(({ id }) => id === null).map(failure)).toEqual([errorCodes.parseError]);
		expect(client.stderr).toMatch(/^raceline-language-server: .*\n$/);
	});

	test("that ends it also while it searches", async () => {
		const client = await opened(large);
		await client.request("textDocument/diagnostic", { textDocument });
		client.writeBytes("\r\n\r\n{}");
		expect(await client.exited).toBe(1);
		expect(client.received.filter(({ id }) => id === null).map(failure)).toEqual([errorCodes.parseError]);
	});

	test("messages may come in any pieces", async () => {
		const client = await used();
		const body = JSON.stringify({ jsonrpc: "2.0", id: "in pieces", method: "textDocument/foldingRange", params: { textDocument } });
		const bytes = Buffer.from(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
		for (const byte of bytes) client.writeBytes(Uint8Array.of(byte));
		expect(await client.answer("in pieces")).toHaveProperty("result");
	});
});

describe("many messages at once", () => {
	const nameOf = ({ result }: Message): unknown => (result as { name: string }[])[0]?.name;

	test("each request sees the text of its place among the changes", async () => {
		const client = await opened("scenario s0 {}\n");
		const asked: number[] = [];
		for (let version = 1; version <= 20; version++) {
			// The number behind `scenario s`, which had one digit or two.
			const end = 10 + String(version - 1).length;
			change(client, version + 1, [
				{ range: { start: { line: 0, character: 10 }, end: { line: 0, character: end } }, text: String(version) },
			]);
			asked.push(client.send("textDocument/documentSymbol", { textDocument }));
		}
		const names = await Promise.all(asked.map(async (id) => nameOf(await client.answer(id))));
		expect(names).toEqual(asked.map((_, index) => `s${index + 1}`));
	});

	test("semantic tokens after an edit are those before it with the differences, whatever was edited", async () => {
		const client = await opened(small + large);
		const tokens = { textDocument };
		type Tokens = { resultId: string; data: number[]; edits?: { start: number; deleteCount: number; data: number[] }[] };
		const ask = async (method: string, more: object = {}): Promise<Tokens> =>
			(await client.request(`textDocument/semanticTokens/${method}`, { ...tokens, ...more })).result as Tokens;
		let { resultId, data } = await ask("full");
		const inserted = ["task z { x--; }\n", "int ", "/* ", "*/", "\n", "x", "", "}"];
		for (const [index, text] of inserted.entries()) {
			const place = { line: index % 3, character: index * 3 };
			change(client, index + 2, [{ range: { start: place, end: { ...place, character: place.character + (index % 2) } }, text }]);
			const delta = await ask("full/delta", { previousResultId: resultId });
			for (const { start, deleteCount, data: replacement } of delta.edits ?? []) data.splice(start, deleteCount, ...replacement);
			const all = await ask("full");
			expect([text, delta.edits?.length ?? 2, data]).toEqual([text, expect.toSatisfy((count: number) => count < 2), all.data]);
			({ resultId, data } = all);
		}
		expect(await ask("full/delta", { previousResultId: "unknown" })).toMatchObject({ data });
	});

	test("a change ends the wait for a verdict of the text before", async () => {
		const client = await opened(large);
		const asked = client.send("textDocument/diagnostic", { textDocument });
		change(client, 2, [{ text: "scenario s { task t { nowhere(); } }\n" }]);
		const { result } = await client.answer(asked);
		expect(JSON.stringify(result)).toContain("nowhere");
	});

	test("every request is answered once, however the text is torn apart in between", async () => {
		const client = await opened(small + large);
		const asked: number[] = [];
		let version = 1;
		for (let round = 0; round < 8; round++) {
			for (const [method, params] of Object.entries(questions)) {
				asked.push(client.send(method, params));
				const place = { line: version % 7, character: (version * 5) % 30 };
				const text = ["", "{", "}", "\n", '"', "/*", "scenario ", "é𝕊", ";"][version % 9];
				change(client, ++version, [{ range: { start: place, end: { ...place, character: place.character + (version % 3) } }, text }]);
			}
		}
		const answers = await Promise.all(asked.map((id) => client.answer(id)));
		// There may be no name at the place.
		expect(answers.filter((answer) => answer.error && failure(answer) !== errorCodes.requestFailed)).toEqual([]);
		expect(client.received.filter(({ id, method }) => method === undefined && asked.includes(Number(id)))).toHaveLength(asked.length);
		const errors = client.received.filter(
			({ method, params }) => method === "window/logMessage" && (params as { type: number }).type === 1,
		);
		expect(errors).toEqual([]);
	});

	test("a cancelled request is answered as cancelled; one that is answered already cannot be cancelled", async () => {
		const client = await opened(large);
		const asked = client.send("textDocument/diagnostic", { textDocument });
		client.notify("$/cancelRequest", { id: asked });
		expect(failure(await client.answer(asked))).toBe(errorCodes.requestCancelled);
		client.notify("$/cancelRequest", { id: asked });
		client.notify("$/cancelRequest", { id: 12345 });
		change(client, 2, [{ text: small }]);
		expect(nameOf(await client.request("textDocument/documentSymbol", { textDocument }))).toBe("small");
	});
});
