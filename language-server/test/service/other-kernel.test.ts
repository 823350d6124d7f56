import { describe, expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { expectationsOn, kernelNames } from "../../src/service/runs/other-kernel";
import { checkerHere, countingSource, settled } from "./open-source";

async function on(kernel: string, source = countingSource): Promise<string[] | undefined> {
	const found = await expectationsOn(await settled(source), kernel, {
		limits: {},
		compile,
		search: async (system, limits) => {
			const check = checkerHere().check(system, limits, () => {});
			check.observations.catch(() => {});
			return check.result;
		},
	});
	return found?.flatMap(({ expectations, problem }) =>
		expectations.map(({ text, met, message }) => [text, problem || (met === undefined ? "not asked" : met ? "met" : message)].join(" | ")),
	);
}

describe("the expectations on another kernel", () => {
	test("are judged by what happens there", async () => {
		expect(await on("v1")).toEqual(["expect race lost_reference | met", "expect safe under v2 | not asked"]);
		expect(await on("v2")).toEqual([
			"expect race lost_reference | expected race lost_reference, but all interleavings are safe (9 states)",
			"expect safe under v2 | not asked",
		]);
	});

	test("of a scenario with errors have no result, and say why", async () => {
		expect(await on("v2", "scenario s { task t { x = 1; } expect safe; }")).toEqual(["expect safe | the scenario has errors"]);
	});

	test("need a kernel of the model", async () => {
		expect(await on("v3")).toBeUndefined();
		expect(kernelNames(await settled(countingSource))).toEqual(["v2", "v1"]);
	});
});
