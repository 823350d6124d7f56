import { describe, expect, test } from "vitest";
import { explainRun } from "../../src/explain/pair/describe-pair";
import { outcomeOf } from "./check-source";

/** Which protection the first finding of a source lacks. */
function missing(text: string): string | undefined {
	const outcome = outcomeOf(text);
	return explainRun(outcome, outcome.findings[0])?.missing;
}

const MODEL = `
	struct page {
		/// @holders reference
		int 0..3 refcount = 1;
		/// @cleared frees {page}
		disk owner;
	}
	struct disk { bool full; }
	property written_when_free(page p, task t) "{t} writes {p}, which is free";
	fn get_page(page p) { atomic { p.refcount++; } }
	fn put_page(page p) { atomic { p.refcount--; } }
	fn write(page p) { atomic { assert(p.owner != null, written_when_free(p, self)); } }
`;

/** A reader that uses a page between taking and giving back a reference, beside a task with this body. */
function pinned(truncate: string): string {
	return `${MODEL}
	scenario s {
		disk d; page data = new page { owner: d };
		task reader { if (data.owner) { get_page(data); write(data); put_page(data); } }
		task truncator { ${truncate} }
	}`;
}

describe("what is missing where somebody takes away what another one has a reference on", () => {
	test("is a wait for it", () => {
		const text = `${MODEL}
			scenario s {
				disk d; page data = new page { owner: d };
				task reader { atomic { wait (data.owner); data.refcount++; } write(data); put_page(data); }
				task truncator { data.owner = null; }
			}`;
		expect(missing(text)).toBe("truncator's #2 frees data while data's refcount is 2: nothing waited for reader's reference of #1");
	});

	test("is one that comes late enough where it was looked at before", () => {
		const text = `${MODEL}
			scenario s {
				disk d; page data = new page { owner: d };
				task reader { atomic { wait (data.owner); data.refcount++; } write(data); put_page(data); }
				task truncator { wait (data.refcount == 1); data.owner = null; }
			}`;
		expect(missing(text)).toBe(
			"truncator's #3 frees data while data's refcount is 2: truncator looked at it at #1, before reader's reference of #2",
		);
	});

	test("is a second look where waiting would have found nothing", () => {
		const text = pinned("atomic { wait (data.refcount == 1); data.owner = null; }");
		expect(missing(text)).toBe("nothing keeps truncator out between reader's #1 and #3, and reader does not look at data.owner again");
	});
});

describe("of several things that could be said to be missing", () => {
	test("it is the second look where a reference can be taken behind the wait", () => {
		const text = pinned("atomic { wait (data.refcount == 1); data.owner = null; }");
		expect(missing(text)).toMatch(/^nothing keeps truncator out .*, and reader does not look at data.owner again$/);
	});

	test("it is not the wait alone where a reference can be taken behind that, too", () => {
		const text = `${MODEL}
			scenario s {
				disk d; page data = new page { owner: d };
				task reader { get_page(data); put_page(data); }
				task truncator { data.owner = null; }
				property freed_while_held "{data} is held" = data.owner || data.refcount == 1;
			}`;
		expect(missing(text)).toBe(
			"truncator's #2 frees data while data's refcount is 2: nothing waited for reader's reference of #1; " +
				"waiting alone would not do, since reader can take it after #2 as well",
		);
	});

	test("it is the wait where a second look would come before the change", () => {
		const text = `${MODEL}
			scenario s {
				disk d; page data = new page { owner: d };
				task reader { page p = atomic_get(data); if (p) { write(p); put_page(p); } }
				task truncator { data.owner = null; }
			}
			fn page atomic_get(page p) { atomic { if (p.owner) { p.refcount++; return p; } } return null; }`;
		const outcome = outcomeOf(text);
		const run = explainRun(outcome, outcome.findings[0]);
		expect(run?.missing).toMatch(/nothing waited for reader's reference of #1$/);
		expect(run?.pair?.sentence).not.toMatch(/trusts/);
		expect(run?.pair?.second.note).not.toMatch(/stale/);
	});

	test("it is that nobody is kept out where a second look would find nothing", () => {
		const text = `scenario s {
			int 0..3 x; int 0..3 seen; int 0..3 done;
			task one { seen = x; x = seen + 1; done++; }
			task two { x++; done++; }
			property lost "an increment is lost" = done < 2 || x == 2;
		}`;
		expect(missing(text)).toMatch(/^nothing keeps two out between one's #\d and #\d$/);
	});
});

/** What two tasks do with an object, of which one has made it and frees it. */
function freed(user: string, { owner = "data = null; free(made);", members = "" } = {}): string {
	return `
	struct lock { task owner; }
	fn take(lock l) { atomic { wait (!l.owner); l.owner = self; } }
	fn give(lock l) { l.owner = null; }
	struct item { int 0..3 value; struct lock own; ${members} }
	extend task {
		/// @holders section
		int 0..3 nesting;
	}
	scenario s {
		struct item *data; lock other; bool done;
		task owner { struct item *made = new item {}; data = made; ${owner} }
		task user { struct item *i; ${user} }
	}`;
}

describe("what is missing where something is freed that is still used", () => {
	test("is that the one who frees it waits for the section that the other one is in", () => {
		const text = freed("self.nesting++; i = data; if (i) i.value = 1; self.nesting--;");
		expect(missing(text)).toBe("owner's #7 frees item 0: nothing waits for user's section of #4");
	});

	test("is that he waits for the lock that is part of it", () => {
		const text = freed("i = data; if (i) { take(i.own); done = true; give(i.own); }", { owner: "wait (done); free(made);" });
		expect(missing(text)).toBe("owner's #7 frees item 0 while user holds item 0.own of #4: nothing waits for that");
	});

	test("is no lock that is given back before the use", () => {
		const text = freed("take(other); i = data; give(other); if (i) i.value = 1;");
		expect(missing(text)).toBe("owner's #6 frees item 0 and does not wait until user is done with it");
	});

	test("is a reference of the one who uses it, where these are counted", () => {
		const owner = "data = null; made.count--; free(made);";
		const text = freed("i = data; if (i) i.value = 1;", { owner, members: "/// @holders reference\n int 0..3 count = 1;" });
		expect(missing(text)).toBe("user uses item 0 at #8 without a reference of its own: nothing keeps owner's #7 from freeing it");
	});

	test("is not known where the same task has freed it", () => {
		expect(missing(freed("i = null;", { owner: "free(made); made.value = 1;" }))).toBeUndefined();
	});
});

test("nothing is said to be missing where neither order of the window is safe", () => {
	const text = "scenario s { int 0..3 x; task one { x = 1; assert(x == 1); } task two { x = 2; assert(x == 2); } }";
	expect(missing(text)).toBeUndefined();
});

describe("what is missing of a hang", () => {
	test("is that one gives way, where each keeps what the next one waits for", () => {
		const text = `
			struct mutex { task owner; }
			fn lock(mutex m) { atomic { wait (!m.owner); m.owner = self; } }
			fn unlock(mutex m) { m.owner = null; }
			scenario lock_order {
				mutex a; mutex b;
				task one { lock(a); lock(b); unlock(b); unlock(a); }
				task two { lock(b); lock(a); unlock(a); unlock(b); }
			}`;
		expect(missing(text)).toBe("two keeps b of #2 while it waits for one, and one keeps a of #1 while it waits for two");
	});

	test("is that a reference is given back by a task that has returned", () => {
		const text = `${MODEL}
			scenario s {
				page data;
				task rdma { get_page(data); }
				task truncator { wait (data.refcount == 2); wait (data.refcount == 1); }
			}`;
		expect(missing(text)).toBe("rdma has returned and keeps its reference on data of #1: nothing gives it back");
	});

	test("is a wake-up, where what the sleeper waits for has come", () => {
		const text = `
			struct page { int 0..3 refcount = 2; }
			extend task {
				page wait_var;
				/// @awaits wait_var.refcount
				bool sleeping;
			}
			fn wait_until_idle(page p) {
				self.wait_var = p;
				self.sleeping = true;
				if (p.refcount > 1) wait (!self.sleeping);
				self.sleeping = false;
			}
			scenario s {
				page data;
				task truncator { wait_until_idle(data); }
				task reader { data.refcount = 1; }
			}`;
		expect(missing(text)).toBe("reader's #4 makes data's refcount 1, for which truncator sleeps, and wakes nobody");
	});

	test("is a change that no lane makes any more", () => {
		expect(missing("scenario s { bool done; task t { wait (done); } task u { done = false; } }")).toBe(
			"nobody changes done any more, for which t waits",
		);
	});

	test("is that a wake-up comes to the one who sleeps, whom the look for sleepers has missed", () => {
		const text = `
			struct event { bool done; }
			extend task {
				event queue;
				/// @awaits queue.done
				bool sleeping;
			}
			fn sleep_until_done(event e) {
				self.queue = e;
				self.sleeping = true;
				if (!e.done) wait (!self.sleeping);
			}
			scenario s {
				event e; bool open;
				task sleeper { if (!open) sleep_until_done(e); }
				task waker {
					open = true;
					bool anybody = sleeper.queue == e;
					e.done = true;
					if (anybody) sleeper.sleeping = false;
				}
			}`;
		expect(missing(text)).toBe(
			"waker's #7 makes e's done true, for which sleeper sleeps, and wakes nobody: it looked for sleepers at #3, before sleeper's #4",
		);
	});
});

describe("what is said of a livelock", () => {
	test("is what another one changes in each round", () => {
		const text = `scenario polite {
			bool a; bool b; bool done;
			task left { while (!done) { a = true; if (!b) done = true; a = false; } }
			task right { while (!done) { b = true; if (!a) done = true; b = false; } }
		}`;
		expect(missing(text)).toBe("left goes round #1 to #8 for ever: each time #5 sees b = true (right's #4 sets it)");
	});

	test("is what another one holds in each round", () => {
		const text = `${MODEL}
			scenario s {
				page data;
				daemon task pinner { while (true) { get_page(data); put_page(data); } }
				task truncator { while (data.refcount > 1) { } }
			}`;
		expect(missing(text)).toBe("truncator goes round #1 to #3 for ever: each time #2 sees data.refcount = 2 (pinner's reference of #1)");
	});

	test("is what was changed last, where nobody changes anything any more", () => {
		const text = `scenario s {
			bool live = true; bool found;
			task killer { live = false; }
			task reader { while (!live) { } found = true; }
		}`;
		expect(missing(text)).toBe("reader goes round #2 for ever: each time it sees live = false (killer's #1 clears it)");
	});

	test("is of another lane where that keeps the one who waits from going on", () => {
		const text = `scenario s {
			bool live = true; bool idle;
			task killer { live = false; wait (idle); }
			task reader { while (!live) { } idle = true; }
		}`;
		const outcome = outcomeOf(text);
		const waits = outcome.findings.find(({ subject }) => subject === "killer");
		expect(waits && explainRun(outcome, waits)?.missing).toBe(
			"reader goes round #2 for ever: each time it sees live = false (killer's #1 clears it)",
		);
	});

	test("is nothing where no value of anything shared would let it out", () => {
		expect(missing("scenario s { int 0..3 x; task t { while (true) { x = 1; x = 0; } } }")).toBeUndefined();
	});
});
