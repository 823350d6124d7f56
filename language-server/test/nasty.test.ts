/**
 * Text of scenarios is only text: every output of every command and every answer of the server is looked at, for each
 * of the strings that somebody would write who wants more. One list, so that an output that is added is tried with all
 * of them.
 */
import MarkdownIt from "markdown-it";
import sax from "sax";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { safeMarkdown } from "../src/base/escape";
import { raceline } from "./cli/command-line";
import { buildServer } from "./lsp/build-server";
import { editorCapabilities, LanguageClient } from "./lsp/language-client";
import { NASTY } from "./nasty";

/**
 * Control and format characters, halves of pairs, and what is no character: not even in JSON, which is shown as well.
 */
const UNSEEN = /(?!\u200c|\u200d|\n|\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/**
 * A scenario that has a string wherever one can be: in messages, comments within and around code, the entries of a
 * patch, paths and options' places.
 */
function source(nasty: string): string {
	const text = nasty.replace(/[\\"]/g, "\\$&").replace(/[{}]/g, "$&$&").replaceAll("\n", "\\n").replaceAll("\r", " ");
	const line = nasty.replace(/[\r\n]/g, " ");
	const documentation = (indent: string, tag = ""): string =>
		nasty
			.split(/[\r\n]/)
			.map((part) => `${indent}/// ${tag}${part}\n`)
			.join("");
	const comment = `/* ${nasty.replaceAll("*/", "*")} */`;
	return `${documentation("")}struct cell { int 0..7 value; ${comment} }
${documentation("")}${documentation("", "@locks ")}${documentation("", "@source ")}${documentation("", "@simplifies ")}fn raise(cell c) {
	c.value ${comment} = c.value ${comment} + 1; // ${line}
}
${documentation("")}patch strange { title: "${text}"; commit: "${text}"; series: "${text}"; position: 1; link: "${text}"; }
${documentation("")}const ONE = 1;
${documentation("", "@effect ")}property ruled "rule: ${text}" = forall c in cell: c.value <= 2;
${documentation("")}scenario shown {
	cell shared;
	${documentation("")}task one[2] { raise(${comment} shared); assert(shared.value >= 0, "one: ${text}"); }
	task other { raise(shared); wait (shared.value ${comment} > 5 ${comment}); }
	property both "${text} {shared.value}" at end = shared.value != 3;
	expect ${comment} race ruled;
	expect safe;
	expect hang ${comment} other;
}
`;
}

/** Errors of all sorts at places where the string stands. */
function mistakes(nasty: string): string {
	const line = nasty.replace(/[\r\n"]/g, " ");
	return `use "${line}";\nuse "${line}.race";\nscenario wrong { task t { unknown("${line}"); ${line} } }\npatch p { ${line}: 1; }\n${line}\nscenario "${line}`;
}

/** As generous as any page that shows Markdown. */
const page = new MarkdownIt({ html: true, linkify: false });
page.validateLink = () => true;

/** What a page has in it: elements, and where its links and pictures lead. */
function rendered(markdown: string): { tags: string[]; addresses: string[] } {
	const html = page.render(markdown);
	const tags = [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag.toLowerCase());
	const addresses = [...html.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
	return { tags: [...new Set(tags)], addresses };
}

/** Elements of documentation comments, which are Markdown by intention. */
const WELCOME = "a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split(" ");

function expectSafePage(markdown: string, welcome: readonly string[] = WELCOME): void {
	const { tags, addresses } = rendered(markdown);
	expect(tags.filter((tag) => !welcome.includes(tag))).toEqual([]);
	expect(addresses.filter((address) => !/^https?:\/\//.test(address))).toEqual([]);
}

function expectXml(text: string, elements: readonly string[]): void {
	const parser = sax.parser(true, {});
	const seen = new Set<string>();
	parser.onopentag = ({ name }) => seen.add(name);
	parser.onerror = (error) => {
		throw error;
	};
	parser.write(text).close();
	expect([...seen].filter((name) => !elements.includes(name))).toEqual([]);
}

describe.each(NASTY)("%j", (nasty) => {
	const fileName = `${nasty.replace(/[/\0]|\p{Surrogate}/gu, "_")}.race`;

	/**
	 * Runs a command on the file with the name, and beside it `a.race` where that is named; what it says must not steer
	 * a terminal, whatever it is.
	 */
	async function run(text: string, ...args: string[]): Promise<string> {
		const { out, err } = await raceline(args, { ...(args.includes(".") ? {} : { "a.race": text }), [fileName]: text });
		expect(UNSEEN.exec(out)).toBeNull();
		expect(UNSEEN.exec(err)).toBeNull();
		return out;
	}

	test("in reports for a terminal, also in colour", async () => {
		for (const text of [source(nasty), mistakes(nasty)]) {
			for (const flags of [
				[],
				["--verbose"],
				["--timeline", "--stats", "--strength"],
				["--dump", "tree"],
				["--dump", "steps"],
				["--dump", "timeline"],
			])
				await run(text, "check", ".", ...flags);
			const { out } = await raceline(["check", ".", "-v"], { [fileName]: text }, { forceColor: "1" });
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the styles
			expect(UNSEEN.exec(out.replace(/\u001b\[(?:1|2|22|3[1-49])m/g, ""))).toBeNull();
			if (UNSEEN.test(nasty)) expect(out).not.toContain(nasty);
		}
	});

	test("in what is wrong with a command line", async () => {
		const name = nasty.replace(/^-+/, "");
		for (const args of [
			[name],
			["check", name],
			["check", `--${name}`, "a.race"],
			["check", "--format", name, "a.race"],
			["check", "--kernel", name, "a.race"],
			["explain", `a.race:${name}`],
			["matrix", "--kernels", name, "a.race"],
			["backport", "--base", name, "--take", name, "a.race"],
			["export", "--to", name, "a.race"],
			["fmt", "--check", "."],
		])
			await run(source(nasty), ...args);
		await run(mistakes(nasty), "fmt", ".");
		await run(mistakes(nasty), "diff", "a.race", fileName);
	});

	test("in reports for services", async () => {
		for (const text of [source(nasty), mistakes(nasty)]) {
			expectXml(await run(text, "check", ".", "--format", "junit"), ["testsuites", "testsuite", "testcase", "failure", "error"]);
			JSON.parse(await run(text, "check", ".", "--format", "json"));
			const commands = (await run(text, "check", ".", "--format", "github")).split("\n").filter((line) => line.includes("::"));
			for (const line of commands)
				expect(line).toMatch(/^::(?:error|warning) file=[^,:]*,line=\d+,endLine=\d+,(?:col=\d+,endColumn=\d+,)?title=[^,:]*::/);
			const sarif = await run(text, "check", ".", "--format", "sarif");
			for (const { message } of JSON.parse(sarif).runs[0].results) expect(message.text).not.toMatch(/\]\(/);
		}
	});

	test("in a run that is explained, and what else goes into mails and pages", async () => {
		const explain = (format: string) => run(source(nasty), "explain", "a.race", "--format", format);
		const changelog =
			(await explain("changelog")) + (await run(source(nasty), "backport", "--base", "v1", "--take", "atomic_increment", "."));
		expect(changelog).toMatch(/^[\x20-\x7e\n]*$/);
		expectSafePage(await explain("markdown"), ["h3", "p", "code", "pre"]);
		expectSafePage(await run(source(nasty), "matrix", ".", "--format", "markdown"));
		expectXml(await explain("svg"), ["svg", "style", "rect", "text", "line"]);
		const mermaid = await explain("mermaid");
		for (const line of mermaid.trimEnd().split("\n").slice(1))
			expect(line.replace(/<br\/>|#\d+;/g, "")).toMatch(/^\t(?:accTitle|participant L\d as|Note over L\d)[: ][^<>"#;{}%$`\\]*$/);
		JSON.parse(await explain("json"));
		JSON.parse(await run(source(nasty), "matrix", ".", "--format", "json"));
		await run(source(nasty), "matrix", ".", "--sets");
		await run(source(nasty), "diff", "a.race", "a.race");
	});

	test("in a model for another checker", async () => {
		for (const to of ["promela", "murphi"]) expect(await run(source(nasty), "export", "--to", to, "a.race")).toMatch(/^[\x20-\x7e\n\t]+$/);
	});

	test("in documentation", () => {
		expectSafePage(safeMarkdown(nasty));
		expectSafePage(`- list\n  - deeper\n\n${safeMarkdown(`before ${nasty}`)}\n\nbehind`);
		expectSafePage(safeMarkdown(`\`code ${nasty}\`\n> quoted ${nasty}\n    indented ${nasty}`));
	});
});

test("documentation keeps its Markdown", () => {
	for (const text of [
		"Takes `a < b && !c[0]` and *bold* **words**, see [the page](https://example.org/a_b) or <https://example.org>.",
		"# Title\n\n- one\n- two\n\n> quoted",
	])
		expect(safeMarkdown(text)).toBe(text);
	expect(safeMarkdown("```race\nif (a < b) <img>\n```")).toBe("\n```race\nif (a < b) <img>\n```\n");
	expect(rendered(safeMarkdown("a < b, `c<d>`, \\*not bold\\* and ``two ` ticks``"))).toEqual({ tags: ["p", "code"], addresses: [] });
});

describe("the server", () => {
	let client: LanguageClient;
	beforeAll(async () => {
		client = await LanguageClient.start(await buildServer(), { capabilities: editorCapabilities });
	});
	afterAll(() => client.kill());

	/** Names of texts that are Markdown, and of those that nobody is shown. */
	const exact = new Set(["newText", "uri", "targetUri", "target", "data", "changes"]);

	/** Pages that have been looked at: the same documentation comes in many answers. */
	const seen = new Set<string>();

	/** Every text that somebody is shown; what is Markdown is shown as a page. */
	function lookAt(value: unknown, name = ""): void {
		if (typeof value === "string") {
			// The styles that the report itself puts around its words.
			// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what styles are.
			const words = /erminalLine/.test(name) ? value.replace(/\u001b\[(?:1|2|22|31|32|33|34|39)m/g, "") : value;
			// Answers have so many texts that an `expect` for each would take most of the time.
			if (UNSEEN.test(words)) expect.fail(`${name} has ${JSON.stringify(UNSEEN.exec(words)?.[0])}: ${JSON.stringify(value)}`);
			if (/^(label|title|detail)$/.test(name) && value.includes("\n")) expect.fail(`${name} has more lines: ${value}`);
		}
		if (typeof value !== "object" || value === null) return;
		const { kind, value: markdown } = value as { kind?: unknown; value?: unknown };
		if (kind === "markdown" && typeof markdown === "string" && !seen.has(markdown)) {
			expectSafePage(markdown);
			seen.add(markdown);
		}
		for (const [inner, part] of Object.entries(value)) if (!exact.has(inner)) lookAt(part, Array.isArray(value) ? name : inner);
	}

	test.each(NASTY.map((nasty, index) => ({ nasty, index })))("$nasty in every answer", async ({ nasty, index }) => {
		for (const [kind, text] of [
			["good", source(nasty)],
			["bad", mistakes(nasty)],
		]) {
			const uri = `file:///nasty/${kind}${index}.race`;
			const textDocument = { uri };
			const end = text.split("\n").length;
			const range = { start: { line: 0, character: 0 }, end: { line: end, character: 0 } };
			client.open(uri, text);
			lookAt(await client.verdict(uri));
			const ask = async (method: string, params: object): Promise<void> =>
				lookAt(await client.request(method, { textDocument, ...params }).catch((error: Error) => ({ message: error.message })));
			for (const method of ["codeLens", "documentLink", "documentSymbol", "foldingRange"]) await ask(`textDocument/${method}`, {});
			await ask("textDocument/inlayHint", { range });
			await ask("textDocument/codeAction", { range, context: { diagnostics: [] } });
			await ask("workspace/symbol", { query: "s" });
			const places = [...text.matchAll(/\b(?:cell|raise|strange|ONE|ruled|shown|shared|one|other|both|unknown)\b/g)].map(({ index }) => {
				const before = text.slice(0, index + 1).split(/\r\n|\n|\r/);
				return { line: before.length - 1, character: before[before.length - 1].length };
			});
			for (const position of places.slice(0, 40)) {
				await ask("textDocument/hover", { position });
				await ask("textDocument/signatureHelp", { position: { ...position, character: position.character + 5 } });
			}
			const resolved = new Set<string>();
			for (const position of places.slice(0, 6)) {
				await ask("textDocument/prepareCallHierarchy", { position });
				await ask("textDocument/definition", { position });
				const { items } = await client.request<{ items: { label: string }[] }>("textDocument/completion", { textDocument, position });
				lookAt(items);
				// What is proposed first is mostly the same at each place.
				for (const item of items.slice(0, 10)) if (!resolved.has(item.label)) await ask("completionItem/resolve", item);
				for (const { label } of items.slice(0, 10)) resolved.add(label);
			}
			const position = places.at(-1) ?? range.start;
			for (const method of ["raceline/timelines", "raceline/expectations", "raceline/report", "raceline/coverage"])
				await ask(method, { position, folder: "file:///nasty" });
			for (const format of ["changelog", "markdown", "mermaid", "svg", "json"]) await ask("raceline/explain", { position, format });
			for (const kind of ["statistics", "whySafe"]) await ask("raceline/details", { position, kind });
			await ask("raceline/replay/start", { position, reach: nasty });
			client.close(uri);
		}
		for (const status of client.statuses.values()) lookAt(status);
	});

	test("nothing was a defect", () => expect(client.errors).toEqual([]));
});
