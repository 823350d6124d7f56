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
		expect(missing(text)).toBe("reader's #4 makes data's refcount 1, for which truncator sleeps: nothing wakes it");
	});

	test("is a change that no lane makes any more", () => {
		expect(missing("scenario s { bool done; task t { wait (done); } task u { done = false; } }")).toBe(
			"no lane changes done any more, for which t waits",
		);
	});
});
