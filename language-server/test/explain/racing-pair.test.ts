import { describe, expect, test } from "vitest";
import type { AnchoredSpan } from "../../src/base/span";
import { TextIndex } from "../../src/base/text-index";
import { explainPair } from "../../src/explain/pair/describe-pair";
import { windowSentence } from "../../src/explain/pair/window-sentence";
import { placesOf } from "../compile-source";
import { outcomeOf } from "./check-source";

/** What is said about the first finding of a source: the pair, the other order, the window. */
function story(text: string): string[] {
	const outcome = outcomeOf(text);
	const [finding] = outcome.findings;
	const pair = explainPair(outcome, finding);
	if (pair === undefined) return [];
	const index = new TextIndex(text);
	const lineOf = (place: AnchoredSpan) => ({ file: "", line: index.positionAt(placesOf(outcome.system)(place).start).line + 1 });
	return [pair.sentence, pair.otherwise, windowSentence(finding, pair, lineOf)];
}

describe("the racing pair", () => {
	test("of a check and a use are the two sides of the window", () => {
		expect(
			story(`scenario s {
	bool freed;
	task user {
		bool gone = freed;
		assert(gone || !freed);
	}
	task owner { freed = true; }
}`),
		).toMatchInlineSnapshot(`
			[
			  "freed at #3 trusts freed as #1 saw it; owner changed it from false to true at #2",
			  "with #1 and #2 the other way round nothing fails",
			  "It fails because owner's #2 comes between user's #1 and #3",
			]
		`);
	});

	test("of an increment that is lost", () => {
		expect(
			story(`scenario s {
	int 0..3 count; bool done;
	task one {
		int 0..3 seen = count;
		count = seen + 1;
		wait (done);
		assert(count == 2);
	}
	task two { count++; done = true; }
}`),
		).toMatchInlineSnapshot(`
			[
			  "count = seen + 1 at #5 trusts count as #1 saw it; two changed it from 0 to 1 at #3",
			  "with #1 and #3 the other way round nothing fails",
			  "It fails because two's #2 and #3 come between one's #1 and #5",
			]
		`);
	});

	test("without a window is only one order", () => {
		expect(
			story(`scenario s {
	bool ready;
	task early { ready = true; }
	task late { assert(!ready); }
}`),
		).toMatchInlineSnapshot(`
			[
			  "early's #1 sets ready before late's #2 looks at it",
			  "with #1 and #2 the other way round nothing fails",
			  "It fails because late's #2 comes after early's #1",
			]
		`);
	});

	test("may lie where a lock makes whole sections one before the other", () => {
		expect(
			story(`struct lock { bool held; }
fn take(lock l) { atomic { wait (!l.held); l.held = true; } }
fn give(lock l) { l.held = false; }
scenario s {
	lock l; bool ready; bool seen;
	task one { take(l); ready = true; give(l); }
	task two { take(l); assert(!ready); give(l); }
}`),
		).toMatchInlineSnapshot(`
			[
			  "one's #1 sets l.held before two's #4 sets it",
			  "with #1 and #4 the other way round nothing fails",
			  "It fails because two's #4 comes after one's #1",
			]
		`);
	});

	test("of a deadlock are the lock that was taken too early and the one that waits for it", () => {
		expect(
			story(`struct lock { bool held; }
fn take(lock l) { atomic { wait (!l.held); l.held = true; } }
fn give(lock l) { l.held = false; }
scenario s {
	lock a; lock b;
	task one { take(a); take(b); give(b); give(a); }
	task two { take(b); take(a); give(a); give(b); }
}`),
		).toMatchInlineSnapshot(`
			[
			  "two's #2 sets b.held before one comes to take(b)",
			  "with #2 and #3 the other way round nothing fails",
			  "It hangs because one comes to take(b) after two's #2",
			]
		`);
	});

	test("does not exist where one task fails all alone", () => {
		expect(story("scenario s { bool x; task one { x = true; assert(!x); } task two { x = true; } }")).toEqual([]);
	});

	test("does not exist where a wait keeps the order", () => {
		expect(story("scenario s { bool x; task one { x = true; } task two { wait (x); assert(!x); } }")).toEqual([]);
	});

	test("ends where the lane would have closed the window, had it come to that before the run failed", () => {
		expect(
			story(`struct page { int 0..3 refcount = 1; bool freed; }
property freed_while_held(page p) "{p} is freed while somebody holds it";
fn put(page p) { p.refcount = 1; }
scenario s {
	page p;
	task user {
		bool gone;
		atomic { gone = p.freed; if (!gone) p.refcount = 2; }
		if (!gone) {
			put(p);
		}
	}
	task owner { atomic { assert(p.refcount == 1, freed_while_held(p)); p.freed = true; } }
}`),
		).toMatchInlineSnapshot(`
			[
			  "user's #1 changes p.refcount from 1 to 2 before owner's #2 looks at it",
			  "with #1 and #2 the other way round nothing fails",
			  "It fails because owner's #2 comes after user's #1 and before its put(p) (line 10)",
			]
		`);
	});
});

/** Who sleeps until an event has come, and who brings it about. */
function sleeper(event: string): string {
	return `struct event { bool done; }
extend task {
	event queue;
	/// @awaits queue.done
	bool sleeping;
}
fn sleep_until_done(event e) {
	self.queue = e;
	self.sleeping = true;
	if (!e.done) wait (!self.sleeping);
	self.sleeping = false;
}
scenario s {
	event e;
	bool open;
	task sleeper { if (!open) sleep_until_done(e); }
	task waker {
		open = true;
		${event}
	}
}`;
}

describe("the racing pair of a lost wake-up", () => {
	test("is the look for sleepers that misses the one who comes, and what he then finds not to be there yet", () => {
		expect(
			story(sleeper("bool anybody = sleeper.queue == e; e.done = true; if (anybody) sleeper.sleeping = false;")),
		).toMatchInlineSnapshot(`
			[
			  "e.done = true at #7 trusts sleeper.queue as #3 saw it; sleeper changed it from null to e at #4",
			  "with #3 and #4 the other way round nothing fails",
			  "It hangs because sleeper's #4 and #6 come between waker's #3 and #7",
			]
		`);
	});

	test("is what the sleeper has found not to be there yet, where nobody looks for him", () => {
		expect(story(sleeper("e.done = true;"))).toMatchInlineSnapshot(`
			[
			  "sleeper's #4 sees e.done = false before waker's #6 sets it",
			  "with #4 and #6 the other way round nothing fails",
			  "It hangs because waker's #6 comes after sleeper's #4",
			]
		`);
	});
});

test("the racing pair of a wait for what nobody gives back is that it is taken before the waiter looks", () => {
	expect(
		story(`struct page {
	/// @holders reference
	int 0..3 refcount = 1;
	bool mapped = true;
}
scenario s {
	page p;
	task user { bool there; atomic { there = p.mapped; if (there) p.refcount++; } }
	task owner { p.mapped = false; wait (p.refcount == 1); }
}`),
	).toMatchInlineSnapshot(`
		[
		  "user's #1 raises p.refcount to 2 before owner comes to wait (p.refcount == 1)",
		  "with #1 and #3 the other way round nothing fails",
		  "It hangs because owner comes to wait (p.refcount == 1) after user's #1",
		]
	`);
});

test("a window that is closed by giving a reference back is none, whatever opens it", () => {
	expect(
		story(`struct page {
	/// @holders reference
	int 0..3 refcount = 1;
	bool mapped = true;
}
extend task {
	page queue;
	/// @awaits queue.refcount
	bool sleeping;
}
scenario s {
	page p;
	task user {
		bool there;
		atomic { there = p.mapped; if (there) p.refcount++; }
		if (there) p.refcount--;
	}
	task owner {
		p.mapped = false;
		if (p.refcount > 1) {
			atomic { self.queue = p; self.sleeping = true; }
			if (p.refcount > 1) wait (!self.sleeping);
		}
	}
}`),
	).toMatchInlineSnapshot(`
		[
		  "owner's #6 sees p.refcount = 2 before user's #7 lowers it to 1",
		  "with #6 and #7 the other way round nothing fails",
		  "It hangs because user's #7 comes after owner's #6",
		]
	`);
});

test("what a lock protects, and not whose turn it is at the lock", () => {
	expect(
		story(`struct lock { task owner; }
fn take(lock l) { atomic { wait (!l.owner); l.owner = self; } }
fn give(lock l) { l.owner = null; }
scenario s {
	lock l; int 0..1 data = 1; bool freed;
	task reader { take(l); int seen = data; give(l); if (seen) assert(!freed, "it is used when it has been freed"); }
	task owner { take(l); data = 0; give(l); freed = true; }
}`),
	).toMatchInlineSnapshot(`
		[
		  "freed at #8 trusts data as #2 saw it; owner changed it from 1 to 0 at #5",
		  "with #2 and #5 the other way round nothing fails",
		  "It fails because owner's #5 and #7 come between reader's #2 and #8",
		]
	`);
});

test("another lane that only looks lands between the steps that make what it sees and that go on", () => {
	expect(
		story(`struct entry { task locked; bool passed; }
scenario s {
	entry e;
	task syncer { atomic { wait (!e.locked); e.locked = self; } e.locked = null; assert(!e.passed, "the entry is passed over"); }
	task truncator { atomic { if (e.locked) e.passed = true; } }
}`),
	).toMatchInlineSnapshot(`
		[
		  "truncator's #2 sees e.locked held by syncer: it lands between syncer's #1, which takes it, and #3, e.locked = null",
		  "with #1 and #2 the other way round nothing fails",
		  "It fails because truncator's #2 comes between syncer's #1 and #3",
		]
	`);
});
