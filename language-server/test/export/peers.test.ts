/**
 * Spin and Rumur as judges: of what they make of an exported model, and so of the search, on every sample and on random
 * systems.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { modelOf } from "../../src/export/model";
import { canonicalKey } from "../../src/system/canonical-key";
import { temporary } from "../../src/system/operand";
import type { TransitionSystem } from "../../src/system/transition-system";
import { SystemBuilder, store } from "../checker/build-system";
import { arbitrarySystem, countStates } from "../checker/random-systems";
import { analyzeSource, compileSource } from "../compile-source";
import { programFrom } from "../meaning/generator/random-program";
import { named } from "../named";
import { tries } from "../random";
import { analyzeSample, kernelModel, sampleTexts, systemUnder } from "../samples/sample-files";
import { expectedOf } from "./expected";
import { runRumur, runSpin } from "./peers";

/** Larger ones take Rumur and the plain interpreter too long for a test. */
const MOST_STATES = 20_000;

/** With `PEERS=all npm test` everything is judged by both. */
const judgesAll = process.env.PEERS === "all";

/** Rumur's verifiers take gcc some seconds each: it judges the first system of every twelfth sample. */
const rumurJudges = (sample: number): boolean => judgesAll || sample % 12 === 0;

/**
 * Spin judges each scenario under the first configuration that is asked about, and one in four of the others: what they
 * compile to is of the same kind, and `samples.test.ts` compares each with the plain interpreter.
 */
const spinJudges = (configuration: number, sample: number): boolean =>
	judgesAll || configuration === 0 || (configuration + sample) % 4 === 0;

describe("by hand", () => {
	test.each([
		["a lost update", "int 0..7 count; task worker[2] { count++; } property two at end = count == 2;"],
		[
			"a deadlock",
			"bool a; bool b; task x { atomic { wait (!a); a = true; } atomic { wait (!b); } } task y { atomic { wait (!b); b = true; } wait (!a); }",
		],
		[
			"a wait behind a write, a choice and a branch",
			"int 0..3 n; task x[2] { atomic { n = choose(0..2); if (n == 1) { wait (false); } n++; } wait (n != 1); }",
		],
		["a value that does not fit", "int 0..2 n; task x[3] { n++; assert(n > 1); }"],
		[
			"a device that waits without being done",
			"bool more; task x { more = true; } device y { while (true) { atomic { wait (more); more = false; } } }",
		],
		["a property that is violated from the start", "int 0..3 n; task x[2] { n++; } property some = n > 0;"],
		["an error behind a step", "int 0..2 n = 1; int 0..2 m; task x { m = 2 / n; m = 0; } task y { n = 0; } property p = m != 2;"],
		["an assertion before a wait", "int 0..3 n; task x { atomic { n++; assert(n != 1); wait (n > 1); } } task y { n = 1; n = 2; }"],
		[
			"assertions that fail together, between branches, before a check that fails and before a wait",
			`int 0..3 n; int 0..3 m; int 0..2 a[2];
			task x { atomic { assert(n != 1); if (m == 1) { assert(n == 0); } else { n = 2; } assert(m != 2); a[n] = 1; assert(m != 0); wait (m > 0); } }
			task y { n = 1; m = 1; n = 0; m = 2; } property p = n + m < 3;`,
		],
		[
			"one where nothing can move, and one of a daemon that waits for ever",
			"bool b; task x { atomic { assert(b); wait (b); } } daemon task y { atomic { assert(!b); wait (false); } } task z { assert(!b); }",
		],
		[
			"an error of a property",
			"int 0..3 a[2]; int 0..3 i; task x { a[0] = 1; a[1] = 1; i = 3; i = 0; } task y { a[1] = 2; } property p = i < 2 || a[i] == 0;",
		],
		[
			"jumps, cases and assignments within expressions",
			`bool held; int 0..7 n; task x[2] { int tries = 2, got = 0; again: atomic { wait (!held); held = true; }
			switch (n) { case 0: got = n++; goto out; case 1 ... 2: n += 2; fallthrough; default: if (--tries > 0) { held = false; goto again; } }
			out: held = false; assert((got = n) < 4); }`,
		],
		[
			"a loop within one step, behind a wait",
			`bool held; int 0..3 n; int 0..3 a[3]; task x[2] { atomic { wait (!held); held = true; } atomic { wait (held); for (int i = 0; i < 3; i++) { if (a[i] == n) break; a[i]++; } held = false; } }
			task y { n = 2; n = choose(1..3); } property p = a[0] < 2;`,
		],
		[
			"what fails in a loop within one step: a check, a range, and assertions before and in it",
			`int 0..3 n; int 0..3 a[2]; task x { atomic { int i = n; assert(n != 2); while (i < 4) { a[i & 1] += i; assert(a[1] < 3); assert(a[0] != 2, p()); i += 1 + a[0] % 2; a[0] = 4 / i; if (i == 3) a[i] = 1; } } }
			task y { n = 1; n = 2; n = 3; } property p();`,
		],
		["one that goes round for ever from some states", "int 0..3 n; task x { atomic { while (n == 2) { } n++; } } task y { n = 2; n = 1; }"],
		[
			"a choice before a loop within one step, and one behind",
			"int 0..3 n; int 0..7 m; task x[2] { atomic { n = choose(1..2); for (int i = 0; i < n; i++) m += i; if (m > 3) n = choose(0..1); } }",
		],
		["numbers of 32 bits", "int -2147483648..2147483647 n; task x { n = 2147483647; n = -2147483648; n = n / 2; n++; } task y { n = -1; }"],
		[
			"sums, products and shifts that do not fit",
			`int -2147483648..2147483647 n = 65536; int -2147483648..2147483647 m; bool b;
			task x { choose { m = n * n; } or { m = n << 15; } or { m = n + 2147483647; } or { m = n - -2147483647; } or { m = -n; } or { m = n * -32768; } or { m = 1 << n; } }
			task y { n = choose(0..1) * 32768; n = -n - 2147450880; }`,
		],
	])("%s", async (_title, body) => {
		await agree(compileSource(`scenario s { ${body} }`));
	});
});

test("a choice among objects, and one that waits for the end of others", async () => {
	await agree(
		compileSource(`
			struct node { bool busy; int 0..3 v; }
			node a;
			node b;
			scenario s {
				int 0..3 sum;
				task x[2] { node n = choose(p in node: !p.busy); n.busy = true; sum += choose(i in 0..3: i % 2 == 1); n.busy = false; }
				task y { wait (done(x)); assert(sum > 1); }
				task z { node n = choose(p in node: p.busy); n.v = 1; }
			}`),
	);
});

test("a task, and an interrupt that comes between its steps or not", async () => {
	await agree(
		compileSource(`
			struct cpu {}
			cpu c;
			extend task { cpu cpu; bool busy; }
			fn come() { self.busy = true; }
			fn leave() { self.busy = false; }
			handler irq { enter: come(); exit: leave(); }
			guard may_run = !self.cpu || (forall t in task: t == self || t.cpu != self.cpu || !t.busy);
			scenario s {
				int 0..3 n;
				task x on c { n++; }
				once irq y on c { n++; }
				irq z { n = 0; }
				property two at end = n == 2;
			}`),
	);
});

describe("tasks that objects start", () => {
	const work = `
		struct work { bool queued; int 0..2 n; void (*func)(struct work *work); }
		task kworker for (work in work: work.queued) {
			atomic { work.queued = false; }
			if (work.func) work.func(work);
		}`;
	test.each([
		[
			"which start one another, and come back",
			"static void again(struct work *w) { if (w->n < 2) { w->n++; w->queued = true; } }",
			"struct work w, v; task t { w.func = again; w.queued = true; } task u { v.queued = true; wait (w.n == 1); assert(!v.queued); }",
		],
		[
			"of which one does not come back",
			"bool go; static void sleeps(struct work *w) { wait (go); }",
			"struct work w; task t { w.func = sleeps; w.queued = true; choose { go = true; } or { } }",
		],
	])("%s", async (_title, functions, members) => {
		await agree(compileSource(`${work} ${functions} scenario s { ${members} }`));
	});
});

describe("memory", () => {
	const foo = "struct foo { int 0..3 n; struct foo *next; } struct foo *head;";
	test.each([
		[
			"that one task makes and another one frees",
			"task t { struct foo *p = new foo { n: 1 }; head = p; p->n = 2; } task u { struct foo *p = head; head = NULL; free(p); }",
		],
		[
			"that is made in a loop",
			"task t { for (int i = 0; i < 3; i++) { struct foo *p = new foo { next: head }; head = p; } assert(head->next->next); }",
		],
		[
			"on a stack",
			"bool seen; task t { struct foo x; head = &x; wait (seen || x.n == 1); } task u { if (head) { head->n = 1; seen = head->n == 1; } }",
		],
		[
			"that is handed out again",
			"task t { struct foo *p = new foo {}; head = p; wait (!head); struct foo *q = new foo {}; assert(p != q); if (p == q) p->n = 1; } task u { if (head) { recycle(head); head = NULL; } }",
		],
		["that is lost", "option memory_leak = report | ignore; task t[2] { struct foo *p = new foo { next: head }; if (!head) head = p; }"],
	])("%s", async (_title, body) => {
		const [, option = "", rest] = /^(option [^;]*;)?(.*)$/s.exec(body) ?? [];
		await agree(compileSource(`${option} ${foo} scenario s { ${rest} }`));
	});
});

describe("what is left to chance at first, and functions by reference", () => {
	test.each([
		[
			"a number, an object and a field of another",
			"foo a = new foo { n: 1 }; foo b = new foo { n: choose(0..2) }; foo one = choose(x in foo: x != a); int 0..3 m = choose(1..2); task t { one.n = m; assert(b.n != 1); m = 0; } property p = b.n < 3 && one == b;",
		],
		[
			"a function that is another one later, and none",
			"struct foo x; task t { x.run = twice; x.run = NULL; } task u { if (x.run) x.run(&x); x.run(&x); } property p = x.n < 3;",
		],
	])("%s", async (_title, members) => {
		const functions = `static void once(struct foo *f) { f->n++; } static void twice(struct foo *f) { f->n += 2; }`;
		await agree(compileSource(`${functions} struct foo { int 0..3 n; void (*run)(struct foo *) = once; } scenario s { ${members} }`));
	});
});

test("a temporary that nothing sets is 0, within the same step", async () => {
	const builder = new SystemBuilder();
	const bit = builder.shared("bit", 0, 1, 1);
	for (const name of ["x", "y"]) {
		builder.lane(name).code([{ instructions: [store(bit, temporary(0))], end: { kind: "next", location: 1 } }], 1);
	}
	await agree(builder.build());
});

test("random systems", async () => {
	const exportable = arbitrarySystem.filter((system) => {
		const states = countStates(system, 2000);
		return states !== undefined && states > 10 && !("problem" in modelOf(named(system)));
	});
	await fc.assert(
		fc.asyncProperty(exportable, (system) => agree(system)),
		tries(10),
	);
});

test("random programs", async () => {
	const tape = fc.array(fc.nat({ max: 255 }), { minLength: 60, maxLength: 240 });
	const systems = tape
		.map((numbers) => systemOf(programFrom(numbers).text))
		.filter((system) => {
			if (system === undefined || "problem" in modelOf(named(system))) return false;
			const { complete, states } = searchNow(system, { states: 2000 }).result;
			return complete && states > 20;
		});
	// Rumur's verifiers take gcc some seconds each.
	let tried = 0;
	await fc.assert(
		fc.asyncProperty(systems, (system) => agree(system as TransitionSystem, tried++ % 4 === 0)),
		tries(12),
	);
});

/** What the scenario of a program is compiled to; undefined where something is wrong with it. */
function systemOf(text: string): TransitionSystem | undefined {
	const [file] = analyzeSource(text).files;
	return file.diagnostics.some(({ severity }) => severity === "error") ? undefined : compileSource(text);
}

const model = kernelModel();

describe.each([...sampleTexts.keys()].map((path, sample) => ({ path, sample })))("$path", ({ path, sample }) => {
	test("every scenario", async () => {
		const program = analyzeSample(model, path);
		const seen = new Set<string>();
		for (const scenario of program.files[0].scenarios) {
			const asked = new Map(scenario.expectations.map(({ configuration }) => [configuration.key, configuration]));
			for (const configuration of [...asked.values()].filter((_, index) => spinJudges(index, sample))) {
				const { system } = systemUnder(program, scenario, configuration);
				const key = canonicalKey(system);
				if (seen.has(key)) continue;
				await agree(system, rumurJudges(sample) && seen.size === 0);
				seen.add(key);
			}
		}
	});
});

/**
 * Compares the search, Spin and, if wanted, Rumur with the plain interpreter; where there are too many states for that
 * Spin with the search.
 */
async function agree(system: TransitionSystem, rumur = true): Promise<void> {
	const { states } = searchNow(system, { reductions: "none" }).result;
	const expected = expectedOf(system, MOST_STATES);
	const asksRumur = rumur && expected !== undefined;
	const [first, other] = await Promise.all([runSpin(system), asksRumur ? runRumur(system) : undefined]);
	// tcc 0.9.27 compiles some nested conditionals wrongly, such as `(c ? 0 : 0) ? 0 : field`: gcc has the last word.
	const isAgreed = first.states === states && (expected === undefined || isDeepStrictEqual(first, expected.spin));
	const spin = isAgreed ? first : await runSpin(system, "gcc");
	expect(spin.states).toBe(states);
	if (expected === undefined) return;
	expect(spin).toEqual(expected.spin);
	if (asksRumur) expect(other).toEqual(expected.rumur);
}
