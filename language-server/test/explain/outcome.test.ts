import { describe, expect, test } from "vitest";
import { failingPlace } from "../../src/explain/timeline/failing-place";
import { headline } from "../../src/explain/verdict/headline";
import { placesOf, textAt } from "../compile-source";
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
			    "message": "\`p.dirty\`: \`p\` is null",
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
		expect(headline(findings[0])).toMatchInlineSnapshot(`"race: \`p.dirty\`: \`p\` is null (null_dereference), 4 steps"`);
	});

	test("has a timeline: shared state that changed first, then what the task learned and still needs", () => {
		const { findings } = outcomeOf(PINNED);
		expect(stepsOf(findings[0])).toMatchInlineSnapshot(`
			[
			  "truncator: data.page [data.page = first]",
			  "truncator: data.page = null [data.page first -> null]",
			  "reader: data.page",
			  "reader: p.dirty",
			]
		`);
	});

	test("fails at its last step, wherever the scenario leads to it", () => {
		const { system, findings } = outcomeOf(PINNED);
		const { steps } = findings[0].timeline;
		expect(steps.map((step) => step.failing)).toEqual(steps.map((_, index) => index === steps.length - 1));
		const place = failingPlace(findings[0], placesOf(system));
		expect(textAt(PINNED, system, place)).toMatchInlineSnapshot(`"p.dirty"`);
	});

	test("in the initial state has a run without steps, and no place", () => {
		const { system, findings } = outcomeOf(`scenario wrong { int 0..3 x = 3; task t { x = 1; } property small "x is {x}" = x < 3; }`);
		expect(headline(findings[0])).toMatchInlineSnapshot(`"race: x is 3 (small), before the first step"`);
		expect(failingPlace(findings[0], placesOf(system))).toBeUndefined();
	});

	test("goes before a hang, which is found all the same", () => {
		const { verdict, findings } = outcomeOf("scenario both { bool a; bool b; task t { a = true; assert(!a); wait (b); } }");
		expect(verdict).toBe("race");
		expect(findings.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(["race assertion", "hang t"]);
	});
});

describe("an error of the language has an effect in plain words", () => {
	/** What the first finding is, in a sentence and in a few words. */
	function effect(text: string): readonly string[] {
		const [finding] = outcomeOf(text).findings;
		return [finding.effect, finding.symptom];
	}

	/** An object that one task frees and another one uses. */
	const freed = (use: string) => `struct item { int 0..3 value; }
		scenario s {
			item data;
			struct item *found = new item {};
			task owner { free(found); }
			task user { ${use} }
		}`;

	test("where memory is read, or changed, that has been freed", () => {
		const later = "the memory may belong to somebody else by now.";
		expect(effect(freed("int 0..3 seen = found->value;"))).toEqual([
			`user reads found after owner has freed it in #1: ${later}`,
			"reads freed memory",
		]);
		expect(effect(freed("found->value = 1;"))).toEqual([
			`user changes found after owner has freed it in #1: ${later}`,
			"changes freed memory",
		]);
	});

	test("where something is freed twice", () => {
		expect(effect(freed("free(found);"))).toEqual([
			"user frees found after owner has freed it in #1: the memory may belong to somebody else by now.",
			"frees memory twice",
		]);
	});

	test("where a null pointer is followed", () => {
		const text = "struct item { int 0..3 value; } scenario s { struct item *none; task user { none->value = 1; } }";
		expect(effect(text)).toEqual(["user follows a null pointer and crashes.", "follows a null pointer"]);
	});

	test("and none beside a message that is as plain", () => {
		expect(effect("scenario s { bool x; task one { assert(x); } }")).toEqual(["", ""]);
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
		expect(hang(text)).toMatchInlineSnapshot(`"truncator waits until data's refcount is 1; it is 2 since #1 of reader"`);
	});

	test("counts: who holds what, since which step", () => {
		const text = `
			struct page {
				/// @holders
				int 0..3 refcount = 1;
			}
			fn get_page(page page) { atomic { page.refcount += 1; } }
			fn put_page(page page) { atomic { page.refcount -= 1; } }
			fn break_layouts(page page) { wait (page.refcount == 1); page.refcount = 1; }
			scenario pinned_for_ever {
				page data; bool done;
				device nic { get_page(data); }
				task reader { get_page(data); put_page(data); done = true; }
				task truncator { wait (done); break_layouts(data); }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(
			`"truncator waits in break_layouts until data's refcount is 1; it is 2, held since #1 by nic, which has ended"`,
		);
	});

	test("counts: what a device gives back for another is what was taken first", () => {
		const text = `
			struct page {
				/// @holders
				int 0..3 refcount = 1;
			}
			scenario given_back_by_another {
				page data; bool second; bool submitted;
				task reader { data.refcount = 2; submitted = true; }
				task writer { wait (submitted); data.refcount = 3; second = true; }
				device nic { wait (second); data.refcount = 2; }
				task truncator { wait (second && data.refcount == 1); }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(
			`"truncator waits until data's refcount is 1; it is 2, held since #4 by writer, which has returned"`,
		);
	});

	test("of a sleeper: the object that it sleeps for, in the function that chose it, as the model says by a tag", () => {
		const text = `
			struct page {
				/// @holders
				int 0..3 refcount = 1;
			}
			extend task {
				page wait_var;
				/// @awaits wait_var.refcount
				bool sleeping;
			}
			fn prepare_to_wait(page page) { atomic { self.wait_var = page; self.sleeping = true; } }
			fn schedule() { wait (!self.sleeping); }
			fn unlock_and_schedule() { schedule(); schedule(); }
			fn break_layouts(page page) { prepare_to_wait(page); if (page.refcount != 1) unlock_and_schedule(); }
			fn truncate(page page) { break_layouts(page); page.refcount = 0; }
			scenario asleep {
				page first; page data;
				task nic { data.refcount = 2; }
				task truncator { truncate(data); self.sleeping = false; }
				task other { truncate(first); self.sleeping = false; }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(
			`"truncator waits in break_layouts until data's refcount is 1; it is 2, held since #1 by nic, which has returned"`,
		);
	});

	test("of a sleeper who sleeps for no object, that it sleeps", () => {
		const text = `
			struct page { int 0..3 refcount = 1; }
			extend task {
				page wait_var;
				/// @awaits wait_var.refcount
				bool sleeping;
			}
			scenario asleep {
				page data;
				task napper { self.wait_var = null; self.sleeping = true; wait (!self.sleeping); self.sleeping = false; }
				task nic { data.refcount = 2; }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(`"napper waits until napper's sleeping is false; it is true since #2 of napper"`);
	});

	test("of two fields of an object, together", () => {
		const text = `
			struct rwsem { task writer; int 0..3 readers; }
			fn down_write(rwsem sem) { atomic { wait (!sem.writer && sem.readers == 0); sem.writer = self; } }
			fn down_read(rwsem sem) { atomic { wait (!sem.writer); sem.readers += 1; } }
			fn truncate(rwsem sem) { down_write(sem); sem.writer = null; }
			scenario read_for_ever {
				rwsem lock;
				task reader { down_read(lock); }
				task truncator { truncate(lock); }
			}`;
		expect(hang(text)).toMatchInlineSnapshot(`"truncator waits in truncate until lock's readers is 0; it is 1 since #1 of reader"`);
	});

	test("of a condition of two, with the one that is false", () => {
		expect(
			hang("scenario s { bool a; bool b; task t { a = true; wait (a && b); } task u { b = true; b = false; } }"),
		).toMatchInlineSnapshot(`"t waits until b is true; it is false since #3 of u"`);
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
			  "one waits for b, held since #2 by two",
			  "two waits for a, held since #1 by one",
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
			`"t goes round for ever"`,
		);
		expect(hang("scenario s { bool stop; task t { while (!stop) { } } }")).toMatchInlineSnapshot(`"t goes round for ever"`);
	});

	test("of a task that goes round through a lock that is free, no value", () => {
		expect(
			hang("scenario s { bool lock; task t { while (true) { atomic { wait (!lock); lock = true; } lock = false; } } }"),
		).toMatchInlineSnapshot(`"t goes round for ever"`);
	});

	test("and points at the scenario's own text", () => {
		const text = "fn f(bool b) { wait (b); } scenario s { bool a; task t { f(a); } task u { a = false; } }";
		const { system, findings } = outcomeOf(text);
		expect(textAt(text, system, failingPlace(findings[0], placesOf(system)))).toBe("f(a)");
	});
});

test("what cannot fail is safe", () => {
	expect(outcomeOf("scenario s { int 0..3 x; task t { x = 1; } }")).toMatchObject({ verdict: "safe", findings: [] });
});

describe("a step that looks says what it has found", () => {
	const sights = (text: string): string[] =>
		outcomeOf(text).findings[0].timeline.steps.map(
			({ label, sees }) => `${label}: ${sees.map(({ name, value }) => `${name} = ${value}`).join(", ")}`,
		);

	test("of what others use, and nothing where it changes something itself", () => {
		const text = `
			struct page { int 0..3 refcount = 2; }
			scenario s {
				page data;
				task truncator { if (data.refcount == 1) assert(false, "too early"); }
				task reader { data.refcount = 1; }
			}`;
		expect(sights(text)).toEqual(["data.refcount = 1: ", "data.refcount: data.refcount = 1"]);
	});

	test("of what others use in the run alone, and not what the task notes of itself", () => {
		const text = `
			extend task { bool ready; }
			scenario s {
				bool fixed = true; bool moved;
				task looker { self.ready = true; wait (self.ready && fixed && moved); assert(false); }
				task other { moved = true; if (!moved) fixed = false; }
			}`;
		expect(sights(text)).toMatchInlineSnapshot(`
			[
			  "moved = true: ",
			  "self.ready = true: ",
			  "wait (self.ready && fixed && moved): moved = true",
			]
		`);
	});
});
