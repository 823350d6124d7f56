import { describe, expect, test } from "vitest";
import { failingPlace } from "../../src/explain/failing-place";
import { headline } from "../../src/explain/headline";
import { outcomeOf, stepsOf } from "./check-source";

const PINNED = `
enum state { FREE, IN_USE }
struct page { int 0..3 refcount = 1; state state = IN_USE; file owner; bool dirty; }
struct file { page page; }
fn put_page(page p) { atomic { p.refcount -= 1; if (p.refcount == 0) p.state = FREE; } }
property used_after_free(page p, file f) "{p} of {f} is written when it is {p.state}, with {p.refcount} references";
scenario stale_pin {
	page first;
	file data = new file { page: first };
	task reader { page p = data.page; p.dirty = true; assert(p.state == IN_USE, used_after_free(p, data)); }
	task truncator { page p = data.page; data.page = null; put_page(p); }
}
`;

describe("a race", () => {
	test("has a message with the values that it names", () => {
		const { verdict, findings } = outcomeOf(PINNED);
		expect(verdict).toBe("race");
		expect(findings.map(({ kind, subject, message }) => ({ kind, subject, message }))).toMatchInlineSnapshot(`
			[
			  {
			    "kind": "race",
			    "message": "'p' is null here",
			    "subject": "null_dereference",
			  },
			  {
			    "kind": "race",
			    "message": "first of data is written when it is FREE, with 0 references",
			    "subject": "used_after_free",
			  },
			]
		`);
	});

	test("has a headline that says it in one sentence", () => {
		const { findings } = outcomeOf(PINNED);
		expect(headline(findings[0])).toMatchInlineSnapshot(`"race: 'p' is null here (null_dereference), 3 steps"`);
	});

	test("has a timeline: shared state that changed first, then what the task learned and still needs", () => {
		const { findings } = outcomeOf(PINNED);
		expect(stepsOf(findings[0])).toMatchInlineSnapshot(`
			[
			  "truncator: data.page [data.page = first]",
			  "truncator: data.page = null [data.page first -> null]",
			  "reader: data.page",
			]
		`);
	});

	test("fails at its last step, wherever the scenario leads to it", () => {
		const { findings } = outcomeOf(PINNED);
		const { steps } = findings[0].timeline;
		expect(steps.map((step) => step.failing)).toEqual(steps.map((_, index) => index === steps.length - 1));
		const place = failingPlace(findings[0]);
		expect(PINNED.slice(place?.start, place?.end)).toMatchInlineSnapshot(`"data.page"`);
	});

	test("in the initial state has a run without steps, and no place", () => {
		const { findings } = outcomeOf(`scenario wrong { int 0..3 x = 3; task t { x = 1; } property small "x is {x}" = x < 3; }`);
		expect(headline(findings[0])).toMatchInlineSnapshot(`"race: x is 3 (small), before the first step"`);
		expect(failingPlace(findings[0])).toBeUndefined();
	});

	test("goes before a hang, which is found all the same", () => {
		const { verdict, findings } = outcomeOf("scenario both { bool a; bool b; task t { a = true; assert(!a); wait (b); } }");
		expect(verdict).toBe("race");
		expect(findings.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(["race assertion", "hang t"]);
	});
});

describe("a hang says who waits where for what", () => {
	/** The message of the first hang. */
	const hang = (text: string): string => outcomeOf(text).findings.find(({ kind }) => kind === "hang")?.message ?? "no hang";

	test("with the values that keep it waiting, and since when they are so", () => {
		const text = `
			struct page { int 0..3 refcount = 1; }
			fn break_layouts(page page) { wait (page.refcount == 1); }
			scenario pinned_for_ever {
				page data;
				task reader { atomic { data.refcount += 1; } }
				task truncator { break_layouts(data); break_layouts(data); }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(`"truncator waits: break_layouts(data), where data.refcount is 2 since step 1 of reader"`);
	});

	test("of a condition of two, with the one that is false", () => {
		expect(
			hang("scenario s { bool a; bool b; task t { a = true; wait (a && b); } task u { b = true; b = false; } }"),
		).toMatchInlineSnapshot(`"t waits: wait (a && b), where b is false since step 3 of u"`);
	});

	test("for locks in the wrong order, each", () => {
		const { findings } = outcomeOf(`
			struct mutex { task owner; }
			fn lock(mutex m) { atomic { wait (!m.owner); m.owner = self; } }
			fn unlock(mutex m) { m.owner = null; }
			scenario order {
				mutex a; mutex b;
				task one { lock(a); lock(b); unlock(b); unlock(a); }
				task two { lock(b); lock(a); unlock(a); unlock(b); }
			}`);
		expect(findings.map(({ message }) => message)).toMatchInlineSnapshot(`
			[
			  "one waits: lock(b), where b.owner is two since step 2 of two",
			  "two waits: lock(a), where a.owner is one since step 1 of one",
			]
		`);
		expect(findings[0].timeline.waiting.map(({ lane, label, functions }) => ({ lane, label, functions }))).toMatchInlineSnapshot(`
			[
			  {
			    "functions": [],
			    "label": "lock(b)",
			    "lane": 0,
			  },
			  {
			    "functions": [],
			    "label": "lock(a)",
			    "lane": 1,
			  },
			]
		`);
	});

	test("of a task that goes round, where it is", () => {
		expect(hang("scenario s { bool stop; task t { while (!stop) { } } task u { stop = true; stop = false; } }")).toMatchInlineSnapshot(
			`"t never finishes: stop, where stop is false since step 2 of u"`,
		);
		expect(hang("scenario s { bool stop; task t { while (!stop) { } } }")).toMatchInlineSnapshot(`"t never finishes: !stop"`);
	});

	test("and points at the scenario's own text", () => {
		const text = "fn f(bool b) { wait (b); } scenario s { bool a; task t { f(a); } task u { a = false; } }";
		const { findings } = outcomeOf(text);
		const place = failingPlace(findings[0]);
		expect(text.slice(place?.start, place?.end)).toBe("f(a)");
	});
});

test("what cannot fail is safe", () => {
	expect(outcomeOf("scenario s { int 0..3 x; task t { x = 1; } }")).toMatchObject({ verdict: "safe", findings: [] });
});
