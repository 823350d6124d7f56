// @ts-check
/**
 * Says which lines of prose are too long to be read: in Markdown and in comments. Code, tables and single long words,
 * such as links, may be longer.
 *
 *     node scripts/prose.mjs [--write] [FILE…]
 *
 * `--write` wraps the paragraphs that have such lines. It changes nothing but white space and comments' marks.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";
import { columns, WIDTH, wrapParagraphs } from "./wrap.mjs";

/** What is read. */
const MARKDOWN = /^(?:docs\/(?:tutorial\/)?|README|CHANGELOG|CONTRIBUTING)[^/]*\.md$/;
const CODE = /^(?:language-server\/(?:src|test)|extension|scripts)\/.*\.(?:tsx?|m[jt]s)$|^[^/]*\.m[jt]s$/;

/** Below this line of a page it is written by a program. */
const GENERATED = "<!-- Below this line";

/** Comments that a tool reads, which must stay on one line. */
const DIRECTIVE = /^\s*(?:@ts-|biome-ignore|\/ <)/;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean", default: false } } });
bootstrap();
const { default: ts } = await import("typescript");

const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
const wanted = positionals.map((path) => relative(root, resolve(path)).split(sep).join("/"));
let tooLong = 0;
for (const path of new Set(stdout.split("\n"))) {
	const isMarkdown = MARKDOWN.test(path);
	if (!isMarkdown && !CODE.test(path)) continue;
	if (wanted.length > 0 && !wanted.some((one) => path === one || path.startsWith(`${one}/`))) continue;
	let text;
	try {
		text = readFileSync(join(root, path), "utf8");
	} catch {
		continue; // It has been deleted.
	}
	const wrapped = isMarkdown ? wrapMarkdown(text) : wrapComments(path, text);
	if (wrapped === text) continue;
	if (values.write) {
		writeFileSync(join(root, path), wrapped);
		console.log(`Wrapped ${path}`);
		continue;
	}
	const [before, after] = [text.split("\n"), new Set(wrapped.split("\n"))];
	before.forEach((line, index) => {
		if (columns(line) <= WIDTH || after.has(line)) return;
		console.error(`${path}:${index + 1}: prose of ${columns(line)} columns, more than ${WIDTH}`);
		tooLong++;
	});
}
if (tooLong > 0) {
	console.error(`${tooLong} lines are too long: \`node scripts/prose.mjs --write\` wraps them`);
	process.exitCode = 1;
}

/** @param {string} text */
function wrapMarkdown(text) {
	const end = text.includes(GENERATED) ? text.indexOf(GENERATED) : text.length;
	return wrapParagraphs(text.slice(0, end).split("\n"), "").join("\n") + text.slice(end);
}

/**
 * A text with its comments wrapped; those behind code on the same line are left alone.
 * @param {string} path @param {string} text
 */
function wrapComments(path, text) {
	let wrapped = "";
	let done = 0;
	for (const { start, end } of commentBlocks(path, text)) {
		const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
		const comment = text.slice(start, end);
		if (!comment.split("\n").some((line, index) => columns(index === 0 ? indent + line : line) > WIDTH)) continue;
		wrapped += text.slice(done, start) + wrapComment(comment, indent).slice(indent.length);
		done = end;
	}
	return wrapped + text.slice(done);
}

/**
 * A comment, or line comments one below the other, in lines that are short enough.
 * @param {string} comment @param {string} indent
 */
function wrapComment(comment, indent) {
	if (comment.startsWith("//")) {
		const lines = comment.split("\n").map((line) => line.trim().replace(/^\/\/ ?/, ""));
		return wrapParagraphs(lines, `${indent}// `).join("\n");
	}
	const [, opening, inside] = /^(\/\*\*?)(.*?)\s*\*\/$/s.exec(comment) ?? ["", "/**", comment];
	const lines = inside.split("\n").map((line, index) => line.replace(index === 0 ? /^ / : /^\s*\*? ?/, ""));
	// What stands beside the opening begins a line of its own, and so does each tag of a line that is too long.
	while (lines.length > 0 && lines[0].trim() === "") lines.shift();
	const tags = lines.flatMap((line) => (columns(`${indent} * ${line}`) > WIDTH ? line.split(/ (?=@(?:param|returns)\b)/) : [line]));
	return [`${indent}${opening}`, ...wrapParagraphs(tags, `${indent} * `), `${indent} */`].join("\n");
}

/**
 * Where comments are that begin a line; line comments below one another are one.
 * @param {string} path @param {string} text
 * @returns {{ start: number, end: number }[]}
 */
function commentBlocks(path, text) {
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	/** @type {{ start: number, end: number }[]} */
	const blocks = [];
	/** @param {import("typescript").Node} node */
	const visit = (node) => {
		const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
		if (children.length > 0) return children.forEach(visit);
		if (node.kind === ts.SyntaxKind.JsxText) return;
		const from = node.getFullStart();
		const between = text.slice(from, node.getStart(source, false));
		// White space and comments are all that is here.
		for (const match of between.matchAll(/\/\*.*?\*\/|\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*/gs)) {
			const start = from + match.index;
			const isFirst = /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));
			if (isFirst && !match[0].split("\n").some((line) => DIRECTIVE.test(line.replace(/^\s*\/[/*]+/, "")))) {
				blocks.push({ start, end: start + match[0].length });
			}
		}
	};
	visit(source);
	return blocks;
}
