import { describe, expect, test } from "vitest";
import { describeConflict } from "../../src/explain/pair/conflicts";
import { evaluate } from "../../src/explain/timeline/evaluate";
import { momentAfter, type ReplayStep } from "../../src/explain/timeline/replay-state";
import { compileSource, textAt } from "../compile-source";
import { named, textOf } from "../named";

const source = `enum state { IDLE, BUSY }
struct page { int 0..7 refcount = 1; state now; int 0..3 slots[2]; }
struct table { page entry[2]; }
scenario s {
	page data;
	page other;
	table map;
	bool open;
	task one {
		page p = data;
		p.refcount++;
		atomic { p.now = BUSY; map.entry[1] = p; }
		data.slots[1] = 3;
		wait (open);
	}
	task two { int seen = 0; while (seen < 1) seen += other.refcount; other.refcount = choose(0..1); open = seen == 2; assert(other.refcount == 0); }
}`;

const system = compileSource(source);

/** Steps by lane; a number after a colon is what is chosen. */
function path(text: string): ReplayStep[] {
	return text
		.split(" ")
		.filter(Boolean)
		.map((step) => {
			const [lane, ...choices] = step.split(":").map(Number);
			return { lane, choices };
		});
}

function momentOf(steps: string) {
	const moment = momentAfter(named(system), path(steps));
	if (moment === undefined) throw new Error("no path");
	return moment;
}

describe("a moment of a run", () => {
	test("has every lane with its next step, and what it may choose there", () => {
		const { lanes } = momentOf("");
		expect(lanes.map(({ name, status, ways }) => [name, status, ways.length])).toEqual([
			["one", "ready", 1],
			["two", "ready", 1],
		]);
		expect(momentOf("1").lanes[1].ways).toEqual([[0], [1]]);
	});

	test("marks what the last step changed", () => {
		const [data] = momentOf("0 0").objects.filter(({ name }) => name === "data");
		expect(data.fields.filter(({ before }) => before !== undefined)).toEqual([
			{ name: "refcount", value: "2", before: "1", object: undefined },
		]);
	});

	test("calls local variables what the text calls them, function by function", () => {
		const called = compileSource(
			`struct page { int 0..7 refcount = 1; }
			fn get(page what) { int old = what.refcount; what.refcount = old + 1; old = 0; what.refcount--; }
			scenario s { page data; task t { page p = data; int 0..3 i = 2; get(p); data.refcount = i; } }`,
		);
		const locals = (steps: string) =>
			momentAfter(named(called), path(steps))?.lanes[0].frames.map((frame) => frame.map(({ name, value }) => `${name} ${value}`));
		expect(locals("0")).toEqual([
			["p data", "i 2"],
			["what data", "old 1"],
		]);
		expect(locals("0 0")).toEqual([
			["p data", "i 2"],
			["what data", "old undefined"],
		]);
		expect(locals("0 0 0 0")).toEqual([["p data", "i 2"]]);
		const last = momentAfter(named(called), path("0"));
		if (last === undefined) throw new Error("no path");
		expect(evaluate("p == data && i == 2", named(called), last, 0, 0)).toMatchObject({ value: "true" });
		expect(evaluate("i", named(called), last, 0)).toEqual({ problem: "there is no 'i' here" });
	});

	test("keeps what was read apart from the variables", () => {
		const { frames, reads } = momentOf("0").lanes[0];
		expect(frames.flat().map(({ name }) => name)).toEqual(["p"]);
		expect(reads.map(({ name, value }) => `${name} ${value}`)).toEqual(["p.refcount 1"]);
	});

	test("says where the last step meets earlier ones of other lanes", () => {
		const counted = compileSource("scenario s { int 0..3 x; int 0..3 y; task one { x++; y = 1; } task two { x++; } }");
		const conflicts = (steps: string) =>
			momentAfter(named(counted), path(steps))?.conflicts.map((conflict) => describeConflict(textOf(counted), conflict));
		expect(conflicts("0")).toEqual([]);
		expect(conflicts("0 1")).toEqual([]);
		expect(conflicts("0 1 0")).toEqual(["writes x, which two read in #2"]);
		expect(conflicts("0 1 0 1")).toEqual(["writes x, which one wrote in #3"]);
		expect(conflicts("0 0 1")).toEqual(["reads x, which one wrote in #2"]);
		expect(conflicts("0 0 1 1")).toEqual([]);
		expect(conflicts("0 0 1 1 0")).toEqual([]);
	});

	test("tells lanes that wait from those that are done, and what is violated", () => {
		const { lanes, violations, ended } = momentOf("1 1:0 1 1 1 0 0 0 0");
		expect(lanes.map(({ name, status }) => `${name} ${status}`)).toEqual(["one blocked", "two done"]);
		expect(ended).toBe(true);
		expect(violations).toEqual([]);
		expect(momentOf("1 1:1 1 1 1").violations.map(({ property }) => property)).toEqual(["assertion"]);
	});

	test("does not exist for what is no path", () => {
		expect(momentAfter(named(system), path("7"))).toBeUndefined();
		expect(momentAfter(named(system), path("1 1:5"))).toBeUndefined();
	});
});

describe("an expression", () => {
	const value = (text: string, lane = 0, steps = "0 0 0 0") => {
		const found = evaluate(text, named(system), momentOf(steps), lane);
		return "problem" in found ? `! ${found.problem}` : found.value;
	};

	test.each([
		["data.refcount", "2"],
		["data.refcount == 2 && !open", "true"],
		["data.now == BUSY", "true"],
		["data.now", "BUSY"],
		["data.slots[1] + 1", "4"],
		["map.entry[1] == data", "true"],
		["map.entry[0]", "null"],
		["open ? 1 : 2", "2"],
		["data", "data"],
		["-data.refcount", "-2"],
	])("%s is %s", (text, expected) => {
		expect(value(text)).toBe(expected);
	});

	test.each([
		["nothing", "! there is no 'nothing' here"],
		["map.entry[0].refcount", "! null has no field 'refcount'"],
		["data.height", "! page data has no field 'height'"],
		["data.slots[9]", "! index 9 is outside of the array"],
		["1 / 0", "! division by zero"],
		["data.refcount; }", "! 'data.refcount; }' is no expression"],
		["get_page(data)", "! only names, fields, indices and operators can be evaluated here"],
	])("%s has no value: %s", (text, expected) => {
		expect(value(text)).toBe(expected);
	});

	test("sees the locals of its lane, and no other's", () => {
		expect(value("seen", 1, "1")).toBe("1");
		expect(value("seen", 0, "1")).toBe("! there is no 'seen' here");
	});
});

test("what a macro or a guard does is shown where that is used, with the variables that it has", () => {
	const source = `
		struct lock { bool held; int 0..7 n; };
		static void take(struct lock *l) { atomic { wait (!l->held); l->held = true; } }
		static void give(struct lock *l) { l->held = false; }
		DEFINE_GUARD(lock, struct lock *, take(_T), give(_T))
		#define raise(l, by) do { int old = (l)->n; (l)->n = old + (by); } while (0)
		scenario s {
			struct lock a;
			task t {
				guard(lock)(&a);
				raise(&a, 2);
				a.n = ({ int twice = a.n; twice * 2; });
			}
			task u { a.n = 1; }
		}`;
	const system = compileSource(source);
	const moments = Array.from({ length: 6 }, (_, count) => momentAfter(named(system), path("0 ".repeat(count))));
	const lanes = moments.map((moment) => moment?.lanes[0]);
	expect(lanes.map((lane) => textAt(source, system, lane?.span))).toEqual([
		"guard(lock)(&a)",
		"raise(&a, 2)",
		"raise(&a, 2)",
		"a.n",
		"a.n = ({ int twice = a.n; twice * 2; });",
		"guard(lock)(&a)",
	]);
	const variables = lanes[2]?.frames.flat().map(({ name, value }) => [name, value]);
	expect(variables).toContainEqual(["old", "0"]);
	expect(momentAfter(named(system), path("0 0 0 0 0 0"))?.objects.find(({ name }) => name === "a")?.fields).toContainEqual(
		expect.objectContaining({ name: "n", value: "4" }),
	);
});
