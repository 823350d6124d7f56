import { describe, expect, test } from "vitest";
import { status } from "../../src/service/diagnostics/status";
import { codeLenses, referenceLenses, verdictTitle } from "../../src/service/reading/code-lenses";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { countingSource, largeSource, settled, TestWorkspace, uri } from "./open-source";

/** The titles of the lenses, with the time left out. */
function titles(snapshot: Snapshot): string[] {
	return codeLenses(snapshot).map(({ title }) => title.replace(/\d+ ms|\d+\.\d s/, "TIME"));
}

describe("the lens above a scenario", () => {
	test("names a race and the kernel; then come its run, how many expectations are met, and what the search took", async () => {
		expect(titles(await settled(countingSource))).toEqual([
			"✗ race · v1",
			"Timeline",
			"Replay",
			"8 steps",
			"2 of 2 met",
			"55 states · TIME",
		]);
	});

	test("says what a user suffers, where the property says so", async () => {
		const symptom = 'property never "never" = n == 0;'.replace("property", "/// @symptom loses a count\n\tproperty");
		expect(titles(await settled(`scenario s { int n; ${symptom} task t { n = 1; } }`))).toContain("loses a count · 1 step");
	});

	test("of several findings tells of the one whose run is shown beside the lines", async () => {
		const both = "property one = n != 1; property two = n != 2;";
		const source = (expected: string): string => `scenario s { int 0..3 n; ${both} task t { n = 1; n = 2; } ${expected} }`;
		expect(titles(await settled(source("expect race one;")))).toContain("1 step · 1 of 2 findings");
		expect(titles(await settled(source("expect race two;")))).toContain("2 steps · 2 of 2 findings");
		const { scenarios } = await settled(source("expect race two;"));
		expect(verdictTitle(scenarios[0])).toMatch(/^✗ race in 2 steps · /);
	});

	test("stands on the scenario's name", async () => {
		const [{ span }] = codeLenses(await settled(countingSource));
		expect(countingSource.slice(span.start, span.end)).toBe("counting");
	});

	test("tells that a scenario is safe", async () => {
		expect(titles(await settled("scenario s { int x; task t { x = 1; } }"))).toEqual(["✓ safe · v2", "Why Safe?", "2 states · TIME"]);
	});

	test("tells a hang", async () => {
		const [verdict, timeline, replay, run] = titles(
			await settled("scenario s { bool open; task t { wait (open); } task u { open = false; } }"),
		);
		expect([verdict, timeline, replay]).toEqual(["✗ hang · v2", "Timeline", "Replay"]);
		expect(run).toMatch(/^t never returns · \d+ steps?$/);
	});

	test("never shows a search that a limit ended as safe, and offers to go on", async () => {
		const lenses = titles(await settled(largeSource, { maxStates: 1000 }));
		expect(lenses).toEqual([
			"◔ inconclusive · limit on states · v2",
			"Continue",
			"Raise Limit",
			"0 of 1 met, 1 open",
			expect.stringMatching(/^1,\d+ states · TIME$/),
		]);
	});

	test("says that a scenario with errors is not checked, and what it was before", async () => {
		expect(titles(await settled("scenario s { task t { missing(); } }"))).toEqual(["not checked: errors"]);
		const test = new TestWorkspace();
		await test.set(countingSource);
		const half = countingSource.replace("put_page(data);", "put_p");
		expect(titles(await test.set(half, 2))).toEqual(["not checked: errors · was: ✗ race · v1"]);
	});

	test("says that a search is under way", () => {
		const never = { check: () => ({ result: new Promise<never>(() => {}), observations: new Promise<never>(() => {}), cancel: () => {} }) };
		const test = new TestWorkspace({ searcher: never });
		test.workspace.setText("file:///folder/test.race", 1, countingSource);
		test.workspace.check();
		expect(titles(test.snapshot())).toEqual(["… checking"]);
		expect(status(test.snapshot())).toEqual({ text: "Checking", busy: true });
	});
});

describe("a search that came to no end", () => {
	const at = largeSource.indexOf("large");

	test("goes on where it was, with more room, and is never said to have come less far", async () => {
		const test = new TestWorkspace({ maxStates: 60_000 });
		await test.set(largeSource);
		test.workspace.searchOn(uri, at);
		test.workspace.check();
		const [, states] = /^… checking · ([\d,]+) states/.exec(titles(test.snapshot())[0]) ?? [];
		expect(Number(states?.replace(",", ""))).toBeGreaterThanOrEqual(60_000);
		const known = await test.until(({ scenarios }) => scenarios[0].checks[0].progress === undefined);
		expect(titles(known)[0]).toBe("✓ safe · v2");
	});

	test("that was cancelled is made again", async () => {
		const test = new TestWorkspace();
		test.workspace.setText(uri, 1, largeSource);
		test.workspace.check();
		test.workspace.cancelChecks();
		expect(titles(test.snapshot()).slice(0, 2)).toEqual(["◔ inconclusive · cancelled · v2", "Check Again"]);
		test.workspace.searchOn(uri, at);
		test.workspace.check();
		const known = await test.until(({ scenarios }) => scenarios[0].checks[0].progress === undefined);
		expect(titles(known)[0]).toBe("✓ safe · v2");
	});
});

describe("the status of a document", () => {
	test("counts the verdicts", async () => {
		const safe = "scenario quiet { int x; task t { x = 1; } }";
		expect(status(await settled(`${countingSource}${safe}`))).toEqual({ text: "1 race, 1 safe", busy: false });
		expect(status(await settled("scenario s { task t { missing(); } }"))).toEqual({ text: "1 not checked", busy: false });
		expect(status(await settled(""))).toEqual({ text: "No scenarios", busy: false });
	});
});

test("functions and properties can show how often they are used", async () => {
	const text = 'fn help() { }\nscenario s { int n; property low "{n}" = n > 0; task t { help(); help(); } expect race low; }';
	expect(referenceLenses(await settled(text)).map(({ title }) => title)).toEqual(["2 references", "1 reference"]);
});
