/** References, calls and renames reach files of the workspace that are not open, as the built server finds them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { CallHierarchyIncomingCall, CallHierarchyItem, Location, WorkspaceEdit } from "vscode-languageserver-protocol";
import { buildServer } from "./build-server";
import { LanguageClient } from "./language-client";

const library = "fn int twice(int n) { return n + n; }\n";
const files: Readonly<Record<string, string>> = {
	"twice.race": library,
	"one.race": 'use "twice.race";\nscenario one { int 0..7 x; task t { x = twice(2); } }\n',
	"two.race": 'use "twice.race";\nscenario two { int 0..7 x; page p; task t { x = twice(twice(1)); put_page(p); } }\n',
	// Another function of the same name.
	"other.race": "fn int twice(int n) { return n; }\nscenario other { int 0..7 x; task t { x = twice(2); } }\n",
};

let path: string;
let folder: string;
let client: LanguageClient;

beforeAll(async () => {
	path = await buildServer();
});
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "raceline-unopened-"));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	client = await LanguageClient.start(path, { folder: pathToFileURL(folder).href });
	client.open(uriOf("twice.race"), library);
});
afterEach(async () => {
	expect(client.errors).toEqual([]);
	expect(await client.stop()).toBe(0);
	rmSync(folder, { recursive: true });
});

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);
const at = (word: string) => client.position(uriOf("twice.race"), word);

test("references", async () => {
	const found: Location[] = await client.request("textDocument/references", { ...at("twice"), context: { includeDeclaration: true } });
	expect(found.map(({ uri, range }) => `${nameOf(uri)}:${range.start.line}:${range.start.character}`)).toEqual([
		"twice.race:0:7",
		"one.race:1:40",
		"two.race:1:48",
		"two.race:1:54",
	]);
});

test("references of a local variable stay where it is", async () => {
	const found: Location[] = await client.request("textDocument/references", { ...at("n)"), context: { includeDeclaration: true } });
	expect(found.map(({ uri }) => nameOf(uri))).toEqual(["twice.race", "twice.race", "twice.race"]);
});

test("who calls, and what that calls in turn", async () => {
	const [item]: CallHierarchyItem[] = await client.request("textDocument/prepareCallHierarchy", at("twice"));
	const incoming: CallHierarchyIncomingCall[] = await client.request("callHierarchy/incomingCalls", { item });
	expect(incoming.map(({ from, fromRanges }) => [nameOf(from.uri), from.name, fromRanges.length])).toEqual([
		["one.race", "t", 1],
		["two.race", "t", 2],
	]);
	const outgoing: { to: CallHierarchyItem }[] = await client.request("callHierarchy/outgoingCalls", { item: incoming[1].from });
	expect(outgoing.map(({ to }) => to.name)).toEqual(["twice", "put_page"]);
});

test("a new name, unless a file that is not open would mean something else with it", async () => {
	const edit: WorkspaceEdit = await client.request("textDocument/rename", { ...at("twice"), newName: "doubled" });
	const changed = Object.entries(edit.changes ?? {}).map(([uri, edits]) => [nameOf(uri), edits.length]);
	expect(changed).toEqual([
		["twice.race", 1],
		["one.race", 1],
		["two.race", 2],
	]);
	await expect(client.request("textDocument/rename", { ...at("twice"), newName: "put_page" })).rejects.toThrow(/'put_page'/);
});
