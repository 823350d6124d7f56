// @ts-check
/**
 * Writes the files that are made from others: the TextMate grammars, from the grammar table of the language server; the
 * editor's snippets, from those of completion; the reference part of the kernel model's page, from the model's own
 * comments; the texts that translations are made from.
 *
 *     node scripts/generate.mjs [--check]
 *
 * `--check` writes nothing and exits with 1 when a file is not what it should be.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";
import { readKernelModel } from "./kernel-model.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" } } });

bootstrap();
const { build } = await import("esbuild");
const { textsIn } = await import("./texts.mjs");
const { textMateGrammar } = await load("language-server/src/syntax/textmate-grammar.ts");
const { markdownGrammar } = await load("language-server/src/syntax/markdown-grammar.ts");
const { snippetFile } = await load("language-server/src/service/editing/snippets.ts");
const { kernelModelPage } = await load("language-server/src/report/kernel-model-page.ts");
const { parse } = await load("language-server/src/syntax/parser.ts");
const { analyzeModel } = await load("language-server/src/semantics/analyze.ts");
const schema = "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json";
const generated = [
	{
		path: "grammars/raceline.tmLanguage.json",
		text: `${JSON.stringify({ $schema: schema, comment: "Written by scripts/generate.mjs.", ...textMateGrammar() }, undefined, "\t")}\n`,
	},
	{
		path: "grammars/markdown.tmLanguage.json",
		text: `${JSON.stringify({ comment: "Written by scripts/generate.mjs.", ...markdownGrammar() }, undefined, "\t")}\n`,
	},
	{ path: "grammars/snippets.json", text: `${JSON.stringify(snippetFile(), undefined, "\t")}\n` },
	{ path: "docs/kernel-model.md", text: kernelModelText() },
	{ path: "l10n/bundle.l10n.json", text: bundleText() },
];

for (const { path, text } of generated) {
	const file = join(root, path);
	if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
	if (values.check) {
		console.error(`${path} is not up to date: run \`node scripts/generate.mjs\``);
		process.exitCode = 1;
	} else {
		writeFileSync(file, text);
		console.log(`Wrote ${path}`);
	}
}

/** The page as it is written by hand up to the marker, and what the model says of itself below. */
function kernelModelText() {
	const marker = "<!-- Below this line the page is written by scripts/generate.mjs. -->";
	const page = readFileSync(join(root, "docs/kernel-model.md"), "utf8").split(marker)[0].trimEnd();
	const model = analyzeModel(readKernelModel().map(({ path, text }) => ({ uri: `raceline-kernel:/${path}`, tree: parse(text) })));
	return `${page}\n\n${marker}\n\n${kernelModelPage(model)}`;
}

/**
 * The exports of a TypeScript module.
 * @param {string} path
 */
async function load(path) {
	const { outputFiles } = await build({
		entryPoints: [join(root, path)],
		bundle: true,
		write: false,
		format: "esm",
		platform: "neutral",
		logLevel: "error",
	});
	return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** What the extension and the server say, each text with itself for its translation. */
function bundleText() {
	const texts = textsIn(["extension/src", "extension/webview", "language-server/src"].map((folder) => join(root, folder)));
	return `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, "\t")}\n`;
}
