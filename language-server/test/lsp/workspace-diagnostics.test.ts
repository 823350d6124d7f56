/**
 * Diagnostics of files that are not open, pulled from the built server for the whole workspace; and verdicts while
 * their text changes.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver-protocol";
import { buildServer } from "./build-server";
import { editorCapabilities, LanguageClient, type LanguageClientOptions } from "./language-client";

let path: string;
let folder: string;
const clients: LanguageClient[] = [];

const misspelt = "scenario wrong { task t { nothing(); } }\n";
const user = 'use "lib/twice.race";\nscenario uses { int 0..7 x; task t { x = twice(2); } }\n';
const racy = "scenario racy { int 0..3 x; task t { x = 2; } property small = x < 2; }\n";

beforeAll(async () => {
	path = await buildServer();
});

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "raceline-workspace-"));
	mkdirSync(join(folder, "lib"));
	mkdirSync(join(folder, "node_modules"));
	write("a wrong.race", misspelt);
	write("lib/twice.race", "fn int twice(int n) { return n + n; }\n");
	write("uses.race", user);
	write("racy.race", racy);
	write("node_modules/other.race", misspelt);
});

afterEach(() => {
	for (const client of clients.splice(0)) client.kill();
	rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const nameOf = (uri: string): string => decodeURI(uri.slice(pathToFileURL(folder).href.length + 1));

async function start(options?: LanguageClientOptions): Promise<LanguageClient> {
	const client = await LanguageClient.start(path, { folder: pathToFileURL(folder).href, ...options });
	clients.push(client);
	return client;
}

const watching: LanguageClientOptions["capabilities"] = {
	...editorCapabilities,
	workspace: { ...editorCapabilities.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
};

interface Known {
	readonly uri: string;
	readonly value: string;
}

async function pull(
	client: LanguageClient,
	previousResultIds: readonly Known[] = [],
): Promise<readonly WorkspaceDocumentDiagnosticReport[]> {
	const report: WorkspaceDiagnosticReport = await client.request("workspace/diagnostic", { identifier: "raceline", previousResultIds });
	return report.items;
}

const known = (items: readonly WorkspaceDocumentDiagnosticReport[]): Known[] =>
	items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" }));

/** Each file with the codes of its diagnostics, or that it is as before. */
const told = (items: readonly WorkspaceDocumentDiagnosticReport[]): Record<string, unknown> =>
	Object.fromEntries(items.map((item) => [nameOf(item.uri), item.kind === "full" ? item.items.map(({ code }) => code) : item.kind]));

const nothingElse = { "lib/twice.race": [], "uses.race": [], "racy.race": [] };

describe("workspace diagnostics", () => {
	test("are of the text and names of files that are not open, with the files that they use", async () => {
		expect(told(await pull(await start()))).toEqual({ "a wrong.race": ["unknown-name"], ...nothingElse });
	});

	test("say what has not changed, and what is gone", async () => {
		const client = await start();
		const before = known(await pull(client));
		write("lib/twice.race", "");
		unlinkSync(join(folder, "a wrong.race"));
		expect(told(await pull(client, before))).toEqual({
			"a wrong.race": [],
			"lib/twice.race": "unchanged",
			"uses.race": ["unknown-name"],
			"racy.race": "unchanged",
		});
	});

	test("leave open files to their own requests", async () => {
		const client = await start();
		client.open(uriOf("a wrong.race"), misspelt);
		expect(told(await pull(client))).toEqual(nothingElse);
		client.close(uriOf("a wrong.race"));
		expect(told(await pull(client))).toEqual({ "a wrong.race": ["unknown-name"], ...nothingElse });
	});

	test("have verdicts where the settings say so", async () => {
		const client = await start({ settings: { check: { workspace: true } } });
		expect(told(await pull(client))).toEqual({ "a wrong.race": ["unknown-name"], ...nothingElse, "racy.race": ["small"] });
	});

	test("come bit by bit where the client wants that, with progress", async () => {
		const client = await start();
		const scenarios = Array.from({ length: 10 }, (_, number) => racy.replace("racy", `racy${number}`)).join("");
		for (let number = 0; number < 40; number++) write(`more ${number}.race`, scenarios);
		const params = { previousResultIds: [], partialResultToken: "partial", workDoneToken: "work" };
		const report: WorkspaceDiagnosticReport = await client.request("workspace/diagnostic", params);
		expect(report.items).toEqual([]);
		expect(new Set(client.partialResults.map(({ token }) => token))).toEqual(new Set(["partial"]));
		const items = client.partialResults.flatMap(({ value }) => (value as WorkspaceDiagnosticReport).items);
		expect(items).toHaveLength(44);
		expect(client.progress.length).toBeGreaterThan(0);
	});

	test("wait for a change once everything is known, and end with the server", async () => {
		const client = await start({ capabilities: watching });
		const before = known(await pull(client));
		let answered = false;
		const next = pull(client, before).finally(() => {
			answered = true;
		});
		// Whatever else is asked is answered meanwhile.
		client.open("untitled:other", "");
		await client.request("textDocument/foldingRange", { textDocument: { uri: "untitled:other" } });
		expect(answered).toBe(false);
		write("a wrong.race", "");
		client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("a wrong.race"), type: 2 }] });
		expect(told(await next)).toMatchObject({ "a wrong.race": [], "uses.race": "unchanged" });
		const open = pull(client, known(await pull(client))).catch(() => {});
		expect(await client.stop()).toBe(0);
		await open;
	});
});

describe("a file that is used", () => {
	const open = async (client: LanguageClient, path: string): Promise<unknown> => {
		const uri = uriOf("lib/opened.race");
		client.open(uri, `use "${path}";\nscenario opened { int 0..3 x; task t { x = 1; } }\n`);
		const [first] = await client.verdict(uri);
		const links: { target: string }[] = await client.request("textDocument/documentLink", { textDocument: { uri } });
		client.close(uri);
		return first === undefined ? links.map(({ target }) => target) : [first.code, first.message, links.length];
	};

	test("lies in the workspace, and is a regular .race file there", async () => {
		const client = await start();
		symlinkSync("/proc/self/environ", join(folder, "link.race"));
		execFileSync("mkfifo", [join(folder, "pipe.race")]);
		expect(await open(client, "../racy.race")).toEqual([uriOf("racy.race")]);
		expect(await open(client, "/proc/self/environ")).toMatchObject(["file-refused", /^only \.race files can be used/, 0].map(matching));
		expect(await open(client, "../../secret.race")).toMatchObject(["file-refused", /lies outside the workspace/, 0].map(matching));
		expect(await open(client, "../link.race")).toMatchObject(["file-refused", /a symbolic link that leads out/, 0].map(matching));
		expect(await open(client, "../pipe.race")).toMatchObject(["file-refused", /is not a regular file/, 0].map(matching));
		expect(await open(client, "../none.race")).toMatchObject(["file-not-found", "there is no file '../none.race'", 1]);
		// Nor are they among the files of the workspace.
		expect(told(await pull(client))).toEqual({ "a wrong.race": ["unknown-name"], ...nothingElse });
	});

	test("may be another one when other folders make up the workspace", async () => {
		const client = await LanguageClient.start(path, { folder: uriOf("lib") });
		clients.push(client);
		expect(await open(client, "../racy.race")).toMatchObject(["file-refused", /lies outside the workspace/, 0].map(matching));
		client.notify("workspace/didChangeWorkspaceFolders", { event: { added: [{ uri: uriOf("."), name: "all" }], removed: [] } });
		expect(await open(client, "../racy.race")).toEqual([uriOf("racy.race")]);
	});
});

const matching = (value: string | number | RegExp): unknown => (value instanceof RegExp ? expect.stringMatching(value) : value);

describe("verdicts while the text changes", () => {
	const counting = (last: number): string => `const LAST = ${last};
scenario counting {
	int 0..60 a; int 0..60 b; int 0..60 c; int 0..60 d;
	task one { while (a < LAST) a++; }
	task two { while (b < LAST) b++; }
	task three { while (c < LAST) c++; }
	task four { while (d < LAST) d++; }
	property low "a is {a}" = a < 2 || LAST == 60 && b + c + d >= 0;
}
`;

	test("stay as they were, marked as such, until the answer for the current text is there; no other is shown", async () => {
		const client = await start();
		const uri = uriOf("counting.race");
		const lens = async (): Promise<string> => {
			const [first]: { command: { title: string } }[] = await client.request("textDocument/codeLens", { textDocument: { uri } });
			return first.command.title;
		};
		const codes = async (): Promise<unknown[]> => (await client.pull(uri)).map(({ code }) => code);
		client.open(uri, counting(2));
		await client.verdict(uri);
		expect(await lens()).toMatch(/^✗ race · /);

		// A search that takes long: what was found before stays, whatever is asked in which order.
		client.edit(uri, "LAST = 2;", "LAST = 1;");
		client.edit(uri, "LAST = 1;", "LAST = 60;");
		for (let round = 0; round < 3; round++) {
			expect(await lens()).toMatch(/^… checking.* · was: ✗ race · /);
			expect(await codes()).toEqual(["low"]);
		}

		// Its answer, and those of the texts in between, never come.
		client.edit(uri, "LAST = 60;", "LAST = 1;");
		const seen = new Set<string>();
		while (![...seen].some((title) => title.startsWith("✓"))) seen.add(await lens());
		for (const title of seen) expect(title).toMatch(/^✓ safe|^… checking.* · was: ✗ race/);
		expect(await codes()).toEqual([]);

		// A half-typed text has no verdict; with the next one that can be checked it is there again.
		client.edit(uri, "a < LAST", "a < ");
		expect(await codes()).toContain("syntax-error");
		client.edit(uri, "(a < )", "(a < LAST)");
		await client.verdict(uri);
		expect(await lens()).toMatch(/^✓ safe/);
	});
});
