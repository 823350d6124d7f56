/**
 * That what the server says reaches people in their language: each text in marks, as in a language that nobody speaks.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { CodeLens } from "vscode-languageserver-protocol";
import type { ReplayStartResult } from "../../src/lsp/protocol/replay";
import { buildServer } from "./build-server";
import { LanguageClient } from "./language-client";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const bundle: Record<string, string> = JSON.parse(readFileSync(join(import.meta.dirname, "../../../l10n/bundle.l10n.json"), "utf8"));
const translations = Object.fromEntries(Object.keys(bundle).map((text) => [text, `⟦${text}⟧`]));
const uri = "file:///scenarios/counter.race";
const counter = `scenario counter {
	int 0..2 x;
	task one { x = x + 1; }
	task two { x = x + 1; }
	property both "one is lost" at end = x == 2;
	expect race both;
	expect safe under v4.17;
}
`;

let server: string;
let client: LanguageClient | undefined;

beforeAll(async () => {
	server = await buildServer();
});

afterEach(async () => {
	await client?.stop();
});

/** What of a text is in no marks but names, numbers and signs. */
function untranslated(text: string, ...names: readonly string[]): string {
	let rest = text;
	for (let before = ""; before !== rest; ) {
		before = rest;
		rest = rest.replace(/⟦[^⟦⟧]*⟧/g, "");
	}
	return names.reduce((left, name) => left.replaceAll(name, ""), rest).replace(/[\s\d.,·✗✓…|()]/g, "");
}

async function started(): Promise<LanguageClient> {
	client = await LanguageClient.start(server, { initializationOptions: { translations, showsVerdicts: true } });
	client.open(uri, counter);
	await client.verdict(uri);
	return client;
}

test("lenses and the status", async () => {
	const client = await started();
	const lenses: CodeLens[] = await client.request("textDocument/codeLens", { textDocument: { uri } });
	const titles = lenses.map(({ command }) => command?.title ?? "");
	expect(titles.length).toBeGreaterThan(3);
	expect(titles.map((title) => untranslated(title, "v6.18"))).toEqual(titles.map(() => ""));
	expect(titles[0]).toMatch(/^✗ ⟦race⟧ · ⟦\d+ steps⟧/);
	expect(untranslated(client.statuses.get(uri)?.text ?? "not told")).toBe("");
});

test("what a debugger is told of a statement that is to be reached", async () => {
	const client = await started();
	const at = client.position(uri, "x = x + 1");
	const found = await client.request<ReplayStartResult>("raceline/replay/start", { ...at, reach: "x == 1" });
	expect(found.headline).toBe("⟦this statement is reached with x == 1⟧");
	const none = client.request("raceline/replay/start", { ...at, reach: "x == 2" });
	await expect(none).rejects.toThrow(/^⟦In none of ⟦\d+ states⟧ is this statement reached with x == 2\.⟧$/);
});
