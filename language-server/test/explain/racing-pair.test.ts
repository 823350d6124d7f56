import { describe, expect, test } from "vitest";
import type { AnchoredSpan } from "../../src/base/span";
import { TextIndex } from "../../src/base/text-index";
import { explainPair, windowSentence } from "../../src/explain/pair/describe-pair";
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
			  "owner must land between lines 4 and 5 of user (#1 and #3)",
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
			  "two must land between lines 4 and 5 of one (#1 and #5)",
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
			  "late looks at ready in ready at #2, after early changed it from false to true in ready = true at #1",
			  "with #1 and #2 the other way round nothing fails",
			  "late must land after line 3 of early (#1)",
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
			  "two changes l.held from false to true in take(l) at #4, after one changed it from false to true in take(l) at #1",
			  "with #1 and #4 the other way round nothing fails",
			  "two must land within line 6 of one, after #1",
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
			  "one waits for b.held in take(b), after two changed it from false to true in take(b) at #2",
			  "with #2 and #3 the other way round nothing fails",
			  "one must land within line 7 of two, after #2",
			]
		`);
	});

	test("does not exist where one task fails all alone", () => {
		expect(story("scenario s { bool x; task one { x = true; assert(!x); } task two { x = true; } }")).toEqual([]);
	});

	test("does not exist where a wait keeps the order", () => {
		expect(story("scenario s { bool x; task one { x = true; } task two { wait (x); assert(!x); } }")).toEqual([]);
	});
});
