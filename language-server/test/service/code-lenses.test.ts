import { describe, expect, test } from "vitest";
import { status } from "../../src/service/diagnostics/status";
import { codeLenses, referenceLenses } from "../../src/service/reading/code-lenses";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { countingSource, largeSource, settled, TestWorkspace } from "./open-source";

/** The titles of the lenses, with the time left out. */
function titles(snapshot: Snapshot): string[] {
	return codeLenses(snapshot).map(({ title }) => title.replace(/\d+ ms|\d+\.\d s/, "TIME"));
}

describe("the lens above a scenario", () => {
	test("tells a race with its steps, the states and the time; a second one counts the expectations, two more show the run", async () => {
		expect(titles(await settled(countingSource))).toEqual([
			"✗ race in 8 steps · 55 states · TIME",
			"2 of 2 expectations met",
			"Timeline",
			"Replay",
		]);
	});

	test("stands on the scenario's name", async () => {
		const [{ span }] = codeLenses(await settled(countingSource));
		expect(countingSource.slice(span.start, span.end)).toBe("counting");
	});

	test("tells that a scenario is safe", async () => {
		expect(titles(await settled("scenario s { int x; task t { x = 1; } }"))).toEqual(["✓ safe · 2 states · TIME", "Why Safe?"]);
	});

	test("tells a hang", async () => {
		expect(titles(await settled("scenario s { bool open; task t { wait (open); } task u { open = false; } }"))[0]).toMatch(
			/^✗ hang in \d+ steps? · \d+ states · TIME$/,
		);
	});

	test("never shows a search that a limit ended as safe", async () => {
		expect(titles(await settled(largeSource, { maxStates: 1000 }))[0]).toMatch(/^◔ inconclusive after [\d,]+ states \(limit on states\)$/);
	});

	test("says that a scenario with errors is not checked", async () => {
		expect(titles(await settled("scenario s { task t { missing(); } }"))).toEqual(["not checked: errors"]);
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
