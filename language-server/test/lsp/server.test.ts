/**
 * The built server, driven over standard input and output as an editor does. All of it is in one file, though that is
 * long: its tests share the servers, and to start one takes longer than what they ask.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
	type CodeAction,
	type CodeLens,
	type CompletionItem,
	CompletionItemKind,
	type CompletionList,
	type DocumentDiagnosticReport,
	type DocumentSymbol,
	type FoldingRange,
	type Hover,
	type InlayHint,
	type Location,
	type LocationLink,
	type SelectionRange,
	type SemanticTokens,
	type TextEdit,
} from "vscode-languageserver-protocol";
import type { FileCoverage } from "../../src/lsp/protocol/coverage";
import type { ExpectationsResult } from "../../src/lsp/protocol/expectations";
import type { ReplayMoment, ReplayStartResult } from "../../src/lsp/protocol/replay";
import type { ReportResult } from "../../src/lsp/protocol/report";
import type { TimelineRun, TimelinesResult } from "../../src/lsp/protocol/timelines";
import { buildServer } from "./build-server";
import { editorCapabilities, LanguageClient, type LanguageClientOptions } from "./language-client";
import { large } from "./large";

const uri = "file:///scenarios/counter.race";
const everywhere = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** Two tasks that count without a lock. */
const counter = `struct counter { int 0..7 value; }

fn increment(counter c) {
	c.value++;
}

/// Two increments, one of which may be lost.
scenario lost_update {
	counter shared;
	task one { increment(shared); }
	task two { increment(shared); }
	property both_count "the counter is {shared.value}" at end = shared.value == 2;
}
`;

const safe = counter.replace("\tc.value++;", "\tatomic { c.value++; }");

let path: string;
/** The servers by their options: to start one takes longer than what a test asks of it. */
const clients = new Map<string, LanguageClient>();

async function start(options?: LanguageClientOptions): Promise<LanguageClient> {
	const key = JSON.stringify(options ?? {});
	const client = clients.get(key) ?? (await LanguageClient.start(path, options));
	clients.set(key, client);
	return client;
}

beforeAll(async () => {
	path = await buildServer();
});

/** Whatever a test did, the server has logged no error, and the next test finds it as if it were new. */
afterEach(async ({ task }) => {
	if (task.result?.state === "fail") {
		for (const client of clients.values()) client.kill();
		clients.clear();
	}
	for (const client of clients.values()) {
		expect(client.errors).toEqual([]);
		await client.reset();
	}
});

afterAll(async () => {
	for (const client of clients.values()) expect(await client.stop()).toBe(0);
});

describe("diagnostics", () => {
	test("contain the verdict: a race on the step that loses it, with links to every step", async () => {
		const client = await start();
		client.open(uri, counter);
		const [race, ...others] = await client.verdict(uri);
		expect(others).toEqual([]);
		expect(race).toMatchObject({
			severity: 1,
			source: "raceline",
			code: "both_count",
			message: [
				"race: the counter is 1 (both_count), 4 steps",
				"increment(shared) at #4 trusts shared.value as #1 saw it; two changed it from 0 to 1 at #3",
				"It fails because two's #2 and #3 come between one's #1 and #4",
			].join("\n"),
			range: { start: { line: 9, character: 12 }, end: { line: 9, character: 29 } },
		});
		expect(race.codeDescription?.href).toMatch(/^https:\/\/.*diagnostics\.md#race$/);
		expect(race.relatedInformation?.map(({ message }) => message)).toHaveLength(4);
		expect(race.relatedInformation?.[0].location).toEqual({
			uri,
			range: { start: { line: 3, character: 1 }, end: { line: 3, character: 8 } },
		});
	});

	test("follow every edit", async () => {
		const client = await start();
		client.open(uri, counter);
		expect(await client.verdict(uri)).toHaveLength(1);
		client.edit(uri, "\tc.value++;", "\tatomic { c.value++; }");
		expect(await client.verdict(uri)).toEqual([]);
		client.edit(uri, "shared.value == 2", "shared.value == ");
		expect((await client.verdict(uri)).map(({ source }) => source)).toContain("raceline");
		client.edit(uri, "shared.value == ", "shared.value == 2");
		expect(await client.verdict(uri)).toEqual([]);
	});

	test("are not sent again when nothing has changed", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const params = { textDocument: { uri } };
		const first: DocumentDiagnosticReport = await client.request("textDocument/diagnostic", params);
		const second: DocumentDiagnosticReport = await client.request("textDocument/diagnostic", {
			...params,
			previousResultId: first.resultId,
		});
		expect(first.kind).toBe("full");
		expect(second).toEqual({ kind: "unchanged", resultId: first.resultId });
	});

	test("are pushed to clients that do not pull", async () => {
		const client = await start({ capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } } });
		client.open(uri, counter);
		await client.until(() => client.published.some(({ diagnostics }) => diagnostics.length === 1));
		client.edit(uri, "\tc.value++;", "\tatomic { c.value++; }");
		await client.until(() => client.published.at(-1)?.version === 2 && client.published.at(-1)?.diagnostics.length === 0);
		client.close(uri);
		await client.until(() => client.published.at(-1)?.version === undefined);
	});

	test("come as they are when the search takes long, and again when it is done", async () => {
		const client = await start({ settings: { check: { maxStates: 1_000_000_000, maxSeconds: 1 } } });
		client.open(uri, large);
		expect(await client.pull(uri)).toEqual([]);
		const [inconclusive] = await client.verdict(uri);
		expect(inconclusive).toMatchObject({ severity: 2, code: "inconclusive" });
		expect(client.serverRequests).toContain("workspace/diagnostic/refresh");
	});
});

describe("what is shown beside the text", () => {
	test("code lenses carry the verdict", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const lenses: CodeLens[] = await client.request("textDocument/codeLens", { textDocument: { uri } });
		expect(lenses.map(({ range, command }) => [range.start.line, command?.title.replace(/\d+ ms/, "TIME"), command?.command])).toEqual([
			[7, "✗ race · v6.18", ""],
			[7, "4 steps", ""],
			[7, "12 states · TIME", ""],
		]);
	});

	test("a search that a limit ended goes on by a command of the lens and of a quick fix, also where a client has none of its own", async () => {
		const client = await start({ settings: { check: { maxStates: 5 } } });
		client.open(uri, counter);
		const lenses = async () => {
			const found: CodeLens[] = await client.request("textDocument/codeLens", { textDocument: { uri } });
			return found.map(({ command }) => command);
		};
		await client.verdict(uri);
		expect((await lenses())[0]?.title).toBe("◔ inconclusive · limit on states · v6.18");
		const further = (await lenses()).find((command) => command?.title === "Continue");
		const { position } = client.position(uri, "counter shared");
		const range = { start: position, end: position };
		const fixes: CodeAction[] = await client.request("textDocument/codeAction", {
			textDocument: { uri },
			range,
			context: { diagnostics: [] },
		});
		expect(fixes.map(({ command }) => command?.command)).toContain(further?.command);
		expect(await client.request("workspace/executeCommand", further ?? {})).toBeNull();
		await expect.poll(async () => (await lenses())[0]?.title, { timeout: 600_000 }).toMatch(/^✗ race/);
	});

	test("inlay hints show the order of the losing run", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const hints: InlayHint[] = await client.request("textDocument/inlayHint", { textDocument: { uri }, range: everywhere });
		expect(hints.map(({ position, label }) => [position, label])).toEqual([
			[{ line: 9, character: 32 }, "#1 sees value=0, #4 ✗ the counter is 1"],
			[{ line: 10, character: 32 }, "#3 value 0→1"],
		]);
	});

	test("both can be switched off, and follow the settings at once", async () => {
		const client = await start({ settings: { inlayHints: { steps: false }, codeLens: { verdict: false } } });
		client.open(uri, counter);
		await client.verdict(uri);
		await client.until(() => client.serverRequests.includes("workspace/inlayHint/refresh"));
		expect(await client.request("textDocument/inlayHint", { textDocument: { uri }, range: everywhere })).toEqual([]);
		expect(await client.request("textDocument/codeLens", { textDocument: { uri } })).toEqual([]);
	});
});

describe("what is known about a place", () => {
	test("hover shows an object's values in the run and over all interleavings", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const hover: Hover = await client.request("textDocument/hover", client.position(uri, "shared);", 1));
		expect(hover.contents).toMatchObject({ kind: "markdown" });
		expect(JSON.stringify(hover.contents)).toContain("| `value` | `0 → 1` |");
	});

	test("hover folds what is asked for seldom, for a client that has the commands", async () => {
		const client = await start({ initializationOptions: { showsVerdicts: true } });
		client.open(uri, counter);
		await client.verdict(uri);
		const at = client.position(uri, "shared);", 1);
		const { contents } = (await client.request("textDocument/hover", at)) as { contents: { value: string } };
		expect(contents.value).not.toContain("| `value` |");
		const place = encodeURIComponent(JSON.stringify([uri, at.position]));
		expect(contents.value).toContain(
			`[Timeline](command:raceline.showTimeline?${place}) · [All values](command:raceline.showValues?${place})`,
		);
		expect(await client.request("raceline/values", at)).toEqual([
			{ object: "shared", all: "all interleavings", rows: [{ name: "value", run: "0 → 1", all: "{0, 1, 2}" }] },
		]);
	});

	test("C code comes back as code of the document, behind the item at the position", async () => {
		const client = await start();
		client.open(uri, "scenario s { task t { } }\n");
		const code = 'void f(struct dev *dev)\n{\n\tspin_lock(&dev->lock);\n\tpr_debug("locked");\n}\n';
		expect(await client.request("raceline/scenarioCode", { ...client.position(uri, "task"), code, spaces: 2 })).toEqual({
			range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
			newText:
				'\nstruct dev {\n  struct spinlock lock;\n};\n\nvoid f(struct dev *dev)\n{\n  spin_lock(&dev->lock);\n  pr_debug("locked");\n}\n',
			told: ["Declared, as far as their use tells what they are: dev.", "Without effect here: pr_debug."],
		});
	});

	test("definition leads into the kernel model, whose files the server hands out", async () => {
		const client = await start();
		client.open(uri, "scenario s { rwsem sem; task t { down_write(sem); up_write(sem); } }");
		const [link]: LocationLink[] = await client.request("textDocument/definition", client.position(uri, "down_write"));
		expect(link.targetUri).toMatch(/^raceline-kernel:\/.*rwsem\.race$/);
		const { text } = await client.request<{ text: string }>("raceline/kernelFile", { uri: link.targetUri });
		const line = text.split("\n")[link.targetSelectionRange.start.line];
		expect(line.slice(link.targetSelectionRange.start.character, link.targetSelectionRange.end.character)).toBe("down_write");
		await expect(client.request("raceline/kernelFile", { uri: "raceline-kernel:/nowhere.race" })).rejects.toThrow("nowhere.race");
	});

	test("a file of the kernel model can be open, with definitions and hovers of its own", async () => {
		const client = await start();
		client.open(uri, "scenario s { rwsem sem; task t { down_write(sem); } }");
		const [link]: LocationLink[] = await client.request("textDocument/definition", client.position(uri, "down_write"));
		const { text } = await client.request<{ text: string }>("raceline/kernelFile", { uri: link.targetUri });
		client.open(link.targetUri, text);
		expect(await client.verdict(link.targetUri)).toEqual([]);
		const hover: Hover = await client.request("textDocument/hover", {
			textDocument: { uri: link.targetUri },
			position: link.targetSelectionRange.start,
		});
		expect(JSON.stringify(hover.contents)).toContain("fn down_write(rwsem sem)");
	});

	test("hints of a model file that is alone in view are to be asked for again when the scenario that they tell of was searched", async () => {
		const client = await start();
		client.open(uri, "scenario s { file f = dax_file(xfs, blocks: 1); task t { truncate(f, 0); } }");
		const [link]: LocationLink[] = await client.request("textDocument/definition", client.position(uri, "truncate"));
		const { text } = await client.request<{ text: string }>("raceline/kernelFile", { uri: link.targetUri });
		client.open(link.targetUri, text);
		await client.verdict(uri);
		const range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
		const asked = { textDocument: { uri: link.targetUri }, range };
		const hints = async () => {
			const all = await client.request<InlayHint[]>("textDocument/inlayHint", asked);
			return all.map(({ label }) => String(label)).filter((label) => label.includes("#"));
		};
		expect(await hints()).toEqual([]);
		const before = client.serverRequests.length;
		client.edit(uri, "truncate(f, 0);", "truncate(f, 0); assert(false);");
		await client.until(() => client.serverRequests.slice(before).includes("workspace/inlayHint/refresh"));
		await client.verdict(uri);
		expect(await hints()).not.toEqual([]);
	});

	test("the losing runs of a scenario are answered with places that a client can open", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const found = await client.request<TimelinesResult>("raceline/timelines", client.position(uri, "lost_update"));
		expect(found).toMatchObject({ uri, scenario: "lost_update", busy: false, shown: 0 });
		const [{ steps, lanes, diagram }] = found.runs;
		expect(steps.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1));
		expect(steps.at(-1)).toMatchObject({ failing: true });
		expect(lanes.length).toBe(2);
		expect(steps[0].place?.uri).toBe(uri);
		expect(diagram).toContain(lanes[0].name);
	});

	test("a run without the known racing pairs is searched for: an update is lost in one way only", async () => {
		const client = await start();
		client.open(uri, counter);
		await client.verdict(uri);
		const at = client.position(uri, "lost_update");
		const [known] = (await client.request<TimelinesResult>("raceline/timelines", at)).runs;
		const { configurationKey, subject } = known;
		const ask = { ...at, run: { configurationKey, subject } };
		const any = await client.request<TimelineRun | null>("raceline/differentRun", { ...ask, orders: [] });
		expect(any?.steps.map(({ label }) => label)).toEqual(known.steps.map(({ label }) => label));
		expect(known.pair).toBeDefined();
		expect(await client.request("raceline/differentRun", { ...ask, orders: [known.pair?.order] })).toBeNull();
	});

	test("a run is replayed, moment by moment, also when the text has changed since", async () => {
		const client = await start();
		client.open(uri, counter);
		const { session, path, headline } = await client.request<ReplayStartResult>("raceline/replay/start", {
			...client.position(uri, "lost_update"),
		});
		expect(headline).toContain("both_count");
		client.edit(uri, "\tc.value++;", "\tatomic { c.value++; }");
		const first = await client.request<ReplayMoment>("raceline/replay/moment", { session, path: [] });
		expect(first.lanes.map(({ name, status }) => `${name} ${status}`)).toEqual(["one ready", "two ready"]);
		const last = await client.request<ReplayMoment>("raceline/replay/moment", { session, path });
		expect(last.violations.map(({ property }) => property)).toEqual(["both_count"]);
		expect(last.ended).toBe(true);
		const asked = { session, path, lane: 0, expression: "shared.value == 1" };
		expect(await client.request("raceline/replay/evaluate", asked)).toMatchObject({ value: "true" });
	});

	test("the report that the command line would print", async () => {
		const client = await start();
		client.open(uri, counter);
		const asked = { textDocument: { uri }, folder: "file:///scenarios" };
		const { terminalLines, status, summary } = await client.request<ReportResult>("raceline/report", asked);
		expect(terminalLines.join("\n")).toMatch(/counter\.race:10:13$/m);
		// Its colours are commands to the terminal, which have to arrive as they are.
		expect(terminalLines.join("\n")).toContain("\u001b[");
		expect(terminalLines.join("\n")).not.toContain("\ufffd");
		expect([status, summary.unmet]).toEqual([1, 1]);
		const twice = await client.request<ReportResult>("raceline/report", { ...asked, before: summary });
		expect(twice.summary.unmet).toBe(2);
	});

	test("the expectations on another kernel, and how much of the kernel model they come to", async () => {
		const client = await start();
		client.open(uri, "scenario s {\n\tpage p;\n\ttask t { get_page(p); }\n\texpect safe;\n}\n");
		const kernels = await client.request<string[]>("raceline/kernels", {});
		expect(kernels.length).toBeGreaterThan(5);
		const asked = { textDocument: { uri }, settled: true, kernel: kernels[kernels.length - 1] };
		const { scenarios } = await client.request<ExpectationsResult>("raceline/expectations", asked);
		expect(scenarios[0].expectations).toMatchObject([{ text: "expect safe" }]);
		expect(await client.request("raceline/expectations", { ...asked, kernel: "v0.1" })).toBeNull();
		const files = await client.request<FileCoverage[]>("raceline/coverage", { textDocument: { uri } });
		const reached = files.flatMap(({ functions }) => functions.flatMap((fn) => (fn.reached ? [fn.name] : [])));
		expect(reached).toContain("get_page");
	});

	test("a debugger is told what to show beside the lines", async () => {
		const client = await start();
		client.open(uri, counter);
		const stopped = client.position(uri, "c.value++").position;
		const context = { frameId: 0, stoppedLocation: { start: stopped, end: stopped } };
		const textDocument = { uri };
		expect(await client.request("textDocument/inlineValue", { textDocument, range: everywhere, context })).toEqual([
			{ range: { start: { line: 2, character: 21 }, end: { line: 2, character: 22 } }, expression: "c" },
			{ range: { start: { line: 3, character: 1 }, end: { line: 3, character: 8 } }, expression: "c.value" },
		]);
	});

	test("a run that reaches a statement with a condition is found, or said not to exist", async () => {
		const client = await start();
		client.open(uri, "scenario s {\n\tint x;\n\ttask t { x = 1; }\n\ttask u { x = 2; }\n}\n");
		const at = client.position(uri, "x = 2");
		const found = await client.request<ReplayStartResult>("raceline/replay/start", { ...at, reach: "x == 1" });
		expect(found).toMatchObject({ headline: "this statement is reached with x == 1" });
		await expect(client.request("raceline/replay/start", { ...at, reach: "x == 2" })).rejects.toThrow(
			/^In none of \d+ states is this statement reached with x == 2\.$/,
		);
		await expect(client.request("raceline/replay/start", { ...at, reach: "x ==" })).rejects.toThrow("cannot be asked here");
	});

	test("references, outline, folding, semantic tokens and completion answer", async () => {
		const client = await start();
		client.open(uri, counter);
		const textDocument = { uri };
		const references: Location[] = await client.request("textDocument/references", {
			...client.position(uri, "increment"),
			context: { includeDeclaration: true },
		});
		expect(references.map(({ range }) => range.start.line)).toEqual([2, 9, 10]);
		const symbols: DocumentSymbol[] = await client.request("textDocument/documentSymbol", { textDocument });
		expect(symbols.map(({ name }) => name)).toEqual(["counter", "increment", "lost_update"]);
		const folds: FoldingRange[] = await client.request("textDocument/foldingRange", { textDocument });
		expect(folds.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
			[2, 3],
			[7, 11],
		]);
		const tokens: SemanticTokens = await client.request("textDocument/semanticTokens/full", { textDocument });
		expect(tokens.data.length % 5).toBe(0);
		expect(tokens.data.slice(0, 3)).toEqual([0, 7, 7]);
		const [selection]: SelectionRange[] = await client.request("textDocument/selectionRange", {
			textDocument,
			positions: [{ line: 3, character: 3 }],
		});
		expect(selection.range).toEqual({ start: { line: 3, character: 3 }, end: { line: 3, character: 8 } });
		expect(selection.parent?.range).toEqual({ start: { line: 3, character: 1 }, end: { line: 3, character: 8 } });
		const options = { tabSize: 4, insertSpaces: true };
		const edits: TextEdit[] = await client.request("textDocument/rangeFormatting", {
			textDocument,
			options,
			range: { start: { line: 2, character: 0 }, end: { line: 4, character: 1 } },
		});
		expect(edits).toEqual([{ range: { start: { line: 2, character: 25 }, end: { line: 3, character: 1 } }, newText: "\n    " }]);
		expect(await client.request("textDocument/formatting", { textDocument, options: { tabSize: 8, insertSpaces: false } })).toEqual([]);
		expect(await client.request("textDocument/onTypeFormatting", { ...client.position(uri, "c.value"), ch: "\n", options })).toEqual(edits);
		const { items }: CompletionList = await client.request("textDocument/completion", client.position(uri, "value++"));
		expect(items.map(({ label }) => label)).toEqual(["value"]);
		const { items: names }: CompletionList = await client.request("textDocument/completion", client.position(uri, "c.value"));
		const [fn] = names.filter(({ kind, label }) => kind === CompletionItemKind.Function && label !== "increment");
		expect(fn.documentation).toBeUndefined();
		const resolved: CompletionItem = await client.request("completionItem/resolve", fn);
		expect(resolved.documentation).toMatchObject({ kind: "markdown", value: expect.stringContaining(fn.label) });
	});
});

describe("positions", () => {
	test("count UTF-16 code units by default, also behind characters outside of the basic plane and with CRLF", async () => {
		const client = await start();
		client.open(uri, "/* 𝕊𝕊 */ scenario s {\r\n\t/* 𝕊 */ task t { nothing(); }\r\n}\r\n");
		const [{ range }] = await client.verdict(uri);
		expect(range).toEqual({ start: { line: 1, character: 19 }, end: { line: 1, character: 26 } });
	});

	test("count bytes for a client that knows only UTF-8", async () => {
		const client = await start({ capabilities: { ...editorCapabilities, general: { positionEncodings: ["utf-8"] } } });
		expect(client.capabilities).toMatchObject({ positionEncoding: "utf-8" });
		client.open(uri, "scenario s {\n\t/* 𝕊é */ task t { nothing(); }\n}\n");
		const [{ range }] = await client.verdict(uri);
		expect(range).toEqual({ start: { line: 1, character: 23 }, end: { line: 1, character: 30 } });
		const inside = { start: { line: 1, character: 23 }, end: { line: 1, character: 32 } };
		client.change(uri, [{ range: inside, text: "wait (true)" }]);
		expect(await client.verdict(uri)).toEqual([]);
	});
});

describe("cancellation", () => {
	test("a cancelled request is answered as cancelled, and the server goes on", async () => {
		const client = await start();
		client.open(uri, large);
		await expect(client.cancelledRequest("textDocument/diagnostic", { textDocument: { uri } })).rejects.toThrow();
		client.change(uri, [{ text: counter }]);
		expect(await client.verdict(uri)).toHaveLength(1);
	});

	test("an edit ends a long search at once", async () => {
		const client = await start();
		client.open(uri, large);
		await client.pull(uri);
		client.change(uri, [{ text: safe }]);
		expect(await client.verdict(uri)).toEqual([]);
	});

	test("a long search reports its progress", async () => {
		const client = await start();
		client.open(uri, large);
		await client.until(() => client.serverRequests.includes("window/workDoneProgress/create"));
		client.change(uri, [{ text: safe }]);
		expect(await client.verdict(uri)).toEqual([]);
	});
});

describe("bad input", () => {
	const inputs: Record<string, string> = {
		nothing: "",
		"binary junk": String.fromCharCode(...Array.from({ length: 4096 }, (_, index) => (index * 7919) % 65536)),
		"a line of a megabyte": `scenario s { task t { ${"x".repeat(1 << 20)} } }`,
		"a megabyte of brackets": "{(".repeat(1 << 19),
		"deep nesting": `scenario s { int x; task t { x = ${"(".repeat(20_000)}1; } }`,
		"an unclosed comment": `${counter}/* and then`,
		"an unclosed string": counter.replace('{shared.value}"', "{shared.value"),
	};

	test.each(Object.entries(inputs))("%s is survived: every request is answered, and the next text is understood", async (_, text) => {
		const client = await start();
		client.open(uri, text);
		await client.verdict(uri);
		const textDocument = { uri };
		for (const method of ["codeLens", "documentSymbol", "foldingRange", "semanticTokens/full"])
			await client.request(`textDocument/${method}`, { textDocument });
		for (const method of ["hover", "definition", "completion", "documentHighlight"]) {
			await client.request(`textDocument/${method}`, { textDocument, position: { line: 0, character: 5 } });
			await client.request(`textDocument/${method}`, { textDocument, position: { line: 1e9, character: 1e9 } });
		}
		await client.request("textDocument/inlayHint", { textDocument, range: everywhere });
		client.change(uri, [{ text: counter }]);
		expect(await client.verdict(uri)).toHaveLength(1);
	});

	test("a scenario that is cut off anywhere is survived", async () => {
		const client = await start();
		client.open(uri, "");
		for (let end = 0; end < counter.length; end += 7) {
			client.change(uri, [{ text: counter.slice(0, end) }]);
			await client.pull(uri);
		}
		client.change(uri, [{ text: counter }]);
		expect(await client.verdict(uri)).toHaveLength(1);
	});

	test("requests about documents that are not open are answered with nothing", async () => {
		const client = await start();
		const textDocument = { uri: "file:///not/open.race" };
		expect(await client.request("textDocument/hover", { textDocument, position: { line: 0, character: 0 } })).toBeNull();
		expect(await client.request("textDocument/codeLens", { textDocument })).toEqual([]);
		expect(await client.request("textDocument/diagnostic", { textDocument })).toMatchObject({ items: [] });
	});
});
