/** What is said of data races, and whether they are harmful. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { judge } from "../../src/explain/verdict/judge";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import type { Finding } from "../../src/explain/verdict/verdict";
import { analyzeSource, compileSource } from "../compile-source";
import { named } from "../named";
import { configuration } from "./small-runs";

function races(members: string): readonly Finding[] {
	const source = `struct buffer { int 0..3 length; }; scenario s { option data_races = report; ${members} }`;
	const system = compileSource(source, "option data_races = off | report;");
	return describeOutcome(named(system), searchNow(system).result, configuration("v1")).findings.filter(({ dataRace }) => dataRace);
}

/** For each pair of places how harmful it is, and what fails for it. */
const harms = (members: string): readonly string[] =>
	races(members)
		.map(({ dataRace }) => {
			const labels = dataRace?.accesses.map(({ label }) => label).sort() ?? [];
			return [`${labels.join(" | ")}: ${dataRace?.harm}`, ...(dataRace?.fails ? [dataRace.fails] : [])].join(", ");
		})
		.sort();

describe("a data race", () => {
	test("is harmful where something can fail behind one order of the two, and not behind the other", () => {
		// An increment is lost when one reads before the other has written.
		expect(harms("int 0..3 n; task a { n++; } task b { n += 1; } property both at end = n == 2;")).toEqual([
			"n += 1 | n++: either",
			"n | n += 1: harmful, both",
			"n | n++: harmful, both",
		]);
	});

	test("is benign where no property can fail", () => {
		expect(harms("int 0..3 hits; task a { hits = 1; } task b { hits = 2; } property p = hits < 3;")).toEqual([
			"hits = 1 | hits = 2: benign",
		]);
	});

	test("is not blamed for what fails whichever comes first", () => {
		expect(harms("int 0..3 hits; int 0..1 n; task a { hits = 1; } task b { hits = 2; WRITE_ONCE(n, 1); } property p = n == 0;")).toEqual([
			"hits = 1 | hits = 2: either",
		]);
	});

	test("of accesses that are never next to each other is left to what reorders them", () => {
		const message =
			"int 0..1 data; bool flag; task a { data = 1; WRITE_ONCE(flag, true); } task b { if (READ_ONCE(flag)) { int x = data; } }";
		expect(harms(message)).toEqual(["data | data = 1: apart"]);
	});

	test("can make a task hang", () => {
		// Who looks before the other has said that he is there is not woken.
		const members = `bool asleep; bool woken;
			task sleeper { asleep = true; wait (woken); }
			task waker { if (asleep) smp_store_release(&woken, true); }`;
		expect(harms(members)).toEqual(["asleep | asleep = true: harmful, sleeper hangs"]);
	});

	test("ends in what fails because of it, with both accesses in the run", () => {
		const members = `bool closing;
			task closer { closing = true; }
			task user { if (!closing) assert(!READ_ONCE(closing), "used after it was closed"); }`;
		const [finding] = races(members);
		expect(finding.message).toBe(
			"user reads closing as false (plain) in #1, closer writes it = true (plain) in #2, and nothing orders the two: harmful",
		);
		expect(finding.timeline.steps.map(({ lane, label }) => `${finding.timeline.lanes[lane].name}: ${label}`)).toEqual([
			"user: closing",
			"closer: closing = true",
			"user: closing",
		]);
		expect(finding.dataRace?.consequence).toBe("harmful, since assertion can fail when user's comes first, and not when closer's does");
	});

	test("of tasks that are alike is told once", () => {
		expect(harms("int 0..3 n; task t[3] { n = 1; }")).toEqual(["n = 1 | n = 1: benign"]);
	});
});

describe("an expected data race", () => {
	const judged = (members: string): readonly (boolean | undefined)[] => {
		const source = `struct buffer { int 0..3 length; int 0..3 v[2]; }; scenario s { option data_races = report; ${members} }`;
		const program = analyzeSource(source, "option data_races = off | report;");
		const [scenario] = program.files[0].scenarios;
		const outcome = checkOutcome(source);
		const outcomes = new Map(scenario.expectations.map(({ configuration: { key } }) => [key, outcome]));
		return judge(scenario.expectations, outcomes).map(({ met }) => met);
	};
	const checkOutcome = (source: string) => {
		const system = compileSource(source, "option data_races = off | report;");
		return describeOutcome(named(system), searchNow(system).result, configuration("v1"));
	};
	const tasks =
		"int 0..3 n; int 0..3 m; struct buffer b; task x { n = 1; b.length = 1; b.v[1] = 1; } task y { n = 2; b.length = 2; b.v[1] = 2; }";

	test("is one of any variable, or of that one", () => {
		expect(
			judged(`${tasks} expect data_race; expect data_race n; expect data_race b.length; expect data_race b.v; expect data_race b.v[1];`),
		).toEqual([true, true, true, true, true]);
		expect(judged(`${tasks} expect data_race m; expect data_race b.v[0]; expect no data_race m; expect no data_race n;`)).toEqual([
			false,
			false,
			true,
			false,
		]);
	});
});
