/**
 * The timeline's page in a browser, as the panel loads it, and what the server says of the samples. The page is told
 * what the extension would tell it; the editor's theme is a plain one.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { type TimelinesResult, timelinesRequest } from "../../../language-server/src/lsp/protocol/timelines";
import { buildServer } from "../../../language-server/test/lsp/build-server";
import { LanguageClient } from "../../../language-server/test/lsp/language-client";
import { ensureChromium } from "../../../scripts/chromium.mjs";

const root = resolve(import.meta.dirname, "../../..");

const answered = new Map<string, Promise<TimelinesResult>>();

interface Sample {
	readonly path: string;
	readonly kernel?: string;
}

/**
 * What the server answers about samples, each with the kernel that it is tried under in place of its own. It is asked
 * once for all files of tests that run in one process.
 */
export async function answers(samples: readonly Sample[]): Promise<TimelinesResult[]> {
	const nameOf = ({ path, kernel = "" }: Sample): string => `${path} ${kernel}`;
	const unknown = samples.filter((sample) => !answered.has(nameOf(sample)));
	if (unknown.length > 0) {
		const all = ask(unknown);
		for (const [index, sample] of unknown.entries())
			answered.set(
				nameOf(sample),
				all.then((found) => found[index]),
			);
	}
	return await Promise.all(samples.map((sample) => answered.get(nameOf(sample)) as Promise<TimelinesResult>));
}

async function ask(samples: readonly Sample[]): Promise<TimelinesResult[]> {
	const client = await LanguageClient.start(await buildServer());
	try {
		const found: TimelinesResult[] = [];
		for (const { path, kernel } of samples) {
			const uri = `file:///samples/${path}`;
			const text = readFileSync(join(root, "samples", path), "utf8");
			client.open(uri, kernel ? text.replace(/^\tkernel .*;$/m, `\tkernel ${kernel};`) : text);
			const params = { ...client.position(uri, "scenario "), settled: true };
			const answer = await client.request<TimelinesResult | null>(timelinesRequest.method, params);
			if (answer === null) throw new Error(`${path} has no scenario`);
			found.push(answer);
		}
		return found;
	} finally {
		await client.stop();
	}
}

const fonts = {
	"font-family": "system-ui, sans-serif",
	"font-size": "13px",
	"editor-font-family": "monospace",
	"editor-font-size": "13px",
};

/** What VS Code supplies to a webview in its own themes, as far as the timeline uses it. */
const themes = {
	light: {
		"editor-background": "#ffffff",
		"editor-foreground": "#3b3b3b",
		descriptionForeground: "#5f6670",
		"editorError-foreground": "#e51400",
		"editorWarning-foreground": "#bf8803",
		"charts-blue": "#0063d3",
		"charts-purple": "#652d90",
		"charts-green": "#388a34",
		"charts-orange": "#d18616",
		"charts-foreground": "#3b3b3b",
		"panel-border": "#e5e5e5",
		"textLink-foreground": "#005fb8",
		focusBorder: "#005fb8",
		"list-hoverBackground": "#f2f2f2",
		"list-inactiveSelectionBackground": "#e4e6f1",
		"diffEditor-insertedLineBackground": "#9bb95533",
		"diffEditor-removedLineBackground": "#ff000033",
	},
	dark: {
		"editor-background": "#1f1f1f",
		"editor-foreground": "#cccccc",
		descriptionForeground: "#9d9d9d",
		"editorError-foreground": "#f14c4c",
		"editorWarning-foreground": "#cca700",
		"charts-blue": "#3794ff",
		"charts-purple": "#b180d7",
		"charts-green": "#89d185",
		"charts-orange": "#d18616",
		"charts-foreground": "#cccccc",
		"panel-border": "#2b2b2b",
		"textLink-foreground": "#4daafc",
		focusBorder: "#0078d4",
		"list-hoverBackground": "#2a2d2e",
		"list-inactiveSelectionBackground": "#37373d",
		"diffEditor-insertedLineBackground": "#9bb95533",
		"diffEditor-removedLineBackground": "#ff000033",
		"menu-background": "#1f1f1f",
		"menu-foreground": "#cccccc",
	},
	"high-contrast": {
		"editor-background": "#000000",
		"editor-foreground": "#ffffff",
		descriptionForeground: "#ffffffb3",
		"editorError-foreground": "#f48771",
		"editorWarning-foreground": "#ffd370",
		"charts-blue": "#3794ff",
		"charts-purple": "#b180d7",
		"charts-green": "#89d185",
		"charts-orange": "#d18616",
		"charts-foreground": "#ffffff",
		"panel-border": "#6fc3df",
		contrastBorder: "#6fc3df",
		contrastActiveBorder: "#f38518",
		"textLink-foreground": "#21a6ff",
		focusBorder: "#f38518",
		"list-inactiveSelectionBackground": "transparent",
		"menu-background": "#000000",
		"menu-foreground": "#ffffff",
	},
};

interface TimelineOptions {
	readonly prose?: number;
	readonly code?: number;
	readonly theme?: keyof typeof themes;
}

/** For all files of tests that run in one process; the browser ends with it. */
let browser: Promise<Browser> | undefined;
let built: Promise<{ script: string; style: string }> | undefined;

/** The page that is built from the sources, with nothing of what others that are open know. */
export async function openTimeline({ prose = 13, code = 13, theme = "light" }: TimelineOptions = {}): Promise<Page> {
	built ??= buildPage();
	browser ??= chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox", "--disable-gpu"] });
	const { script, style: sheet } = await built;
	const page = await (await browser).newPage();
	const variables = { ...fonts, ...themes[theme], "font-size": `${prose}px`, "editor-font-size": `${code}px` };
	const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value}`);
	await page.setContent(`<!DOCTYPE html>
		<html lang="en" style="${style.join("; ")}">
		<head><title>Timeline</title><style>${sheet}</style></head>
		<body style="margin: 0" class="vscode-${theme}"><div id="panel"></div></body></html>`);
	await page.evaluate(() => {
		const sent: unknown[] = [];
		Object.assign(globalThis, {
			sent,
			acquireVsCodeApi: () => ({ postMessage: (message: unknown) => sent.push(message), getState() {}, setState() {} }),
		});
	});
	await page.addScriptTag({ content: script });
	return page;
}

async function buildPage(): Promise<{ script: string; style: string }> {
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ["extension/webview/main.tsx"],
		outfile: join(root, "timeline.js"),
		bundle: true,
		write: false,
		format: "iife",
		target: "es2022",
		jsx: "automatic",
		jsxImportSource: "preact",
		logLevel: "error",
	});
	const named = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
	return { script: named(".js"), style: named(".css") };
}

/** What a page has been told already: runs are long, and the protocol that drives the browser slow with much. */
const toldRuns = new WeakMap<Page, Map<TimelinesResult["runs"], number>>();

/** Shows a run, as the server answers, and waits until the page is laid out. */
export async function show(page: Page, { runs, ...timelines }: TimelinesResult, shown = timelines.shown): Promise<void> {
	const known = toldRuns.get(page) ?? new Map();
	toldRuns.set(page, known);
	const text = known.has(runs) ? undefined : JSON.stringify(runs);
	if (!known.has(runs)) known.set(runs, known.size);
	await page.evaluate(
		({ id, text, timelines }) => {
			const kept = globalThis as unknown as { keptRuns?: unknown[] };
			kept.keptRuns ??= [];
			if (text !== undefined) kept.keptRuns[id] = JSON.parse(text);
			postMessage({ kind: "show", timelines: { ...timelines, runs: kept.keptRuns[id] } }, "*");
		},
		{ id: known.get(runs) ?? 0, text, timelines: { ...timelines, shown } },
	);
	await page.locator(".grid").waitFor();
	await settled(page);
}

/** Waits until the browser has drawn twice: sizes that were measured have been taken into account by then. */
export async function settled(page: Page): Promise<void> {
	await page.evaluate(
		() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))),
	);
}

/** What the page has told the extension since it was asked for this last. */
export async function told(page: Page): Promise<readonly { readonly kind: string }[]> {
	return await page.evaluate(() => (globalThis as unknown as { sent: { kind: string }[] }).sent.splice(0));
}
