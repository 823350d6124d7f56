/** References to functions: what a call through one does, and what is not taken. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf, stepsOf } from "../compile-source";
import { textOf } from "../named";

const WORK = `
struct work { void (*func)(struct work *work); bool pending; int 0..3 runs; };
static void run(struct work *work) { work->runs++; }
static void stop(struct work *work) { work->func = NULL; }
`;

/** What fails in a scenario with these members. */
function failing(members: string, functions = WORK): string[] {
	const system = compileSource(`${functions}scenario s {\n${members}\n}`);
	const { result } = searchNow(system, {}, () => 0);
	expect(result.complete).toBe(true);
	return result.violations.map(({ failure }) => system.failures[failure].property);
}

const problems = (statements: string): string[] => problemsOf(`${WORK}scenario s { struct work w; task t { ${statements} } }`);

describe("a call through a reference", () => {
	test("calls what the reference refers to when it is read", () => {
		const tasks = "task t { w.func = run; (*w.func)(&w); w.func = &stop; w.func(&w); assert(w.runs == 1 && !w.func); }";
		expect(failing(`struct work w; ${tasks}`)).toEqual([]);
	});

	test("reads the reference, and takes the steps of the function", () => {
		const system = compileSource(`${WORK}scenario s { struct work w; task t { w.func(&w); } task u { w.func = run; w.func = stop; } }`);
		expect(stepsOf(system).t).toEqual([
			"read w.func",
			"read work->runs",
			"write work->runs++",
			"write work->func = NULL",
			// Where it is null.
			"local w.func(&w)",
		]);
	});

	test("what another task puts there in between is called", () => {
		const tasks = "task t { w.func(&w); assert(w.func); } task u { w.func = stop; }";
		expect(failing(`struct work w; task first { w.func = run; } ${tasks}`)).toEqual(
			expect.arrayContaining(["assertion", "null_dereference"]),
		);
	});

	test("one that nothing writes is the call of the function itself", () => {
		const ops = "struct ops { int (*get)(int); }; static int next(int n) { return n + 1; }";
		const system = compileSource(`${ops} scenario s { int 0..9 got; ops o = new ops { get: next }; task t { got = o.get(4); } }`);
		expect(stepsOf(system)).toEqual({ t: ["write got = o.get(4)"] });
		expect(failing("int 0..9 got; ops o = new ops { get: next }; task t { got = o.get(4); assert(got == 5); }", ops)).toEqual([]);
	});

	test("a parameter is a reference as well, also of a constructor", () => {
		const functions = `${WORK}
			static void queue(struct work *work, void (*func)(struct work *)) { work->func = func; func(work); }
			struct work *made(void (*func)(struct work *)) { return new work { func: func }; }
		`;
		expect(failing("work w = made(run); task t { assert(w.func == run); queue(w, stop); assert(!w.func); }", functions)).toEqual([]);
	});

	test("wherever its name is a value: a default of tasks, an initialiser, a kind of handler", () => {
		const hook = "struct work w; task t { self.hook(&w); assert(w.runs == 1); }";
		expect(failing(hook, `${WORK}extend task { void (*hook)(struct work *) = run; }`)).toEqual([]);
		expect(failing("struct work w; work v = new work { func: run }; task t { v.func(&w); assert(w.runs == 1); }")).toEqual([]);
		const handler = `${WORK}work w; void arm(void) { w.func = run; } void done(void) { } handler armed { enter: arm(); exit: done(); }`;
		expect(failing("once armed h { w.func(w); assert(w.runs == 0); } task t { }", handler)).toEqual(["assertion"]);
	});

	test("values are shown by the names of the functions", () => {
		const system = compileSource(`${WORK}scenario s { struct work w; task t { w.func = run; w.func = stop; } }`);
		expect(textOf(system).cells[0].type).toEqual({ kind: "enum", name: "void (*)(work)", members: ["null", "run", "stop"] });
	});

	test("functions that the scenario does not come to are none of those that are meant", () => {
		const other = "static void other(struct work *work) { } static void unused(struct work *work) { work->func = other; }";
		const system = compileSource(`${WORK}${other} scenario s { struct work w; task t { w.func = run; w.func = stop; } }`);
		expect(textOf(system).cells[0].type).toMatchObject({ members: ["null", "run", "stop"] });
	});

	describe("that leads back to a function that is running", () => {
		const DOWN = `
			struct part { void (*func)(struct part *part); struct part *next; int 0..3 n; };
			static void down(struct part *part) { part->n++; if (part->next) part->next->func(part->next); }
		`;
		const parts = (count: number) => Array.from({ length: count }, (_, index) => `struct part p${index};`).join(" ");
		const linked = (count: number) =>
			Array.from({ length: count }, (_, at) => `p${at}.func = down; ${at > 0 ? `p${at - 1}.next = &p${at};` : ""}`).join(" ");

		test("calls it again, for what it is given then", () => {
			const ends = "assert(p0.n == 1 && p1.n == 1 && p2.n == 1);";
			expect(failing(`${parts(3)} task t { ${linked(3)} p0.func(&p0); ${ends} }`, DOWN)).toEqual([]);
			expect(failing(`${parts(2)} task t { ${linked(2)} p0.func(&p0); assert(p1.n == 0); }`, DOWN)).toEqual(["assertion"]);
		});

		test("is not followed for ever, and then nothing is known", () => {
			const { result } = searchNow(compileSource(`${DOWN}scenario s { ${parts(4)} task t { ${linked(4)} p0.func(&p0); } }`), {}, () => 0);
			expect(result).toMatchObject({ complete: false, limit: "calls", violations: [] });
		});

		test("is followed as far where a scenario is set up", () => {
			const made = "fn part made(part next) { part p = new part { func: down, next: next }; p.func(p); return p; }";
			const members = "part q = made(null); part p = made(q); task t { assert(p.n == 1 && q.n == 2); }";
			expect(failing(members, `${DOWN}${made}`)).toEqual([]);
		});
	});
});

describe("what is refused", () => {
	test("a function that takes or returns something else", () => {
		const text = `${WORK}static int size(struct work *work) { return 0; } scenario s { struct work w; task t { w.func = size; } }`;
		expect(problemsOf(text)).toEqual([`wrong-type "size": the variable is void (*)(work), and this is int (*)(work)`]);
	});

	test("a call of what is no function", () => {
		expect(problems("w.pending(); w.func(&w, 1); w.func(1);")).toEqual([
			'wrong-kind "w.pending()": only a function can be called, and `w.pending` is bool',
			'wrong-arguments "w.func(&w, 1)": `w.func` takes 1 argument',
			`wrong-type "1": argument 1 of 'w.func' is work, and this is int`,
		]);
	});

	test("where one may only read", () => {
		const get = "struct ops { bool (*get)(void); }; scenario s { struct ops o; task t { wait (o.get()); } }";
		expect(problemsOf(get)).toEqual([
			`must-only-read "o.get()": the condition of a 'wait' may only read, and what \`o.get\` calls may do more`,
		]);
	});
});
