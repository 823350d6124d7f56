import { expect, test } from "vitest";
import { explainRun } from "../../src/explain/pair/describe-pair";
import { outcomeOf } from "./check-source";

/**
 * The labels of the steps that the first failure of a source depends on, and of those that it does not depend on in
 * brackets.
 */
function slice(text: string): string[] {
	const outcome = outcomeOf(text);
	const [finding] = outcome.findings;
	const relevant = explainRun(outcome, finding)?.relevant ?? [];
	return finding.timeline.steps.map(({ number, label }) => (relevant.includes(number) ? label : `(${label})`));
}

test("what is written and read by nobody on the way to the failure does not matter", () => {
	expect(
		slice(`scenario s {
	int 0..3 x; int 0..3 y; int 0..3 noise;
	task one { noise = 1; x = 2; noise = x; y = x; assert(y == 0); }
	task two { noise = 3; if (noise > 5) x = 1; }
}`),
	).toEqual(["(noise = 1)", "x = 2", "(x)", "(noise = x)", "x", "y = x", "y"]);
});

test("what chose the way to the failure does", () => {
	expect(
		slice(`scenario s {
	bool a; bool b; bool noise;
	task one { a = true; noise = true; if (a) b = true; assert(!b); }
	task two { noise = a; }
}`),
	).toEqual(["a = true", "(noise = true)", "a", "b = true", "b"]);
});

test("a lock that was free does not, the racing pair does", () => {
	expect(
		slice(`struct lock { bool held; }
fn take(lock l) { atomic { wait (!l.held); l.held = true; } }
fn give(lock l) { l.held = false; }
scenario s {
	lock l; bool shown; bool gone;
	task user { bool saw = shown; take(l); give(l); assert(saw || !gone); }
	task owner { shown = true; gone = true; }
}`),
	).toMatchInlineSnapshot(`
		[
		  "shown",
		  "(take(l))",
		  "give(l)",
		  "shown = true",
		  "gone = true",
		  "gone",
		]
	`);
});

test("that a lock is held does not matter to a step that only asserts it", () => {
	expect(
		slice(`struct lock { bool held; }
scenario s {
	lock l; bool gone;
	task user { atomic { wait (!l.held); l.held = true; } assert(l.held); assert(!gone); }
	task owner { gone = true; }
}`),
	).toEqual(["gone = true", "(atomic { wait (!l.held); l.held = true; })", "(l.held)", "gone"]);
});

test("the run to compare with has the pair the other way round and ends well", () => {
	const outcome = outcomeOf(`scenario s {
	bool freed;
	task user { bool gone = freed; assert(gone || !freed); }
	task owner { freed = true; }
}`);
	const safe = explainRun(outcome, outcome.findings[0])?.safe;
	expect(safe?.timeline.steps.map(({ lane, label }) => `${safe.timeline.lanes[lane].name}: ${label}`)).toEqual([
		"owner: freed = true",
		"user: freed",
	]);
	expect(safe?.timeline.steps.some(({ failing }) => failing)).toBe(false);
	expect(safe?.differs).toBe(1);
});

test("there is none where no order is to blame", () => {
	const outcome = outcomeOf("scenario s { bool x; task one { x = true; assert(!x); } task two { x = true; } }");
	expect(explainRun(outcome, outcome.findings[0])?.safe).toBeUndefined();
});
