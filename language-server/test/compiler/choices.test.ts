/** `choose(x in T: condition)`, and choices whose branches wait. */
import { describe, expect, test } from "vitest";
import { compileSource, problemsOf, stepsOf } from "../compile-source";
import { foundIn } from "./found";

const NODES = "struct node { bool busy; int 0..7 v; }";
const THREE = "node a = new node { v: 1 }; node b = new node { v: 2, busy: true }; node c = new node { v: 4 };";

/** What fails and who hangs in a scenario with these members. */
const found = (members: string): ReturnType<typeof foundIn> => foundIn(`${NODES} scenario s { ${members} }`);

const SAFE = { fails: [], hangs: [] };

describe("an object by chance", () => {
	test("is any for which the condition holds, and no other", () => {
		expect(found(`${THREE} task t { node n = choose(x in node: !x.busy); assert(n.v == 1 || n.v == 4); }`)).toEqual(SAFE);
		for (const value of [1, 4])
			expect(found(`${THREE} task t { node n = choose(x in node: !x.busy); assert(n.v != ${value}); }`).fails).toEqual(["assertion"]);
		expect(found(`${THREE} task t { node n = choose(x in node); assert(n.v != 2); }`).fails).toEqual(["assertion"]);
	});

	test("is waited for where there is none", () => {
		const task = "task t { node n = choose(x in node: !x.busy); assert(n == a); }";
		expect(found(`node a = new node { busy: true }; ${task} task u { a.busy = false; }`)).toEqual(SAFE);
		expect(found(`node a = new node { busy: true }; ${task}`).hangs).toEqual(["t"]);
		expect(found("task t { node n = choose(x in node); }").hangs).toEqual(["t"]);
	});

	test("is taken in one step with what holds of it, and in `atomic` with what is done to it", () => {
		expect(
			stepsOf(compileSource(`${NODES} scenario s { ${THREE} task t { node n = choose(x in node: !x.busy); n.busy = true; } }`)).t,
		).toEqual(["choose choose(x in node: !x.busy)", "write n.busy = true"]);
		const twice = (take: string): string => `node a; node b; task t[2] { ${take} n.v++; } property p at end = a.v < 2 && b.v < 2;`;
		expect(found(twice("node n; atomic { n = choose(x in node: !x.busy); n.busy = true; }"))).toEqual(SAFE);
		expect(found(twice("node n = choose(x in node: !x.busy); n.busy = true;")).fails).toEqual(["p"]);
	});

	test("is looked for in a step in which the condition may fail", () => {
		const next = "struct list { list next; int 0..1 v; } scenario s { list a; list b = new list { next: a };";
		expect(foundIn(`${next} task t { list n = choose(x in list: x.next.v == 0); } }`).fails).toEqual(["null_dereference"]);
	});

	test("is one that lives", () => {
		const made = "task t { node n = new node { v: 3 }; free(n); }";
		expect(found(`node a; ${made} task u { node n = choose(x in node); n.busy = true; }`).fails).toEqual(["use_after_free"]);
		expect(found(`node a; ${made} task u { atomic { node n = choose(x in node); n.busy = true; } }`)).toEqual(SAFE);
		expect(found(`node a; ${made} task u { node n = choose(x in node); assert(n); }`)).toEqual(SAFE);
		expect(found(`${made} task u { node n = choose(x in node); }`).hangs).toEqual(["u"]);
	});
});

test("a number by chance may have a condition too", () => {
	expect(found("int 0..7 n; task t { n = choose(i in 0..7: i % 2 == 1); } property odd at end = n % 2 == 1;")).toEqual(SAFE);
	expect(found("int 0..7 n; task t { n = choose(i in 0..7: i % 2 == 1); } property seven at end = n != 7;").fails).toEqual(["seven"]);
	expect(found("int 0..7 n; task t { n = choose(i in 0..7: i > 8); }").hangs).toEqual(["t"]);
});

describe("a choice whose branches wait", () => {
	const choice = "atomic { choose { wait (a); n = 1; } or { wait (b); n = 2; } }";

	test("goes any way that is open, and waits where none is", () => {
		expect(found(`int 0..3 n; bool a; bool b; task t { ${choice} } task u { a = true; } property p = n != 2;`)).toEqual(SAFE);
		expect(found(`int 0..3 n; bool a = true; bool b = true; task t { ${choice} } property p = n != 2;`).fails).toEqual(["p"]);
		expect(found(`int 0..3 n; bool a; bool b; task t { ${choice} }`).hangs).toEqual(["t"]);
	});

	test("without `atomic` is made first, and then stays", () => {
		const stays = choice.slice("atomic { ".length, -" }".length);
		expect(found(`int 0..3 n; bool a = true; bool b; task t { ${stays} }`).hangs).toEqual(["t"]);
	});
});

test("only what runs chooses, and by what it only reads", () => {
	const problems = (members: string): string[] => problemsOf(`${NODES} scenario s { int 0..1 n; node a; ${members} }`);
	expect(problems("task t { node m = choose(x in node: n++ == 0); }")[0]).toMatch(/'choose' may only read/);
	expect(problems("task t { wait (choose(x in node) == a); }")[0]).toMatch(/may only read/);
	expect(problems("node m = choose(x in nothing);").length).toBeGreaterThan(0);
});
