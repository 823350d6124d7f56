/**
 * Nothing of the user's is ever run: whatever stands in names, strings, comments and file names of a scenario comes out
 * of every display and export as text, and never as markup, as an instruction to whoever reads the output, or as code.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { searchNow } from "../src/checker/search";
import { hover } from "../src/service/reading/hover";
import { inlayHints } from "../src/service/reading/inlay-hints";
import { raceline } from "./cli/command-line";
import { compileSource } from "./compile-source";
import { settled } from "./service/open-source";

const ESCAPE = "\u001b";
const SCRIPT = "</script><script>steal()</script>";
/**
 * What somebody might write who wants more than text: HTML, Markdown, XML, C, Promela, workflow commands, terminal
 * control, bidirectional tricks.
 */
const HOSTILE = `${SCRIPT}<img src=x onerror=steal()>]]>&quot;*/ steal(); /* -- \`\`\`\` [x](command:steal) \${steal()} ::error::steal %0A${ESCAPE}]0;steal\u0007${ESCAPE}[2J\u202esteal`;

/** Names that mean something to JavaScript's objects, to C, to Promela and to Murphi. */
const source = `/// ${HOSTILE}
struct constructor { int 0..7 toString; int 0..7 __proto__; }
/// ${HOSTILE}
fn hasOwnProperty(constructor valueOf) {
	valueOf.toString++; // ${HOSTILE}
}
/* ${HOSTILE.replaceAll("*/", "*\\/")} */
/// ${HOSTILE}
scenario __proto__ {
	constructor prototype;
	/// ${HOSTILE}
	task eval[2] { hasOwnProperty(prototype); }
	property printf "${HOSTILE.replaceAll('"', '\\"').replace(/\$\{.*?\}/, "")} {prototype.toString}" at end = prototype.toString == 2;
	expect safe;
	expect race printf;
}
`;
const fileName = `a'b&c<img src=x>::error::,%0A.race`;

const check = async (format: string) => (await raceline(["check", ".", "--format", format], { [fileName]: source })).out;

test("the scenario is one: it is understood and loses", async () => {
	const [{ results }] = JSON.parse(await check("sarif")).runs;
	expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(["race"]);
});

describe("a report", () => {
	test("for a terminal has no control characters and no characters that turn the direction of text", async () => {
		for (const args of [[], ["--verbose"], ["--timeline"]]) {
			const { out } = await raceline(["check", ".", ...args], { [fileName]: source });
			expect(out).toContain("steal");
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
			expect(out.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g)).toBeNull();
		}
	});

	test("in JSON and SARIF is data, whatever it holds", async () => {
		for (const format of ["json", "sarif"]) {
			const out = await check(format);
			expect(JSON.stringify(JSON.parse(out))).toContain("<script>");
			expect(Object.getPrototypeOf(JSON.parse(out))).toBe(Object.prototype);
		}
	});

	test("in JUnit's XML has no markup but its own, and no character that XML forbids", async () => {
		const out = await check("junit");
		const tags = new Set([...out.matchAll(/<[/?]?([^\s/>?]+)/g)].map(([, name]) => name));
		expect([...tags].sort()).toEqual(["failure", "testcase", "testsuite", "testsuites", "xml"]);
		expect(out.replace(/&(?:amp|lt|gt|quot);/g, "")).not.toContain("&");
		expect(out).not.toContain(ESCAPE);
	});

	test("of workflow commands has one command for each problem, with its own properties", async () => {
		const lines = (await check("github")).split("\n").filter((line) => line.startsWith("::"));
		expect(lines).toHaveLength(1);
		const [, properties] = /^::error ([^:]*)::/.exec(lines[0]) ?? [];
		expect(lines[0]).not.toContain(ESCAPE);
		expect(properties.split(",").map((property) => property.split("=")[0])).toEqual([
			"file",
			"line",
			"endLine",
			"col",
			"endColumn",
			"title",
		]);
	});
});

describe("a model for another checker", () => {
	test("in Promela has scenario text in comments alone", async () => {
		const { out } = await raceline(["export", fileName, "--to", "promela"], { [fileName]: source });
		expect(out).toContain("proctype");
		const code = out.replace(/\/\*.*?\*\//gs, "");
		expect(code).not.toContain("steal");
		expect(code).not.toMatch(/["'`$\\]/);
	});

	test("in Murphi has scenario text in comments and quoted names alone", async () => {
		const { out } = await raceline(["export", fileName, "--to", "murphi"], { [fileName]: source });
		expect(out).toContain("rule");
		expect(out.replace(/--.*/g, "").replace(/"[^"\n]*"/g, "")).not.toContain("steal");
	});
});

describe("the editor", () => {
	let markdown: string[];
	beforeAll(async () => {
		// Documentation is Markdown by intention; the editor shows it without HTML and without commands.
		const snapshot = await settled(source.replace(/^\s*\/\/\/.*\n/gm, ""));
		const { text } = snapshot.file;
		const hovers = [...text.matchAll(/\w+/g)].flatMap(({ index }) => hover(snapshot, index)?.markdown ?? []);
		const hints = inlayHints(snapshot, { start: 0, end: text.length });
		expect(hovers.length).toBeGreaterThan(10);
		expect(hints.length).toBeGreaterThan(0);
		markdown = [...hovers, ...hints.map(({ tooltip }) => tooltip)];
	});

	/** Markdown without blocks and spans of code, in which nothing means anything. */
	const prose = (text: string) => text.replace(/^(`{3,})[^\n]*\n.*?\n\1`*$/gms, "").replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, "");

	test("shows messages of a scenario as text: no tag, link or image comes of them", () => {
		const shown = markdown.map(prose);
		expect(shown.join()).toContain("steal");
		for (const text of shown) expect(text).not.toMatch(/(?<!\\)<\/?\w|(?<!\\)\]\(/);
	});

	test("ends no block of code early", () => {
		for (const text of markdown)
			for (const block of text.matchAll(/^(`{3,})raceline\n(.*?)\n\1$/gms)) expect(block[2]).not.toMatch(new RegExp(`^${block[1]}`, "m"));
	});
});

test("generated code is made of numbers: it has no text of a scenario in it", () => {
	const modules: string[] = [];
	const { Module } = WebAssembly;
	WebAssembly.Module = class extends Module {
		constructor(bytes: BufferSource) {
			super(bytes);
			modules.push(new TextDecoder("latin1").decode(bytes));
		}
	};
	try {
		searchNow(compileSource(source), {}, () => 0, "compiled");
	} finally {
		WebAssembly.Module = Module;
	}
	expect(modules.join("").length).toBeGreaterThan(1000);
	for (const text of ["steal", "hasOwnProperty", "constructor", "prototype", "printf"]) expect(modules.join("")).not.toContain(text);
});
