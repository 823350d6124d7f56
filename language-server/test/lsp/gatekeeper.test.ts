import { expect, test } from "vitest";
import type { Message } from "vscode-languageserver-protocol";
import { Gatekeeper } from "../../src/lsp/gatekeeper";

const document = { uri: "file:///s.race" };

/** What becomes of a request once the server runs: its method, or why it was refused. */
function passed(method: string, params: object): string {
	const gatekeeper = new Gatekeeper();
	let answer = "";
	const next = (message: Message): void => {
		const call = message as Message & { readonly method: string; readonly params: { readonly message?: string } };
		answer = call.params.message ?? call.method;
	};
	for (const call of [
		{ method: "initialize", params: { capabilities: {} } },
		{ method, params },
	])
		gatekeeper.handleMessage({ jsonrpc: "2.0", id: 1, ...call } as Message, next);
	return answer;
}

test("a name without a value, as messages to a worker have it, is as if it were not there", () => {
	expect(passed("textDocument/diagnostic", { textDocument: document, previousResultId: undefined })).toBe("textDocument/diagnostic");
	expect(passed("textDocument/diagnostic", { textDocument: document, previousResultId: null })).toBe("textDocument/diagnostic");
	expect(
		passed("textDocument/didChange", { textDocument: { ...document, version: 2 }, contentChanges: [{ text: "", range: undefined }] }),
	).toBe("textDocument/didChange");
});

test("what is needed must have a value", () => {
	expect(passed("textDocument/hover", { textDocument: document, position: undefined })).toBe("textDocument/hover: 'position' is missing");
	expect(passed("textDocument/hover", { textDocument: document, position: null })).toBe("textDocument/hover: 'position' is missing");
});

test("a value of another shape is refused", () => {
	expect(passed("textDocument/diagnostic", { textDocument: document, previousResultId: 7 })).toBe(
		"textDocument/diagnostic: 'previousResultId' has not the protocol's shape",
	);
});
