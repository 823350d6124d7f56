/** Memory that is lost at the end, where a scenario asks for it. The verdicts are derived by hand. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { analyzeSource, problemsOf } from "../compile-source";
import { outcomeOf } from "../explain/check-source";

const STRUCTS = `
option memory_leak = ignore | report;
struct part { int 0..1 n; }
struct foo { struct foo *next; struct part part; }
struct holder { struct foo *foo; struct part *part; }
struct foo *head;
struct part *inner;
struct holder keeper;
bool flag;
`;

/** What is found in a scenario with these members, by messages; or the verdict. */
function found(members: string, setting = "report"): string | string[] {
	const { verdict, findings } = outcomeOf(`${STRUCTS} scenario s { option memory_leak = ${setting}; ${members} }`);
	return findings.length > 0 ? findings.map(({ subject, message }) => `${subject}: ${message}`) : verdict;
}

describe("an object is lost at the end", () => {
	test.each([
		["that nobody has kept", "task t { struct foo *p = new foo {}; }", "foo 0 is lost: nothing refers to it, made by t in #1"],
		[
			"of which only a local of a task that has ended knew",
			"task t { struct foo *p = new foo {}; p->part.n = 1; }",
			"foo 0 is lost: nothing refers to it, made by t in #1",
		],
		[
			"whose variable was overwritten",
			"task t { head = new foo {}; head = NULL; }",
			"foo 0 is lost: nothing refers to it; head did until t's #3, made by t in #1",
		],
		[
			"when what referred to it was freed",
			"struct holder *h = new holder {}; task t { h->foo = new foo {}; free(h); }",
			"foo 0 is lost: nothing refers to it; h.foo did until t's #3, made by t in #1",
		],
		[
			"or when that is lost itself",
			"task t { struct foo *p = new foo {}; p->next = new foo {}; }",
			"foo 0 is lost: nothing refers to it, made by t in #1",
		],
		[
			"in a circle",
			"task t { struct foo *p = new foo {}; p->next = new foo { next: p }; }",
			"foo 0 is lost: nothing refers to it, made by t in #1",
		],
		[
			"with what was on the stack",
			"task t { struct holder h; h.foo = new foo {}; head = NULL; }",
			"foo 0 is lost: nothing refers to it, made by t in #1",
		],
		["that the set-up has made", "struct foo *p = new foo {}; task t { p = NULL; }", "p is lost: nothing refers to it; p did until t's #1"],
		[
			"of a race",
			"task t[2] { if (!head) head = new foo {}; }",
			expect.stringMatching(/^foo [01] is lost: nothing refers to it; head did until t\[[01]\]'s #\d, made by t\[[01]\] in #\d$/),
		],
	])("%s", (_title, members, message) => {
		expect(found(members)).toEqual([
			typeof message === "string"
				? `memory_leak: ${message}`
				: expect.stringMatching(new RegExp(message.sample.source.replace("^", "^memory_leak: "))),
		]);
		expect(found(members, "ignore")).toBe("safe");
	});

	test.each([
		["that a variable refers to", "task t { head = new foo {}; }"],
		["that an object refers to", "task t { keeper.foo = new foo {}; }"],
		[
			"that an object refers to that is found itself",
			"task t { head = new foo {}; head->next = new foo {}; head->next->next = new foo {}; }",
		],
		["whose part is referred to", "task t { struct foo *p = new foo {}; inner = &p->part; }"],
		["that has been freed", "task t { struct foo *p = new foo {}; free(p); }"],
		["that was never made", "task t { if (flag) head = new foo {}; }"],
		[
			"that a daemon still has",
			"daemon task d { struct foo *p = head; flag = true; wait (flag && false); head = p; } task t { wait (flag); head = NULL; } struct foo *kept = new foo {};",
		],
		["that the set-up has made and kept", "struct foo *p = new foo {}; task t { flag = true; }"],
	])("not one %s", (_title, members) => {
		expect(found(members)).toBe("safe");
	});

	test("a local of a daemon holds it while it is needed", () => {
		const daemon = (last: string): string =>
			`struct foo *p = new foo {}; bool taken, go; daemon task d { struct foo *q = p; taken = true; wait (go); ${last} } task t { wait (taken); choose { go = true; } or { } p = NULL; }`;
		expect(found(daemon("head = q;"))).toBe("safe");
		expect(found(daemon("head = NULL;"))).toEqual([
			expect.stringMatching(/^memory_leak: p is lost: nothing refers to it; p did until t's #\d$/),
		]);
	});

	test("who expects it without asking for it is told", () => {
		const text = `${STRUCTS} scenario s { task t { head = new foo {}; } expect race memory_leak; expect safe under memory_leak = report; }`;
		expect(problemsOf(text)).toEqual([
			`not-looked-for "memory_leak": 'memory_leak' is looked for under \`option memory_leak = report;\` alone`,
		]);
	});

	test("what a daemon is about to free is none that is lost", () => {
		const members =
			"struct foo *p = new foo {}; bool taken; daemon task d { struct foo *q = p; taken = true; free(q); } task t { wait (taken); p = NULL; }";
		expect(found(members)).toBe("safe");
	});
});

test.each([
	["nothing can be lost", "task t { flag = true; }", false],
	["what the set-up has made is held for ever", "struct foo *f = new foo {}; task t { f->part.n = 1; }", false],
	["what a task makes may be", "task t { head = new foo {}; }", true],
	["what is not held any more", "struct foo *f = new foo {}; task t { f = NULL; }", true],
	["what something else held that is freed", "struct holder *h = new holder { foo: new foo {} }; task t { free(h); }", true],
])("the option decides only where something may be lost: %s", (_title, members, expected) => {
	const program = analyzeSource(`${STRUCTS} scenario s { ${members} }`, "");
	const [scenario] = program.files[0].scenarios;
	const { optionsRead } = compile(program, scenario, scenario.configuration);
	expect(optionsRead.has("memory_leak")).toBe(expected);
});
