import { describe, expect, test } from "vitest";
import { keywords } from "../../src/syntax/grammar-table";
import { parse } from "../../src/syntax/parser";
import { sample } from "./sample";
import { expressionOf, parenthesized, problems, shape, statementsOf, written } from "./shape";

test("the sample has no mistakes", () => {
	expect(problems(sample)).toEqual([]);
});

describe("operators", () => {
	test.each([
		["a || b && c | d ^ e & f == g < h << i + j * k", "(a || (b && (c | (d ^ (e & (f == (g < (h << (i + (j * k))))))))))"],
		["a * b + c << d < e == f & g ^ h | i && j || k", "((((((((((a * b) + c) << d) < e) == f) & g) ^ h) | i) && j) || k)"],
		["a - b - c", "((a - b) - c)"],
		["a / b % c * d", "(((a / b) % c) * d)"],
		["!a.b && -c[1] > ~d", "((!(a.b)) && ((-(c[1])) > (~d)))"],
		["*a + &b", "((*a) + (&b))"],
		["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
		["(a + b) * c", "((a + b) * c)"],
		["a->b.c[d.e].f", "((((a.b).c)[(d.e)]).f)"],
		["f(a, b: c + 1).d", "(f(a, b: (c + 1)).d)"],
		["forall x in a: x && exists y in 0..1: x || y", "(forall x: (x && (exists y: (x || y))))"],
	])("%s", (text, expected) => {
		expect(parenthesized(expressionOf(text))).toBe(expected);
	});
});

describe("served", () => {
	test("a wait is served, or idle, where that stands before it", () => {
		expect(statementsOf("wait (a); served wait (a); idle wait (a);").map(shape)).toMatchObject([
			{ kind: "wait", served: false, idle: false },
			{ kind: "wait", served: true, idle: false },
			{ kind: "wait", served: false, idle: true },
		]);
	});

	test("elsewhere it is a name", () => {
		expect(problems("struct s { bool served; } scenario x { s served; task t { served.served = true; wait (served.served); } }")).toEqual(
			[],
		);
	});
});

describe("counted and off", () => {
	test("what a field or variable refers to is counted where that stands before its type", () => {
		expect(problems("struct s { counted s next; s[2] other; }")).not.toEqual([]);
		expect(problems("struct s { counted s next[2]; } counted s first; scenario x { counted s last = null; }")).toEqual([]);
	});

	test("elsewhere they are names", () => {
		expect(
			problems("struct counted { int off; } counted first; scenario x { counted off; property counted at end = off.off == 0; }"),
		).toEqual([]);
	});

	test("a property is turned off in a scenario, not in a file", () => {
		expect(problems("property p = true; scenario x { property p off; }")).toEqual([]);
		expect(problems("property p = true; property p off;")).not.toEqual([]);
	});
});

describe("expressions", () => {
	test("numbers have values", () => {
		expect([expressionOf("42"), expressionOf("0xfF")].map(shape)).toEqual([
			{ kind: "number", value: 42 },
			{ kind: "number", value: 255 },
		]);
	});

	test("new, with and without fields", () => {
		expect(shape(expressionOf("new lock"))).toEqual({ kind: "new", struct: "lock", fields: [] });
		expect(shape(expressionOf("new lock { owner: self, }"))).toEqual({
			kind: "new",
			struct: "lock",
			fields: [{ name: "owner", value: { kind: "word", word: "self" } }],
		});
	});

	test("a choice, a patch, an option", () => {
		expect(shape(expressionOf("choose(x in page)"))).toEqual({ kind: "pick", name: "x", struct: "page" });
		expect(shape(expressionOf("choose(i in 0..n: i)"))).toEqual({
			kind: "pick",
			name: "i",
			range: { low: { kind: "number", value: 0 }, high: "n" },
			condition: "i",
		});
		expect(shape(expressionOf("choose(0..n)"))).toEqual({ kind: "chooseValue", range: { low: { kind: "number", value: 0 }, high: "n" } });
		expect(shape(expressionOf("patched(p)"))).toEqual({ kind: "patched", patch: "p" });
		expect(shape(expressionOf("option(o) == a"))).toMatchObject({ left: { kind: "optionValue", option: "o" }, right: "a" });
	});

	test("a quantifier goes through a struct or a range", () => {
		expect(shape(expressionOf("count t in task: t.held"))).toMatchObject({ quantifier: "count", name: "t", struct: "task" });
		expect(shape(expressionOf("exists i in 0..n - 1: a[i]"))).toMatchObject({
			name: "i",
			range: { low: { value: 0 }, high: { operator: "-" } },
		});
	});

	test("parentheses belong to what is in them", () => {
		const text = "property p = (a) + b;";
		const tree = parse(text);
		const [item] = tree.items;
		const left = item.kind === "property" && item.condition?.kind === "binary" ? item.condition.left : item;
		expect(written(tree, left)).toBe("(a)");
	});
});

describe("messages", () => {
	test("hold expressions between braces", () => {
		expect(shape(parse('property p "{a.b} of {f(c)}\\n" = x;').items[0])).toMatchObject({
			message: {
				value: "{a.b} of {f(c)}\n",
				parts: [{ kind: "field", object: "a", name: "b" }, " of ", { kind: "call", name: "f" }, "\n"],
			},
		});
	});

	test("have doubled braces for braces", () => {
		expect(shape(parse('property p "{{a}} {b}" = x;').items[0])).toMatchObject({ message: { parts: ["{a} ", "b"] } });
	});

	test("know where their expressions stand in the file", () => {
		const text = 'property p "\\"{ page . owner }" = x;';
		const tree = parse(text);
		const [item] = tree.items;
		const part = item.kind === "property" ? item.message?.parts[1] : undefined;
		expect(typeof part === "object" && written(tree, part)).toBe("page . owner");
	});

	test("other strings have no expressions", () => {
		expect(shape(parse('patch p { title: "a {b}"; }').items[0])).toMatchObject({
			entries: [{ value: { value: "a {b}", parts: ["a {b}"] } }],
		});
	});
});

describe("documentation", () => {
	test("belongs to the item, field, member or enum member below", () => {
		const { items } = parse(sample);
		const [struct] = items.flatMap((item) => (item.kind === "struct" ? [item] : []));
		const [pageKind] = items.flatMap((item) => (item.kind === "enum" ? [item] : []));
		const [scenario] = items.flatMap((item) => (item.kind === "scenario" ? [item] : []));
		expect(struct.documentation).toBe("A lock that one task holds.\n\n@source kernel/locking/mutex.c mutex_lock 4.19");
		expect(struct.fields.map((field) => field.documentation)).toEqual(["Who holds it, or null.", undefined, undefined]);
		expect(pageKind.members.map((member) => member.documentation)).toEqual(["Memory of a process.", undefined]);
		expect(scenario.members.flatMap((member) => member.documentation ?? [])).toEqual(["The reader."]);
	});

	test("loses one leading blank of each line and survives CRLF", () => {
		expect(parse("///  a\r\n///b\r\n// c\r\nconst A = 1;").items[0].documentation).toBe(" a\nb");
	});
});

describe("what starts with a type", () => {
	test("task NAME is a task before a brace and a variable before anything else", () => {
		const [scenario] = parse("scenario s { task a { } task b; task c = self; task d[2] { } task e[2]; device f { } }").items;
		const kinds = scenario.kind === "scenario" ? scenario.members.map(({ kind }) => kind) : [];
		expect(kinds).toEqual(["task", "variable", "variable", "task", "variable", "task"]);
	});

	test("a task may be said to run on something, and a handler is called by its kind", () => {
		const text = "scenario s { task a on c { } irq b { } irq d[2] on cpus[1] { } once irq e on c { } page on; irq f; once g on c { } }";
		expect(problems(text)).toEqual([]);
		const [scenario] = parse(text).items;
		const members = scenario.kind === "scenario" ? scenario.members : [];
		expect(
			members.map((member) => {
				if (member.kind !== "task") return member.kind;
				const { body: _, daemon: __, flavor: ___, ...head } = member;
				return shape(head);
			}),
		).toEqual([
			{ kind: "task", name: "a", on: "c" },
			{ kind: "task", handler: "irq", name: "b" },
			{
				kind: "task",
				handler: "irq",
				name: "d",
				count: { kind: "number", value: 2 },
				on: { kind: "index", array: "cpus", index: { kind: "number", value: 1 } },
			},
			{ kind: "task", once: true, handler: "irq", name: "e", on: "c" },
			"variable",
			"variable",
			{ kind: "task", handler: "once", name: "g", on: "c" },
		]);
	});

	test("handler and guard are names where nothing of theirs follows", () => {
		const items = parse(
			"handler irq { enter: come(); exit: go(); } guard g = self.a; int handler; fn f(int guard) { handler = guard; }",
		).items;
		expect(items.map(({ kind }) => kind)).toEqual(["handler", "guard", "variable", "function"]);
	});

	test("int takes a range before the name", () => {
		const fields = parse("struct s { int a; int 0..N b[2]; int -1..1 c; int (A)..A + 1 d; int A..B e = 1; }").items.flatMap((item) =>
			item.kind === "struct" ? item.fields : [],
		);
		expect(fields.map(({ type, name }) => [name.text, type.kind === "intType" && type.range !== undefined])).toEqual([
			["a", false],
			["b", true],
			["c", true],
			["d", true],
			["e", true],
		]);
	});

	test("struct and enum before a type are accepted as in C", () => {
		expect(problems("struct page a; fn f(struct page *p, enum kind k) { struct page q = p; }")).toEqual([]);
		expect(shape(parse("struct page a;").items[0])).toEqual({
			kind: "variable",
			type: { kind: "namedType", word: "struct", name: "page" },
			name: "a",
		});
	});

	test("two names in a statement are a declaration, one with an operator is not", () => {
		expect(statementsOf("page p = q; p = q; p.x = 1; p[0]++; a * b; f(p); bool b; page q[3];").map(({ kind }) => kind)).toEqual([
			"local",
			"assign",
			"assign",
			"assign",
			"local",
			"expression",
			"local",
			"local",
		]);
	});
});

describe("contextual keywords", () => {
	const words = keywords.filter(({ reserved }) => !reserved).map(({ word }) => word);

	test.each(words)("%s can be a name of a field, a parameter, a variable, a task and a property", (word) => {
		const text = `
			struct s { int ${word}; }
			property ${word} = x.${word} == 1;
			fn f(int ${word}, s x) {
				int ${word} = 1;
				${word} = ${word} + x.${word};
				${word}++;
				x.${word} = g(${word}, ${word}: 1);
				if (${word}) return ${word};
			}
			scenario ${word} { task ${word} { } device ${word} { } expect race ${word === "under" ? "x" : word} under v1; }`;
		expect(problems(text)).toEqual([]);
	});

	test("have the kind of a keyword in the tokens only where they are one", () => {
		const text = "scenario s { task in { int count; for (task in task) count = task; } expect race under v1; }";
		const { tokens } = parse(text);
		const words = Array.from({ length: tokens.length }, (_, index) => index)
			.filter((index) => tokens.kinds[index] === "keyword")
			.map((index) => text.slice(tokens.starts[index], tokens.ends[index]));
		expect(words).toEqual(["scenario", "task", "int", "for", "in", "expect", "race", "under"]);
	});
});

describe("expectations", () => {
	const expectations = (text: string): unknown[] => {
		const [scenario] = parse(`scenario s { ${text} }`).items;
		return scenario.kind === "scenario" ? scenario.members.map(shape) : [];
	};

	test("have an outcome, a subject, a kernel and options", () => {
		expect(expectations("expect race p under v1 + a - b, o = x, q = y;")).toEqual([
			{
				kind: "expect",
				outcome: "race",
				subject: "p",
				kernel: {
					base: "v1",
					changes: [
						{ sign: "+", patch: "a" },
						{ sign: "-", patch: "b" },
					],
				},
				options: [
					{ name: "o", value: "x" },
					{ name: "q", value: "y" },
				],
			},
		]);
	});

	test("need no kernel", () => {
		expect(expectations("expect safe under tlb_mode = ipi;")).toEqual([
			{ kind: "expect", outcome: "safe", options: [{ name: "tlb_mode", value: "ipi" }] },
		]);
	});

	test("may go over lines", () => {
		expect(problems("scenario s {\n\texpect race\n\t\tdma_into_foreign_file under\n\t\tv4.17\n\t\t+ a;\n}")).toEqual([]);
	});
});

describe("white space before a range", () => {
	const NUMBERS = /-?\w+ *\.\. *\w+/;
	/** A program with a range behind every `int`, and something between the two. */
	const program = (space: string): string => `const LOW = 0;
fn int${space}0..3 f(int${space}LOW..3 a) { int${space}-1..3 l = a; { int${space}(1 + 1)..3 m = l; } return a; }
struct s { int${space}0..3 f; int plain; }
int${space}0..3 global;
scenario x { int${space}LOW..3 v; int plain; task t { v = 1; int${space}0..LOW + 2 l = v; } }
`;

	test.each(["\n", "\r\n\t", "\n\n", " /* c */ ", "/**/", " // why\n", "\n/* a */\n// b\n"])("may be %j", (space) => {
		expect(parse(program(space)).diagnostics).toEqual([]);
		expect(parse(program(space)).items.map(shape)).toEqual(parse(program(" ")).items.map(shape));
		expect(program(space)).toMatch(NUMBERS);
	});

	test("may be none in front of what is declared, and a statement below a half-typed declaration is a statement", () => {
		expect(shape(statementsOf("int\nx;")[0])).toMatchObject({ variable: { name: "x", type: { kind: "intType" } } });
		for (const next of [
			"f(0);",
			"x = choose(0..2);",
			"x += 1;",
			"x -= 2;",
			"for (i in 0..3) x = i;",
			"assert(exists i in 0..3: x == i);",
			"a.b = 1;",
		]) {
			const { items } = parse(`fn g() {\n\tint\n\t${next}\n}`);
			expect(JSON.stringify(items.map(shape))).toContain('"type":{"kind":"intType"}');
		}
	});
});
