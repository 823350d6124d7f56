/**
 * Objects on the stack of a task or function, which end with their block. The verdicts are derived by hand; what random
 * programs do with them is compared with a second interpreter in `test/meaning`.
 */
import { describe, expect, test } from "vitest";
import { stepsOf as compiledSteps, compileSource, problemsOf } from "../compile-source";
import { outcomeOf, stepsOf } from "../explain/check-source";

const STRUCTS = `
struct wait_queue_head { bool entered; }
struct completion { bool done; struct wait_queue_head head; struct completion *next; }
/// What the kernel does in two accesses that others may come between.
void complete(struct completion *x) { x->done = true; x->head.entered = false; }
void complete_at_once(struct completion *x) { atomic { x->done = true; x->head.entered = false; } }
void wait_for_completion(struct completion *x) { wait (x->done); }
`;
const SLOT = "struct completion *slot; struct wait_queue_head *queue; bool late; int 0..7 n;";

/** What is found in a scenario with these members, each as `name: message`; or `safe`, or why nothing is known. */
function verdict(members: string, functions = ""): string | string[] {
	const { verdict, findings, result } = outcomeOf(`${STRUCTS}${functions} scenario s { ${SLOT} ${members} }`);
	if (verdict === "safe") return "safe";
	if (verdict === "inconclusive") return `inconclusive: ${result.limit} ${result.spentPools?.join()}`;
	return findings.map(({ subject, message }) => `${subject}: ${message.replace(/ since #\d+.*$/, "")}`);
}

describe("an object on the stack ends with its block", () => {
	const late = "task completer { wait (slot); complete(slot); }";
	const gone = ["use_after_scope: `complete(slot)`: t.done.head is out of scope"];

	test("at the end of a task", () => {
		expect(verdict(`task t { struct completion done; slot = &done; wait_for_completion(&done); } ${late}`)).toEqual(gone);
	});

	test("at the end of a function", () => {
		const submit = "void submit(struct completion **slot) { struct completion done; *slot = &done; wait_for_completion(&done); }";
		expect(verdict(`task t { submit(&slot); late = true; } ${late}`, submit)).toEqual(gone);
	});

	test("and lives until then: who is done with it before has no race", () => {
		const atOnce = "task completer { wait (slot); complete_at_once(slot); }";
		expect(verdict(`task t { struct completion done; slot = &done; wait_for_completion(&done); } ${atOnce}`)).toBe("safe");
		const waits =
			"bool touched; task t { struct completion done; slot = &done; wait (touched); } task u { wait (slot); slot->done = true; touched = true; }";
		expect(verdict(waits)).toBe("safe");
	});

	test.each([
		["return", "struct completion done; slot = &done; choose { return; } or { wait_for_completion(&done); }"],
		["goto", "{ struct completion done; slot = &done; choose { goto out; } or { wait (done.done); } } out: late = true;"],
		["break", "while (true) { struct completion done; slot = &done; choose { break; } or { wait (done.done); break; } }"],
		["continue", "for (i in 0..0) { struct completion done; slot = &done; choose { continue; } or { wait (done.done); } }"],
		["the end of a loop", "for (int i = 0; i < 1; i++) { struct completion done; slot = &done; }"],
	])("by %s", (_title, body) => {
		const members = `void f(void) { ${body} } task t { f(); } task u { wait (slot); complete_at_once(slot); }`;
		expect(verdict(members)).toEqual(["use_after_scope: `complete_at_once(slot)`: t.done is out of scope"]);
	});

	test.each([
		["its own address, returned", "struct completion *f(void) { struct completion x; return &x; }", "slot = f(); slot->done = true;"],
		["a result that is not kept", "struct completion *f(void) { struct completion x; return &x; }", "f()->done = true;"],
		[
			"a result of any struct",
			"void *f(size_t size, void *p) { struct completion x; return p; }",
			"slot = f(sizeof(*slot), slot);",
			"safe",
		],
		["a local of the block around", "", "struct completion *p; { struct completion x; p = &x; } p->done = true;"],
		["an element of an array", "", "struct completion *a[2]; { struct completion x; a[1] = &x; } a[1]->done = true;"],
		["one of two", "", "{ struct completion x, y; slot = n == 0 ? &y : &x; } slot->done = true;"],
		["a part of it", "", "{ struct completion x; queue = &x.head; } queue->entered = true;"],
		["one of an array", "", "{ struct completion x[2]; slot = &x[1]; } slot->done = true;"],
		["one made in an atomic block", "", "atomic { struct completion x; slot = &x; } slot->done = true;"],
		[
			"one of a callee's parameter",
			"void put(struct completion **p, struct completion *x) { *p = x; }",
			"{ struct completion x; put(&slot, &x); } slot->done = true;",
		],
		[
			"a field of a new object",
			"",
			"struct completion *q; { struct completion x; q = new completion { next: &x }; } q->next->done = true;",
		],
		["what C writes for the access", "", "{ struct completion x; WRITE_ONCE(slot, &x); } slot->done = true;"],
		["that of the round before", "", "while (n < 2) { struct completion x; if (n == 1) slot->done = true; slot = &x; n++; }"],
		[
			"that before going back",
			"",
			"again: {} struct completion x; if (n == 1) { slot->done = true; } else { slot = &x; n++; goto again; }",
		],
		["the value of a block", "", "struct completion *p = ({ struct completion x; &x; }); p->done = true;"],
		["the value of a block, used at once", "", "({ struct completion x; &x; })->done = true;"],
		["its own field in the value of a block", "", "({ struct completion x; x.next = &x; })->done = true;"],
		["a number that is the value of a block", "", "n = ({ struct completion x; x.done = true; x.done ? 1 : 0; });", "safe"],
		[
			"what is on the stack around a block that has a value",
			"",
			"struct completion x; ({ struct completion y; &x; })->done = true;",
			"safe",
		],
		["the same address, used while it lives", "", "struct completion *p; { struct completion x; p = &x; p->done = true; } n = 1;", "safe"],
		["a comparison", "", "struct completion *p; { struct completion x; p = &x; } assert(p != NULL && !alive(p));", "safe"],
		[
			"a copy that a callee is given",
			"void f(struct completion *x) { struct completion *y = x; y->done = true; }",
			"struct completion x; f(&x);",
			"safe",
		],
	])("%s", (_title, functions, statements, expected = "use_after_scope") => {
		const found = verdict(`task t { ${statements} }`, functions);
		expect(typeof found === "string" ? found : found.map((one) => one.split(":")[0]).join()).toEqual(expected);
	});

	test("for each call and each task by itself", () => {
		const functions = "void f(struct completion **at) { struct completion x; assert(!x.done); x.done = true; *at = &x; assert(x.done); }";
		expect(verdict("task t[2] { f(&slot); f(&slot); }", functions)).toBe("safe");
		expect(verdict("task t { f(&slot); f(&slot); slot->done = false; }", functions)).toEqual([
			"use_after_scope: `slot->done = false`: t.x 2 is out of scope",
		]);
	});

	test("which is no freeing, and it cannot be freed", () => {
		expect(verdict("task t { struct completion x; slot = &x; free(slot); }")).toEqual([
			"invalid_free: `free(slot)`: t.x was not allocated",
		]);
		expect(verdict("task t { struct completion x; free(&x); }")).toEqual(["invalid_free: `free(&x)`: t.x was not allocated"]);
	});

	test("and what has been freed is told from what is out of scope", () => {
		const members = `task t { struct completion *p = new completion {}; { struct completion x; slot = &x; if (n == 0) slot = p; } free(p); slot->done = true; }
			task u { n = 1; }`;
		expect(verdict(members)).toEqual([
			"use_after_free: `slot->done = true`: completion 0 has been freed by t in #5, made by t in #1".replace(
				/ by t.*/,
				" by t in #6, made by t in #1",
			),
			"use_after_scope: `slot->done = true`: t.x is out of scope",
		]);
	});
});

describe("what it costs", () => {
	test("nothing where its address is written nowhere", () => {
		const f = "void f(struct completion *x) { x->done = true; x->done = true; }";
		const system = compileSource(`${STRUCTS}${f} scenario s { task t { struct completion x; f(&x); assert(x.done); } }`);
		expect(compiledSteps(system)).toEqual({ t: ["write x->done = true", "write x->done = true", "read x.done"] });
	});

	test("a step where it ends", () => {
		const system = compileSource(`${STRUCTS} scenario s { ${SLOT} task t { { struct completion x, y; slot = &x; slot = &y; } n = 1; } }`);
		expect(compiledSteps(system)).toEqual({ t: ["write slot = &x", "write slot = &y", "write x, y end", "write n = 1"] });
	});

	test("one object for all rounds where its address is written nowhere: the search ends", () => {
		expect(
			verdict(
				"task t { while (n < 7) { struct completion x; assert(!x.done && !x.head.entered); x.done = true; x.head.entered = true; n++; } }",
			),
		).toBe("safe");
		expect(verdict("daemon task d { while (true) { struct completion x; x.done = true; } }")).toBe("safe");
	});

	test("nor where it holds its own address, unless that is read and written elsewhere", () => {
		const round = "struct completion x; x.next = &x; x.next->done = true; n = n ^ 1;";
		expect(verdict(`daemon task d { while (true) { ${round} } }`)).toBe("safe");
		expect(verdict(`task t { { ${round} slot = x.next; } slot->done = true; }`)).toEqual([
			"use_after_scope: `slot->done = true`: t.x is out of scope",
		]);
	});

	test("one for each round else, until the pool is empty", () => {
		const loop = (rounds: number): string => `task t { while (n < ${rounds}) { struct completion x; slot = &x; n++; } }`;
		expect(verdict(loop(4))).toBe("safe");
		expect(verdict(loop(5))).toBe("inconclusive: pool completion");
		expect(verdict(`pool completion: 5; ${loop(5)}`)).toBe("safe");
	});
});

describe("properties and loops see it while it lives", () => {
	test("not before, and not behind", () => {
		const members = `task t { wait (late); { struct completion x; n = 1; x.done = true; n = 2; } n = 3; } task u { late = true; }`;
		expect(verdict(`${members} property some = n != 1 || (exists c in completion: true);`)).toBe("safe");
		expect(verdict(`${members} property none = n == 1 || n == 2 || !(exists c in completion: c.done);`)).toBe("safe");
		expect(verdict(`${members} property early = late || !(exists c in completion: true);`)).toBe("safe");
		expect(verdict(`${members} property found = !(exists c in completion: c.done);`)).toEqual(["found: found fails"]);
	});
});

describe("a task that a file declares for it", () => {
	const work = `struct work { bool queued; bool done; };
		task kworker for (work in work: work.queued) { atomic { work.queued = false; } work.done = true; }
		void schedule(struct work *w) { atomic { w->queued = true; } }`;

	test("begins, and is too late where nobody waits for it", () => {
		expect(verdict("task t { struct work w; schedule(&w); wait (w.done); }", work)).toBe("safe");
		expect(verdict("task t { struct work w; schedule(&w); wait (!w.queued); }", work)).toEqual([
			"use_after_scope: `work.done = true`: t.w is out of scope",
		]);
		expect(verdict("task t { { struct work w; schedule(&w); } n = 1; }", work)).toEqual([
			"use_after_scope: `work.queued = false`: t.w is out of scope",
		]);
		expect(verdict("task t { struct work w; schedule(&w); assert(!w.done); wait (w.done); }", work)).toEqual([
			"assertion: assertion failed: !w.done",
		]);
	});
});

describe("the message", () => {
	test("says whose it was, and when that ended", () => {
		const source = `${STRUCTS} void submit(struct completion **slot) { struct completion done; *slot = &done; wait_for_completion(&done); }
			scenario s { ${SLOT} task waiter { submit(&slot); } task completer { wait (slot); complete(slot); } }`;
		const { findings } = outcomeOf(source);
		expect(findings.map(({ message }) => message)).toEqual([
			"`complete(slot)`: waiter.done.head is out of scope since #6: waiter has left `submit()`",
		]);
		expect(findings.map(stepsOf)).toEqual([
			[
				"waiter: *slot = &done [slot null -> waiter.done]",
				"completer: wait (slot)",
				"completer: slot [slot = waiter.done]",
				"completer: x->done = true [waiter.done.done false -> true]",
				"waiter: wait_for_completion(&done)",
				"waiter: done ends [waiter.done.life in scope -> out of scope]",
				"completer: x->head.entered = false",
			],
		]);
	});
});

describe("what is refused says what to write", () => {
	test.each([
		["a reference", "struct completion x = slot;", "struct-copy"],
		["an assignment of one", "struct completion x; x = slot;", "struct-copy"],
		["a jump over the declaration", "if (late) goto out; struct completion x; out: n = 1;", "stack-object"],
		["a case behind it", "switch (n) { case 0: break; struct completion x; case 1: break; }", "stack-object"],
	])("%s", (_title, statements, code) => {
		expect(problemsOf(`${STRUCTS} scenario s { ${SLOT} task t { ${statements} } }`).map((one) => one.split(" ")[0])).toContain(code);
	});

	test("one where only reading is allowed", () => {
		const f = "bool f(void) { struct completion x; return x.done; }";
		expect(problemsOf(`${STRUCTS}${f} scenario s { task t { wait (f()); } }`)).toEqual([
			`must-only-read "f": the condition of a 'wait' may only read, and 'f' creates objects`,
		]);
	});

	test("one in the set-up", () => {
		expect(() =>
			compileSource(`${STRUCTS} bool f(void) { struct completion x; return x.done; } scenario s { bool b = f(); task t { } }`),
		).toThrow("stack-object");
	});
});
