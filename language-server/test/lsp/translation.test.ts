/**
 * That what the server says reaches people in their language: each text in marks, as in a language that nobody speaks.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CodeAction, CodeLens } from "vscode-languageserver-protocol";
import type { ReplayStartResult } from "../../src/lsp/protocol/replay";
import { modelTexts } from "../samples/sample-files";
import type { LanguageClient } from "./language-client";
import { useServer } from "./use-server";

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

// However slow the machine: what is given up for lack of time is told in other words.
const client = useServer({ initializationOptions: { translations, showsVerdicts: true }, settings: { check: { maxSeconds: 600 } } });

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
	client().open(uri, counter);
	await client().verdict(uri);
	return client();
}

test("lenses and the status", async () => {
	const client = await started();
	const lenses: CodeLens[] = await client.request("textDocument/codeLens", { textDocument: { uri } });
	const titles = lenses.map(({ command }) => command?.title ?? "");
	expect(titles.length).toBeGreaterThan(3);
	expect(titles.map((title) => untranslated(title, "v6.18"))).toEqual(titles.map(() => ""));
	expect(titles[0]).toMatch(/^✗ ⟦race⟧ · v/);
	expect(untranslated(client.statuses.get(uri)?.text ?? "not told")).toBe("");
});

/** What is written in a source, but for what is said there. */
const code = (text: string) => text.replace(/\/\/.*|"[^"]*"/g, "");
const model = [...modelTexts.values()].map(code).join("\n");

/** The words of a text that are in no marks, and are neither written in the source nor in the model. */
function plainWords(text: string, source: string): readonly string[] {
	// What the compiler keeps of an object that can be freed is called so.
	const names = new Set(`${code(source)} ${model} life`.match(/\w+/g));
	let rest = text;
	for (let before = ""; before !== rest; ) {
		before = rest;
		rest = rest.replace(/⟦[^⟦⟧]*⟧/g, " ");
	}
	// A statement that is too long is cut in the middle of a name.
	rest = rest.replace(/\w+(?:…|\.\.\.)/g, " ");
	return (rest.match(/[A-Za-z]\w+/g) ?? []).filter((word) => !names.has(word));
}

describe("no plain English is in", () => {
	const open = async (path: string, changed = "kernel v4.18;") => {
		const source = readFileSync(join(import.meta.dirname, "../../../samples", path), "utf8").replace(changed, "kernel v4.17;");
		const sample = `file:///scenarios/${path}`;
		client().open(sample, source);
		return { client: client(), source, sample, found: await client().verdict(sample) };
	};

	test.each([
		"series/gup-fast-pmd-vs-truncate.race",
		"series/dma-vs-hole-punch.race",
		"series/break-before-mmaplock.race",
		"kvm/create-device-vs-close.race",
		"memory-management/fork-vs-pin.race",
		"memory-management/exclusive-pages.race",
	])("the diagnostics of the races of %s, and where they lead", async (path) => {
		const { source, found } = await open(path);
		const said = found.flatMap(({ message, relatedInformation = [] }) => [
			typeof message === "string" ? message : message.value,
			...relatedInformation.map((place) => place.message),
		]);
		expect(said.length).toBeGreaterThan(3);
		expect(said.join("\n")).toMatch(/⟦race: /);
		expect(said.flatMap((text) => plainWords(text, source))).toEqual([]);
	});

	test("the quick fixes of a race", async () => {
		const { client, source, sample } = await open("series/gup-fast-pmd-vs-truncate.race");
		const { position } = client.position(sample, "expect safe");
		await client.request("raceline/repairs", { textDocument: { uri: sample }, position });
		const actions: CodeAction[] = await client.request("textDocument/codeAction", {
			textDocument: { uri: sample },
			range: { start: position, end: position },
			context: { diagnostics: [] },
		});
		const titles = actions.map(({ title }) => title);
		expect(titles).toContainEqual(expect.stringMatching(/^⟦⟦Use kernel v4\.18⟧: 0 violations in ⟦[\d,]+ states⟧⟧$/));
		expect(titles.flatMap((text) => plainWords(text, source))).toEqual([]);
	});

	test("a run that is exported is in English all the same", async () => {
		const { client, sample } = await open("series/dma-vs-hole-punch.race");
		const at = client.position(sample, "scenario ");
		const { text } = await client.request<{ text: string }>("raceline/explain", { ...at, format: "changelog" });
		expect(text).toMatch(/^Missing: puncher's #13 frees block 0/m);
		expect(text).not.toMatch(/[⟦⟧]/);
	});
});

test("what a debugger is told of a statement that is to be reached", async () => {
	const client = await started();
	const at = client.position(uri, "x = x + 1");
	const found = await client.request<ReplayStartResult>("raceline/replay/start", { ...at, reach: "x == 1" });
	expect(found.headline).toBe("⟦this statement is reached with x == 1⟧");
	const none = client.request("raceline/replay/start", { ...at, reach: "x == 2" });
	await expect(none).rejects.toThrow(/^⟦In none of ⟦\d+ states⟧ is this statement reached with x == 2\.⟧$/);
});
