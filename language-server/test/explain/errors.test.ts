/**
 * Errors of code: `null`, an index outside its array, a division by zero, a value that does not fit. When they happen,
 * what is said, and where.
 */
import { describe, expect, test } from "vitest";
import { failingPlace } from "../../src/explain/timeline/failing-place";
import { placesOf, textAt } from "../compile-source";
import { outcomeOf, stepsOf } from "./check-source";

/**
 * What is found in the first scenario of a source: each finding as `name "place": message`, in the order of their
 * names.
 */
function found(source: string): string[] {
	const { system, findings } = outcomeOf(source);
	return findings
		.map((finding) => {
			const place = failingPlace(finding, placesOf(system));
			return `${finding.subject} "${textAt(source, system, place) ?? source}": ${finding.message}`;
		})
		.sort();
}

/** The names of what is found in a scenario with these members. */
function names(members: string): string[] {
	return outcomeOf(`struct node { int 0..3 v; node next; } scenario s { ${members} }`)
		.findings.map(({ subject }) => subject)
		.sort();
}

describe("an error of local code is a step of its own", () => {
	const errors = [
		["null", "node n = new node {};", "int l = n.next.v;", "null_dereference"],
		["null that is written to", "node n;", "node m = null; if (n.v == 0) m.v = 1;", "null_dereference"],
		["a division", "int 0..3 z;", "int l = 5 / z;", "division_by_zero"],
		["a remainder", "int 0..3 z; ", "int l = 5 % z;", "division_by_zero"],
		["an index", "int 0..3 v[2]; int 0..3 i = 2;", "v[i] = 1;", "index_out_of_range"],
		["an index that is read", "int 0..3 v[2]; int 0..3 i;", "int l = v[i + 2];", "index_out_of_range"],
		["an index of a local array", "int 0..3 i = 3;", "int 0..3 a[3]; a[i] = 1; x = a[0];", "index_out_of_range"],
		["a local out of range", "int 0..3 i = 3;", "int 0..3 l = i + 1; if (l == 1) x = 2;", "range"],
		["an assignment to a local", "int 0..3 i = 3;", "int 0..3 l = 0; l = i + 1; if (l == 1) x = 2;", "range"],
		["an argument out of range", "int 0..3 i = 3; fn f(int 0..3 n) { if (n == 1) x = 2; }", "f(i + 1);", "range"],
		["a result out of range", "int 0..3 i = 3; fn int 0..3 f() { return i + 1; }", "if (f() == 1) x = 2;", "range"],
	] as const;

	test.each(errors)("%s: a property sees what was done before", (_title, variables, statement, name) => {
		const members = `int 0..3 x; ${variables} task a { x = 1; ${statement} x = 0; }`;
		expect(names(`${members} property x_stays = x != 1;`)).toEqual([name, "x_stays"].sort());
	});

	test.each(errors)("%s: another task can go on between the two", (_title, variables, statement, name) => {
		const members = `int 0..3 x; ${variables} task a { x = 1; ${statement} x = 0; }`;
		expect(names(`${members} task b { assert(x == 0, "b saw {x}"); }`)).toEqual(["assertion", name].sort());
	});

	test("nobody sees what an atomic block does before its error", () => {
		expect(names("int 0..3 x; int 0..3 z; task a { atomic { x = 1; x = 5 / z; } } property p = x != 1;")).toEqual(["division_by_zero"]);
	});

	test("what does not fit into a shared variable is wrong in the step that would write it", () => {
		const source = "scenario s { int 0..3 n = 3; int 0..1 x; task a { x = 1; n++; } }";
		const [{ timeline, message }] = outcomeOf(source).findings;
		expect(timeline.steps.map(({ label }) => label)).toEqual(["x = 1", "n", "n++"]);
		expect(message).toBe("`n++`: 4 is outside 0..3");
	});

	test("who has declared no range is told that one can be", () => {
		const told = "declare one, as in `int 0..65535 flags`";
		const source = (type: string) => `scenario s { ${type} flags; task a { flags = flags | 1 << 13; } }`;
		expect(outcomeOf(source("unsigned long")).findings[0].message).toContain(
			`8192 is outside 0..1023, all that is held without a range: ${told}`,
		);
		expect(outcomeOf(source("int")).findings[0].message).toContain(
			`8192 is outside -1024..1023, all that is held without a range: ${told}`,
		);
		expect(outcomeOf(source("int 0..1023")).findings[0].message).toMatch(/8192 is outside 0..1023$/);
	});

	test("a task that stands before its error hangs nothing, and is no end", () => {
		const members = "int 0..3 z; bool go; task a { int l = 5 / z; go = true; } task b { wait (go); } property never at end = z > 0;";
		expect(names(members)).toEqual(["division_by_zero"]);
	});

	test("a run without errors has the states that it would have without the check", () => {
		const states = (statement: string): number =>
			outcomeOf(`scenario s { int 1..3 z = 3; int 0..9 x; task a[2] { x = 1; ${statement} z = 2; } }`).result.states;
		expect(states("int l = 6 - z; if (l > 9) x = 2;")).toBe(states("int l = 6 / z; if (l > 9) x = 2;"));
	});
});

const NODES = "struct node { int 0..3 v; node next; } struct counters { int 0..3 v[2]; }\n";

describe("an error is told where the author's own text makes it, in the author's words", () => {
	test.each([
		["a field", "node n; task t { n.next.v = 1; }", 'null_dereference "n.next.v": `n.next.v`: `n.next` is null'],
		["a variable", "node n; node m = null; task t { m.v = 1; }", 'null_dereference "m.v": `m.v`: `m` is null'],
		["an array", "counters c; int 0..7 i = 5; task t { c.v[i] = 1; }", 'index_out_of_range "c.v[i]": `c.v[i]`: index 5, the array has 2'],
		["a negative index", "counters c; task t { c.v[-1] = 1; }", 'index_out_of_range "c.v[-1]": `c.v[-1]`: index -1, the array has 2'],
		["a division", "int 0..3 z; int 0..3 x; task t { x = 3 / z; }", 'division_by_zero "3 / z": `3 / z`: divides by zero'],
		["a local", "int 0..3 z = 3; task t { int 0..3 l = z + 2; }", 'range "int 0..3 l = z + 2;": `int 0..3 l = z + 2`: 5 is outside 0..3'],
		["a first statement", "task t { node p = null; p.v = 1; }", 'null_dereference "p.v": `p.v`: `p` is null'],
		[
			"an argument",
			"node o; fn f(node p) { p.v = 1; } task t { f(o.next); }",
			'null_dereference "f(o.next)": `f(o.next)`: `o.next` is null',
		],
		[
			"an argument of an argument",
			"node o; fn g(node q) { q.next.v = 1; } fn f(node p) { g(p); } task t { f(o); }",
			'null_dereference "f(o)": `f(o)`: `o.next` is null',
		],
		[
			"an index behind a parameter",
			"counters c; int 0..7 at = 5; fn bump(int i) { c.v[i] = 1; } task t { bump(at); }",
			'index_out_of_range "bump(at)": `bump(at)`: index 5, the array has 2',
		],
		[
			"what the called function has found itself",
			"node o; fn f() { node p = o.next; p.v = 1; } task t { f(); }",
			'null_dereference "f()": `f()`: `p` in `f` is null',
		],
		[
			"a parameter that the function sets",
			"node o; fn f(node p) { p = p.next; p.v = 1; } task t { f(o); }",
			'null_dereference "f(o)": `f(o)`: `p` in `f` is null',
		],
		[
			"within an atomic block",
			"node o; fn f(node p) { p.v = 1; } task t { atomic { o.v = 1; f(o.next); } }",
			'null_dereference "f(o.next)": `f(o.next)`: `o.next` is null',
		],
		["in a condition", "node o; task t { wait (o.next.v == 1); }", 'null_dereference "o.next.v": `o.next.v`: `o.next` is null'],
	])("%s", (_title, members, text) => {
		expect(found(`${NODES}scenario s { ${members} }`)).toEqual([text]);
	});

	test("not at the step before it", () => {
		const source = `${NODES}scenario s { bool flag; node o; task t { node p = null; if (flag) p = o; p.v = 1; } task w { flag = true; } }`;
		expect(found(source)).toEqual(['null_dereference "p.v": `p.v`: `p` is null']);
	});

	test("both places are to be found: the call, and what is wrong within it", () => {
		const source = `${NODES}scenario s { counters c; int 0..7 at = 5; int 0..1 x; fn bump(int i) { c.v[i] = 1; } task t { x = 1; bump(at); } }`;
		const { system, findings } = outcomeOf(source);
		const [{ timeline }] = findings;
		const last = timeline.steps[timeline.steps.length - 1];
		expect([last.span, last.scenarioSpan].map((place) => textAt(source, system, place))).toEqual(["c.v[i]", "bump(at)"]);
	});
});

describe("an error of a property ends the run in the step that leads to it", () => {
	const setting = "int 0..3 a[2]; int 0..3 i; task t { a[0] = 1; a[1] = 1; i = 3; i = 0; }";

	test.each([
		["an index that is out of range", `${setting} property p = i < 2 && a[i] < 3;`, ["p"]],
		["one that is come to", `${setting} property p = i < 2 || a[i] == 0;`, ["index_out_of_range"]],
		["one on the right of an operator that has decided", `${setting} property p = i > 1 || a[i] < 3;`, []],
		["one on the left", `${setting} property p = a[i] < 3 || i > 1;`, ["index_out_of_range"]],
		["one in the side of a condition that is not taken", `${setting} property p = (i < 2 ? a[i] : 0) < 3;`, []],
		["one in the other", `${setting} property p = (i < 2 ? 0 : a[i]) < 3;`, ["index_out_of_range"]],
		["a division", "int 0..3 z = 3; int 0..3 x; task t { z = 0; x = 1; } property p = 6 / z > 1;", ["division_by_zero"]],
		["a remainder", "int 0..3 z = 3; int 0..3 x; task t { z = 0; x = 1; } property p = 6 % z < 3;", ["division_by_zero"]],
		["what cannot be come to behind it", "int 0..3 z = 1; task t { z = 0; z = 3; } property p = 6 / z > 2;", ["division_by_zero"]],
		[
			"beside another property",
			"int 0..3 z = 1; task t { z = 0; z = 3; } property p = 6 / z > 2; property q = z > 0;",
			["division_by_zero"],
		],
		[
			"in each round",
			"int 0..3 a[2]; int 0..3 n = 1; task t { n = 2; n = 1; } property p = forall k in 0..1: a[k * n] == 0;",
			["index_out_of_range"],
		],
		[
			"in a count",
			"int 0..3 a[2]; int 0..3 n = 1; task t { n = 3; } property p = (count k in 0..1: a[k * n] == 0) == 2;",
			["index_out_of_range"],
		],
		[
			"in a function",
			"int 0..3 a[2]; int 0..3 n; fn int at(int k) { return a[k]; } task t { n = 3; } property p = at(n) == 0;",
			["index_out_of_range"],
		],
		["before the first step", "int 0..3 z; task t { z = 3; } property p = 6 / z > 2; property q at end = z == 0;", ["division_by_zero"]],
		["at the end", "int 0..3 z = 1; task t { z = 0; z = 3; z = 0; } property p at end = 6 / z > 2;", ["division_by_zero"]],
		["at the end, on the way", "int 0..3 z = 1; task t { z = 0; z = 1; } property p at end = 6 / z > 2;", []],
	] as const)("%s", (_title, members, expected) => {
		expect(names(members)).toEqual(expected);
	});

	test.each([
		["a field", "node n; task t { n.next = n; n.next = null; } property p = n.next.v == 0 || n.next.v < 9;"],
		["an element of an array", "list n; task t { n.next = n; n.next.v[1] = 1; n.next = null; } property p = n.next.v[1] < 2;"],
		["an element that no array has", "list n; task t { n.v[0] = 1; } property p = n.next.v[2] == 0;"],
		["an index that follows from null", "list n; task t { n.v[0] = 1; n.v[0] = 0; } property p = n.v[n.next.v[7]] < 2;"],
		[
			"one of several objects",
			"list n; list m; task t { n.next = m; n.next = n; n.next = null; n.v[1] = 1; m.v[1] = 1; } property p = n.next.v[1] < 2;",
		],
	])("what is null reads as 0 or null: %s", (_title, members) => {
		expect(
			outcomeOf(`struct node { int 0..3 v; node next; } struct list { int 0..3 v[2]; list next; } scenario s { ${members} }`).findings,
		).toEqual([]);
	});

	test("it stands at the property, with the step that leads there", () => {
		const source = `scenario s { ${setting} property p = i < 2 || a[i] == 0; }`;
		expect(found(source)).toEqual(['index_out_of_range "a[i]": `a[i]`: index 3, the array has 2']);
		const [{ timeline }] = outcomeOf(source).findings;
		expect(timeline.steps.at(-1)).toMatchObject({ label: "i = 3", changes: [{ name: "i", before: "0", after: "3" }] });
	});

	test("nothing is gone on to from there", () => {
		const { result } = outcomeOf(`scenario s { ${setting} property p = i < 2 || a[i] == 0; property q = i != 0 || a[1] == 0; }`);
		expect(result.states).toBe(3);
		expect(result.violations).toHaveLength(2);
	});

	test("in a message there are no errors", () => {
		expect(
			found('scenario s { int 0..3 a[2]; int 0..3 i; task t { i = 3; a[0] = 1; } property p "{a[i]} and {6 / (i - 3)}" = i < 3; }'),
		).toEqual(['p "i = 3;": 0 and 0']);
	});
});

test("an assertion on locals is told at the assertion, not at the step that it is part of", () => {
	expect(found('scenario s { int 0..3 x; task t { int 0..3 l = 2; x = 1; assert(l == 1, "l is {l}"); } }')).toEqual([
		'assertion "assert(l == 1, "l is {l}");": l is 2',
	]);
});

test("a parameter that a step sets for the call behind it is shown in that call", () => {
	const [finding] = outcomeOf(`
		struct obj { int 0..3 count; bool flag; obj next; }
		fn release(obj p) { p.count = 2; p = p.next; if (p) p.count = 3; }
		scenario s {
			obj a;
			obj o = new obj { next: a };
			task t { obj p = o.next; if (p) { p.flag = true; release(p); assert(p.count == 0); } }
			task u { o.next = null; a.next = a; }
		}`).findings;
	expect(stepsOf(finding)).toMatchInlineSnapshot(`
		[
		  "t: o.next [o.next = a]",
		  "t: p.flag = true [a.flag false -> true]",
		  "t: p.count = 2 [a.count 0 -> 2, p = a]",
		  "t: p.next",
		  "t: p.count",
		]
	`);
});
