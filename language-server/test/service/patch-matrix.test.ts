import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { underText } from "../../src/explain/patches/matrix";
import { minimalSet, smallestSets } from "../../src/explain/patches/patch-sets";
import { Behaviours } from "../../src/explain/verdict/behaviours";
import type { VerdictKind } from "../../src/explain/verdict/verdict";
import { matrixPlan, patchMatrix } from "../../src/service/runs/patch-matrix";
import type { ScenarioSnapshot } from "../../src/service/workspace/snapshot";
import { analyzeSource } from "../compile-source";

/** Two patches of a series, which only together make `increment` one step, and one that is no part of it. */
const MODEL = `
patch earlier { title: "something before"; }
patch first { title: "take the lock"; series: "atomic"; position: "1"; }
patch second { title: "and hold it"; series: "atomic"; position: "2"; }
kernel v1 = earlier;
kernel v2 = v1 + first + second;
struct counter { int 0..15 value; }
fn increment(counter c) {
	if (patched(first) && patched(second)) { atomic { c.value++; } } else { c.value++; }
}
`;
const SOURCE = `
scenario lost { counter c; task worker[2] { increment(c); } property both "{c.value} of 2" at end = c.value == 2; }
scenario alone { counter c; task t { increment(c); } property one at end = c.value == 1; }
`;

async function rowsOf(everySet: boolean, source = SOURCE, model = MODEL) {
	const program = analyzeSource(source, model);
	const scenarios = program.files[0].scenarios.map((scenario): ScenarioSnapshot => ({ scenario, checks: [], judgments: [] }));
	const plan = matrixPlan(program, everySet);
	const rows = [];
	const behaviours = new Behaviours(async (system) => searchNow(system).result);
	for await (const row of patchMatrix({ program, scenarios }, plan, behaviours)) rows.push(...row);
	return { plan, rows };
}

test("the patches are those of the series, on the last kernel without any of them", async () => {
	const { plan } = await rowsOf(false);
	expect(plan).toEqual({ kernels: ["v1", "v2"], patches: ["first", "second"], base: "v1", everySet: false });
});

test("a row says what happens under each kernel, with each patch alone and left out, and what is needed", async () => {
	const { rows } = await rowsOf(true);
	const [lost, alone] = rows;
	const verdicts = (cells: typeof lost.alone) => cells.map(({ under, verdict }) => `${underText(under)}: ${verdict}`);
	expect(verdicts(lost.kernels)).toEqual(["v1: race", "v2: safe"]);
	expect(verdicts([lost.without, lost.all])).toEqual(["v1: race", "v1 + first + second: safe"]);
	expect(verdicts(lost.alone)).toEqual(["v1 + first: race", "v1 + second: race"]);
	expect(verdicts(lost.leftOut)).toEqual(["v1 + second: race", "v1 + first: race"]);
	expect(lost.smallest).toEqual([["first", "second"]]);
	expect(lost.without.finding?.message).toBe("1 of 2");
	expect(alone.smallest).toEqual([[]]);
});

test("ends with what the search rejects with, and asks again the next time", async () => {
	const program = analyzeSource(SOURCE, MODEL);
	const [scenario] = program.files[0].scenarios;
	let broken = true;
	const behaviours = new Behaviours(async (system) => {
		if (broken) throw new Error("cancelled");
		return searchNow(system).result;
	});
	const first = () =>
		patchMatrix({ program, scenarios: [{ scenario, checks: [], judgments: [] }] }, matrixPlan(program, false), behaviours).next();
	await expect(first()).rejects.toThrow("cancelled");
	broken = false;
	expect((await first()).value).toMatchObject([{ without: { verdict: "race" } }]);
});

test("has a row for another value of an option that decides otherwise, and none for one that decides nothing", async () => {
	const model = `${MODEL} option speed = fast | slow; option colour = red | green; option other = on | off;
		fn careful(counter c) { if (option(speed) == slow) c.value++; else atomic { c.value++; } if (option(other) == off) { } }`;
	const source = `scenario s { counter c; task worker[2] { careful(c); } property both "{c.value} of 2" at end = c.value == 2; }`;
	const { rows } = await rowsOf(false, source, model);
	expect(rows.map(({ setting, without }) => [setting, without.verdict])).toEqual([
		[[], "safe"],
		[[{ name: "speed", value: "slow" }], "race"],
	]);
	expect(rows[1].without.under).toEqual({ kernel: "v1", added: [], removed: [], setting: [{ name: "speed", value: "slow" }] });
	expect([rows[0].smallest, rows[1].smallest, rows[1].decided]).toEqual([[[]], [], true]);
});

test("where a search gave no answer, others and smaller sets are not ruled out", async () => {
	const answers = (verdicts: Readonly<Record<string, VerdictKind>>) => (set: ReadonlySet<string>) =>
		Promise.resolve(verdicts[[...set].sort().join("")] ?? "race");
	const open = answers({ "": "inconclusive", a: "inconclusive", ab: "safe" });
	expect(await minimalSet(["a", "b"], open)).toEqual({ sets: [["a", "b"]], decided: false });
	expect(await smallestSets(["a", "b"], open)).toEqual({ sets: [["a", "b"]], decided: false });
	expect(await minimalSet(["a", "b"], answers({ ab: "inconclusive" }))).toEqual({ sets: [], decided: false });
	expect(await minimalSet(["a", "b"], answers({ ab: "safe" }))).toEqual({ sets: [["a", "b"]], decided: true });
	expect(await smallestSets(["a", "b"], answers({}))).toEqual({ sets: [], decided: true });
});
