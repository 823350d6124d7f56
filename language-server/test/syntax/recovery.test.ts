/** One mistake costs one diagnostic, in words that help, and nothing of what surrounds it. */
import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parser";
import { spanIn } from "../../src/syntax/tree";
import { parseFixture } from "../fixture";
import { problems, shape, statementsOf } from "./shape";

/**
 * Expects exactly the diagnostics that the carets show, each with its code and message; an empty place is shown by the
 * character after it, or by that before it at the end of a line.
 */
function check(marked: string): void {
	const { text, ranges } = parseFixture(marked);
	const found = parse(text).diagnostics.map(({ span, code, message }) => {
		const atLineEnd = span.start === text.length || text[span.start] === "\n";
		const start = span.start === span.end && atLineEnd ? span.start - 1 : span.start;
		return { start, end: Math.max(span.end, start + 1), text: `${code}: ${message}` };
	});
	expect(found).toEqual(ranges);
}

test("a union is taken, and it is said that its members share nothing; one member alone has nothing to share", () => {
	const text = "union word { int all; bool low; };\nstruct page { union { int index; int order; }; union { bool only; } u; };";
	const found = parse(text).diagnostics.map(({ severity, code, span }) => ({ severity, code, at: span.start }));
	expect(found).toEqual([0, text.indexOf("union { int")].map((at) => ({ severity: "warning", code: "union", at })));
});

describe("a missing semicolon", () => {
	test("is reported behind the statement", () =>
		check(`
			fn f() {
				x = 1
				//  ^ missing-semicolon: expected \`;\` after the assignment
				page p
				//   ^ missing-semicolon: expected \`;\` after the declaration
				g(x)
				// ^ missing-semicolon: expected \`;\` after the call
				if (x) return
				//          ^ missing-semicolon: expected \`;\` after \`return\`
			}`));

	test("is inserted by the fix", () => {
		const text = "fn f() {\n\tx = 1 // one\n}";
		expect(parse(text).diagnostics[0].fixes).toEqual([{ title: "Insert `;`", edits: [{ span: { start: 15, end: 15 }, newText: ";" }] }]);
	});

	test("between two statements on one line", () =>
		check(`
			fn f() { x = 1 y = 2; }
			//            ^ missing-semicolon: expected \`;\` after the assignment
			`));

	test("loses neither statement", () => {
		expect(statementsOf("x = 1\n y = 2; z++").map(({ kind }) => kind)).toEqual(["assign", "assign", "assign"]);
	});
});

describe("a missing expression", () => {
	test.each(["x = ;", "f(a, );", "x = a + ;", "if () y = 1;", "x[] = 1;", "wait ();", "x = ();"])("%s", (statement) => {
		const found = problems(`fn f() {\n\t${statement}\n\ty = 2;\n}`);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatch(/^2:\d+ syntax-error: expected an expression, not /);
	});
});

describe("a missing brace", () => {
	test("of a task is noticed at the next one", () =>
		check(`
			scenario s {
				task a {
				//     ^ unclosed-brace: expected \`}\` at the end of task \`a\`
					x = 1;
				task b { }
				expect safe;
			}
			scenario t { }`));

	test("of an inner block is found by the indentation", () =>
		check(`
			scenario s {
				task a {
					if (x) {
					//     ^ unclosed-brace: expected \`}\` at the end of \`if\`
						y = 1;
				}
				task b { }
			}
			scenario t { }`));

	test("of a scenario is noticed at the next one", () =>
		check(`
			scenario s {
			//         ^ unclosed-brace: expected \`}\` at the end of scenario \`s\`
				task a { }
			scenario t { }`));

	test("at the end of the file is reported once", () =>
		check(`
			scenario s {
				task a {
					while (x) {
					//        ^ unclosed-brace: expected \`}\` at the end of \`while\`
						y = 1;`));

	test("keeps the tasks and scenarios around it", () => {
		const { items } = parse("scenario s {\n\ttask a {\n\t\tif (x) {\n\ttask b { }\nscenario t { task c { } }\n");
		expect(items.map((item) => (item.kind === "scenario" ? item.members.map(({ kind }) => kind) : item.kind))).toEqual([
			["task", "task"],
			["task"],
		]);
	});

	test("can be an opening one", () =>
		check(`
			fn f()
			//   ^ syntax-error: expected \`{\` at the start of function \`f\`
				x = 1;
				y = 2;
			}
			fn g() { }`));
});

describe("a closing brace too many", () => {
	test("is found by the indentation", () =>
		check(`
			scenario s {
				task a {
					x = 1;
					}
				//  ^ syntax-error: unexpected \`}\`
					y = 2;
				}
				task b { }
				expect safe;
			}
			scenario t { }`));

	test("behind a block that is complete", () =>
		check(`
			scenario s {
				task a { x = 1; } }
				//                ^ syntax-error: unexpected \`}\`
				task b { }
				expect safe;
			}`));

	test("costs one diagnostic even where no line is indented", () => {
		expect(problems("scenario s {\ntask a { }\n}\ntask b { }\nexpect safe;\n}\nscenario t { }")).toEqual([
			"4:1 misplaced-item: `task` can only stand in a scenario: is there a `}` too many above?",
		]);
	});

	test("can be the sign of an opening one that is missing", () =>
		check(`
			fn f() {
				while (x)
					x--;
					y++;
				}
			//  ^ syntax-error: unexpected \`}\`
				return;
			}
			fn g() { }`));

	test("at the end of the file", () =>
		check(`
			fn f() { } }
			//         ^ syntax-error: unexpected \`}\`
			fn g() { }`));
});

describe("half-typed text keeps its tree", () => {
	test("a field without a name, at the end of a line", () => {
		const text = "data.\n\tput_page(p);";
		expect(statementsOf(text).map(shape)).toMatchObject([
			{ kind: "expression", expression: { kind: "field", object: "data", name: "" } },
			{ kind: "expression", expression: { kind: "call", name: "put_page" } },
		]);
		expect(problems(`fn f() { ${text} }`)).toEqual(["1:15 syntax-error: expected the name of a field"]);
	});

	test.each(["page p = q;", "if (x) y = 1;", "int x;", "g();", "atomic { }"])("a field without a name before `%s`", (next) => {
		expect(problems(`fn f() {\n\tdata.\n\t${next}\n}`)).toEqual(["2:7 syntax-error: expected the name of a field"]);
	});

	test("a call without its second argument", () => {
		const [item] = parse("fn g() { f(a, ").items;
		expect(shape(item)).toMatchObject({
			body: { statements: [{ expression: { kind: "call", name: "f", arguments: [{ value: "a" }, { value: { kind: "error" } }] } }] },
		});
	});

	test("an expectation, of which the end of the blanks is a part", () => {
		const text = "scenario s { expect race ";
		const tree = parse(text);
		const [scenario] = tree.items;
		const [expectation] = scenario.kind === "scenario" ? scenario.members : [];
		expect(shape(expectation)).toMatchObject({ kind: "expect", outcome: "race" });
		expect(spanIn(tree, expectation).end).toBe(text.length);
	});

	test.each([
		["use", { kind: "use", path: { value: "" } }],
		["struct", { kind: "struct", name: "", fields: [] }],
		["enum e", { kind: "enum", name: "e", members: [] }],
		["fn", { kind: "function", name: "", parameters: [] }],
		["fn page f(page", { kind: "function", returns: { name: "page" }, name: "f", parameters: [{ type: { name: "page" }, name: "" }] }],
		["property", { kind: "property", name: "" }],
		["patch p", { kind: "patch", name: "p" }],
		["option o =", { kind: "option", name: "o", values: [""] }],
		["kernel v1 = v2 +", { kind: "kernel", name: "v1", set: { base: "v2", changes: [{ sign: "+", patch: "" }] } }],
		["scenario", { kind: "scenario", name: "", members: [] }],
		["scenario s { task", { members: [{ kind: "task", name: "" }] }],
		["scenario s { daemon", { members: [{ kind: "task", daemon: true, name: "" }] }],
		["scenario s { expect", { members: [{ kind: "expect", outcome: "" }] }],
		["scenario s { expect safe under", { members: [{ kind: "expect", outcome: "safe", kernel: { base: "" } }] }],
		["scenario s { kernel", { members: [{ kind: "kernelChoice", set: { base: "" } }] }],
		["scenario s { page p = new", { members: [{ kind: "variable", value: { kind: "new", struct: "" } }] }],
	])("%s", (text, expected) => {
		expect(shape(parse(text).items)).toMatchObject([expected]);
		// The line below is read as if nothing stood above it.
		expect(parse(`${text}\nscenario next { }`).items.at(-1)).toMatchObject({ kind: "scenario", name: { text: "next" } });
	});

	test.each([
		"use",
		"struct",
		"extend",
		"enum",
		"fn",
		"property",
		"patch",
		"option",
		"kernel",
		"scenario",
		"const",
		"page",
		"int",
		"struct s",
		"fn f(",
	])("`%s` costs one diagnostic and not the item below", (text) => {
		expect(problems(`${text}\nfn f() { }\nscenario s { }`)).toHaveLength(1);
		expect(
			parse(`${text}\nfn f() { }\nscenario s { }`)
				.items.map(({ kind }) => kind)
				.slice(-2),
		).toEqual(["function", "scenario"]);
	});
});

describe("what is right in C", () => {
	test("a step of the next line does not belong to a half-typed one", () => {
		expect(statementsOf("x = y\n ++z;\n a\n --(b);").map(shape)).toMatchObject([
			{ kind: "assign", value: "y" },
			{ kind: "assign", target: "z" },
			{ kind: "expression", expression: "a" },
			{ kind: "assign", target: "b" },
		]);
	});

	test("a kernel release without `v`", () => {
		expect(problems("kernel 4.18 = v4.17;")).toEqual([
			"1:8 malformed-number: a kernel release starts with `v`, and numbers are whole: `v4.18`",
		]);
		expect(shape(parse("kernel 4.18 = v4.17;").items[0])).toMatchObject({ name: "v4.18", set: { base: "v4.17" } });
	});
});

describe("other mistakes", () => {
	test.each([
		["fn f() { else x = 1; }", "1:10 syntax-error: `else` without an `if` before it"],
		["fn f() { ) x = 1; }", "1:10 syntax-error: expected a statement, not `)`"],
		["fn f() { g(a b); }", "1:13 syntax-error: expected `,` between the arguments"],
		["fn f() { if x) y = 1; }", "1:13 syntax-error: expected `(` after `if`, not `x`"],
		["fn f() { while (x y++; }", "1:19 syntax-error: expected `)` after the condition, not `y`"],
		["fn f() { x[1; }", "1:13 syntax-error: expected `]` after the index, not `;`"],
		["fn f() { int if = 1; }", "1:14 reserved-word: `if` is a keyword and cannot be a name"],
		["fn f() { const A = 1; }", "1:10 syntax-error: a constant is declared outside of tasks and functions"],
		["fn f() { for (x in 3) y = 1; }", "1:20 syntax-error: expected a range `A..B` or the name of a struct"],
		["fn f() { choose { } or x = 1; }", "1:24 syntax-error: expected `{` at the start of `or`, not `x`"],
		["fn f(page p,) { }", "1:13 syntax-error: expected a parameter after `,`"],
		["fn f(page p page q) { }", "1:13 syntax-error: expected `,` or `)` after the parameter, not `page`"],
		["fn f(page p[3]) { }", "1:13 syntax-error: an array is passed without its size: `length` tells it"],
		["const A 3;", "1:9 syntax-error: expected `=` after the name of the constant, not `3`"],
		["enum e { A B }", "1:11 syntax-error: expected `,` between the members"],
		["use locks;", '1:5 syntax-error: expected the path of a file in quotes after `use`, as in `use "files.race";`, not `locks`'],
		["struct s { int a; int = 3; int b; }", "1:23 syntax-error: expected the name of the field, not `=`"],
		['patch p { title "x"; position: 1; }', "1:17 syntax-error: expected `:` after the name of the entry, not a string"],
		["lock l = new lock { owner self };", "1:27 syntax-error: expected `:` after the name of the field, not `self`"],
		["lock l = new lock { a: 1 b: 2 };", "1:25 syntax-error: expected `,` between the fields"],
		["taks a { x = 1; }\nscenario s { }", "1:1 syntax-error: nothing with `{` starts with `taks`"],
		["scenario s { expect sfae; }", "1:21 syntax-error: expected `safe`, `race`, `hang` or `data_race` after `expect`, not `sfae`"],
		["scenario s { expect safe under v1, v2; }", "1:36 syntax-error: an expectation is about one kernel"],
		["scenario s { option a = b | c; }", "1:27 syntax-error: a scenario chooses one value of an option"],
		[
			"scenario s { kernel v1 = v2; }",
			"1:24 syntax-error: a scenario chooses a kernel, as in `kernel v4.18 - NAME;`; releases are declared in a file",
		],
		["scenario s {\n\tstruct t { int x; }\n\texpect safe;\n}", "2:2 misplaced-item: `struct` cannot stand in a scenario, only in a file"],
		["expect safe;\nscenario s { }", "1:1 misplaced-item: `expect` can only stand in a scenario: is there a `}` too many above?"],
		['property p "{}" = x;', "1:13 syntax-error: expected an expression after `{`; a brace itself is written `{{`"],
		['property p "{a" = x;', "1:13 syntax-error: expected `}` after the value in the message; a brace itself is written `{{`"],
		['property p "{a b} {c.}" = x;', "1:16 syntax-error: expected `}` after the value in the message, not `b`"],
		['fn f() { assert(x, "no page);\n}', '1:20 unterminated-string: expected `"` at the end of the string'],
		["fn f() { x = @; }", "1:14 unknown-character: unexpected `@`"],
		["fn f() { größe = 1; }", "1:12 unknown-character: a name consists of the letters a to z, digits and `_`"],
	])("%s", (text, expected) => {
		expect(problems(text)).toEqual([expected]);
	});
});

test("a `use` names a file", () => {
	const expected = 'expected the path of a file between the quotes, as in `use "files.race";`';
	expect(problems('use "";')).toEqual([`1:5 syntax-error: ${expected}`]);
});

test("a fix leaves a text without that mistake", () => {
	for (const text of [
		"fn f() { if (a = b) x = 1 }",
		"fn f() { g(a b); page *q = p; }",
		"kernel 4.18;",
		"enum e { A B }",
		"lock l = new lock { a: 1 b: 2 };",
		"scenario s {\n\ttask a {\n\t\tx = 1;\n\ttask b { }\n}",
		'fn f() { assert(x, "no page);\n}',
	]) {
		const [{ code, fixes, span }] = parse(text).diagnostics;
		const [edit] = fixes?.[0].edits ?? [];
		expect(edit, text).toBeDefined();
		const fixed = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
		expect(
			parse(fixed).diagnostics.filter((other) => other.code === code && other.span.start === span.start),
			fixed,
		).toEqual([]);
	}
});
