/**
 * A text is analysed anew only where it was edited: in the body of a function or scenario. What comes out does not
 * depend on that.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import type { Program } from "../../src/semantics/program";
import { parse } from "../../src/syntax/parser";
import type { SyntaxTree } from "../../src/syntax/tree";
import { programFrom } from "../meaning/generator/random-program";
import { oneIn, tries } from "../random";
import { kernelModel, sampleTexts } from "../samples/sample-files";
import { programAsData } from "./program-as-data";

const MODEL = `struct inode { int 0..3 size; }
int 0..3 limit = 3;
fn truncate(inode i) { i.size = 0; }
fn wait_for(inode i) { wait i.size == 0; }
patch fix { title: "1"; }
kernel v1;
`;
const model = analyzeModel([{ uri: "model:/model.race", tree: parse(MODEL) }]);

const TEXT = `const N = 3;
extend inode { int 0..N links = 1; }
struct page { int 0..3 refcount; inode owner; }
int 0..7 total;
int least, most;
fn get(page p, int by = 1) { p.refcount += by; }
static void bump(void) { total++; }
fn read(page p) bool { return p.refcount > 0; }
/// Two tasks.
scenario one {
	page a; inode i;
	fn both() { get(a); bump(); }
	task t { both(); if (read(a)) truncate(i); }
	property few "{a.refcount}" = read(a);
	expect race few;
}
scenario two { page a; task t { get(a, by: 2); } task u { limit = 2; } }
scenario three { const M = N; int 0..M x; task t { x = 1; } expect safe under v1 + fix; }
`.replaceAll("fn read(page p) bool", "fn bool read(page p)");

const uri = "file:///test.race";
const other = "file:///other.race";

/** Texts of a program, each as it was edited last, and what they mean. */
class Edited {
	private readonly trees = new Map<string, SyntaxTree>();
	program: Program | undefined;

	constructor(private readonly on: Program = model) {}

	/** How many bodies were checked when a file has got another text. */
	set(text: string, file = uri): number {
		this.trees.set(file, parse(text, this.trees.get(file)));
		const before = this.program;
		this.program = analyzeProgram(this.on, this.sources(), before);
		return [...this.program.bodies].filter(([item, body]) => before?.bodies.get(item) !== body).length;
	}

	get data(): unknown {
		return this.program && programAsData(this.program);
	}

	/** What the texts mean for somebody who has seen no others. */
	get afresh(): unknown {
		const sources = this.sources().map(({ uri: file, tree }) => ({ uri: file, tree: parse(tree.text) }));
		return programAsData(analyzeProgram(this.on, sources));
	}

	private sources() {
		return [...this.trees].map(([file, tree]) => ({ uri: file, tree }));
	}
}

describe("an edit has analysed anew", () => {
	const BODIES = 6;
	const cases: Readonly<Record<string, { readonly from: string; readonly to: string; readonly bodies: number }>> = {
		"nothing, between items": { from: "struct page", to: "// a page\n\nstruct page", bodies: 0 },
		"a scenario, in one of its tasks": { from: "by: 2", to: "by: 3", bodies: 1 },
		"a scenario, in a function of it": { from: "both() { get(a)", to: "both() { get(a, 2)", bodies: 1 },
		"a scenario, in an expectation": { from: "under v1 + fix", to: "under v1", bodies: 1 },
		"a scenario, with an error": { from: "by: 2", to: "to: 2", bodies: 1 },
		"a scenario, with a brace too few": { from: "get(a, by: 2); }", to: "get(a, by: 2);", bodies: 1 },
		"a function": { from: "total++", to: "total += 2", bodies: 1 },
		"a function, which creates something now": { from: "{ total++; }", to: "{ total++; inode j = new inode {}; }", bodies: 1 },
		"everything, in what a function is given": { from: "int by = 1", to: "int by = 2", bodies: BODIES },
		"everything, in a constant": { from: "N = 3", to: "N = 2", bodies: BODIES },
		"everything, in a variable of the file": { from: "7 total", to: "6 total", bodies: BODIES },
		"everything, in the name of a scenario": { from: "scenario two", to: "scenario to", bodies: BODIES },
		"nothing, in documentation of a scenario": { from: "Two tasks", to: "Two task", bodies: 0 },
		"a scenario that is new and everything around it": { from: "scenario two", to: "scenario zero { }\nscenario two", bodies: BODIES + 1 },
	};
	test.each(Object.entries(cases))("%s", (_, { from, to, bodies }) => {
		const edited = new Edited();
		expect(edited.set(TEXT)).toBe(BODIES);
		expect(TEXT).toContain(from);
		expect(edited.set(TEXT.replace(from, to))).toBe(bodies);
		expect(edited.data).toEqual(edited.afresh);
		expect(edited.set(TEXT)).toBeLessThanOrEqual(bodies);
		expect(edited.data).toEqual(edited.afresh);
	});

	test("nothing of the files that use it, in the body of a function that they use", () => {
		const edited = new Edited();
		edited.set("int 0..3 shared;\nfn bool touch() { return shared == 1; }\n", other);
		edited.set("fn bool twice() { return touch() && touch(); }\nscenario s { task t { twice(); } property p = twice(); }\n");
		expect(JSON.stringify(edited.data)).not.toContain("must-only-read");
		expect(edited.set("int 0..3 shared;\nfn bool touch() { inode i = new inode {}; return true; }\n", other)).toBe(1);
		expect(edited.data).toEqual(edited.afresh);
		expect(JSON.stringify(edited.data)).toContain("must-only-read");
	});

	test("no variable of the model, for those who do not assign to it", () => {
		const limit = model.globals.lookup("limit");
		const assigns = new Edited();
		assigns.set(TEXT);
		const reads = new Edited();
		reads.set("scenario s { int 0..3 x; task t { x = limit; } }");
		expect([assigns, reads].map(({ program }) => limit?.kind === "variable" && program?.isAssigned(limit))).toEqual([true, false]);
	});
});

/** An edit, in proportion to the text that it meets. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const pieces = (text: string): fc.Arbitrary<string> =>
	fc.oneof(
		fc.constantFrom("", "", " ", "\n", "}", "{", ")", "(", ";", "x", "1", ".", '"', "/*", "// ", "=", "*", "&", "!"),
		fc.constantFrom(
			"scenario s { task t { } }",
			"fn get(int x) { get(x); }",
			"const N = N;",
			"property few = true;",
			"extend inode { int 0..1 z; }",
			"option o = a | b;",
			"wait self;",
			"total++;",
		),
		fc.tuple(share, fc.nat(60)).map(([at, length]) => text.slice(Math.floor(at * text.length)).slice(0, length)),
	);
const edits = (text: string) =>
	fc.array(fc.tuple(share, fc.oneof(fc.constant(0), fc.nat(3), fc.nat(30)), pieces(text), fc.boolean()), { minLength: 1, maxLength: 6 });

/** Makes edits one after the other, and compares what comes out with an analysis from scratch after each. */
function compareAll(edited: Edited, original: string, all: readonly (readonly [number, number, string, boolean])[], file = uri): void {
	edited.set(original, file);
	let text = original;
	for (const [at, removed, inserted, back] of all) {
		const before = text;
		const start = Math.floor(at * text.length);
		text = text.slice(0, start) + inserted + text.slice(start + removed);
		edited.set(text, file);
		expect(edited.data).toEqual(edited.afresh);
		// People also take back what they did.
		if (!back) continue;
		text = before;
		edited.set(text, file);
	}
	expect(edited.data).toEqual(edited.afresh);
}

describe("what comes out is what comes out from scratch, after random edits of", () => {
	test("a small file", () => {
		fc.assert(
			fc.property(edits(TEXT), (all) => compareAll(new Edited(), TEXT, all)),
			tries(240),
		);
	});

	test("a file that another one uses", () => {
		fc.assert(
			fc.property(edits(TEXT), (all) => {
				const edited = new Edited();
				edited.set(TEXT, other);
				edited.set("fn far() { bump(); }\nscenario s { page p; task t { get(p); far(); } property q = read(p); }\n");
				compareAll(edited, TEXT, all, other);
			}),
			tries(80),
		);
	});

	const kernel = kernelModel();
	test.each(oneIn(3, [...sampleTexts]))("%s", (_, text) => {
		fc.assert(
			fc.property(edits(text), (all) => compareAll(new Edited(kernel), text, all)),
			tries(4),
		);
	});

	test("random programs", () => {
		const tapes = fc.array(fc.nat(1000), { minLength: 20, maxLength: 200 });
		const cases = tapes.chain((tape) => {
			const { text } = programFrom(tape);
			return fc.tuple(fc.constant(text), edits(text));
		});
		const empty = analyzeModel([]);
		fc.assert(
			fc.property(cases, ([text, all]) => compareAll(new Edited(empty), text, all)),
			tries(100),
		);
	});
});
