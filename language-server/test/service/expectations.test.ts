import { describe, expect, test } from "vitest";
import { expectations } from "../../src/service/runs/expectations";
import { countingSource, settled, TestWorkspace, uri } from "./open-source";

/** Each expectation in a line: whether it is met, its text, what was found. */
async function results(source: string): Promise<string[]> {
	return expectations(await settled(source)).flatMap(({ name, problem, expectations }) =>
		expectations.map(({ text, met, message }) => [name, text, problem || (met ? "met" : message)].join(" | ")),
	);
}

describe("expectations", () => {
	test("are met or say what was found instead", async () => {
		const source = countingSource
			.replace(/expect[^;]*;\s*/g, "")
			.replace(/}\s*$/, "expect safe; expect race lost_reference; expect safe under v2; }");
		expect(await results(source)).toEqual([
			"counting | expect safe | expected safe, found a race: the count of data is 2 (lost_reference)",
			"counting | expect race lost_reference | met",
			"counting | expect safe under v2 | met",
		]);
	});

	test("exist also where none is written", async () => {
		expect(await results("scenario s { int x; task t { x = 1; } }")).toEqual(["s | expect safe | met"]);
	});

	test("of a scenario with errors have no result, and say why", async () => {
		expect(await results("scenario s { task t { x = 1; } expect safe; }")).toEqual(["s | expect safe | the scenario has errors"]);
	});

	test("are not known while the search runs, nor right after an edit that changes the meaning", async () => {
		const tested = new TestWorkspace();
		await tested.set(countingSource);
		tested.workspace.setText(uri, 2, countingSource.replace("put_page(data);", ""), 0);
		const [changed] = expectations(tested.snapshot());
		expect(changed.expectations.map(({ met, message }) => [met, message])).toEqual(changed.expectations.map(() => [undefined, ""]));
	});
});
