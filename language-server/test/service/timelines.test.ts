import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { Compilations, type Compile } from "../../src/compiler/compilations";
import type { Compilation } from "../../src/compiler/compile";
import { matrixRows } from "../../src/explain/patches/matrix";
import { Behaviours } from "../../src/explain/verdict/behaviours";
import { matrixPlan } from "../../src/service/runs/patch-matrix";
import { isHolder, timelines, timelinesUnder } from "../../src/service/runs/timelines";
import { countingSource, settled, TestWorkspace } from "./open-source";

describe("timelines", () => {
	test("of a scenario are its losing runs, the one that the text is annotated with marked", async () => {
		const found = timelines(await settled(countingSource), countingSource.indexOf("task one"));
		expect(found?.scenario.symbol.name).toBe("counting");
		expect(found?.verdict).toMatch(/^✗ race in 8 steps/);
		expect(found?.runs.map(({ finding, under, stale }) => [finding.kind, finding.subject, under, stale])).toEqual([
			["race", "lost_reference", "", false],
		]);
		expect(found?.shown).toBe(0);
	});

	test("have their racing pair with them", async () => {
		const found = timelines(await settled(countingSource), countingSource.indexOf("task one"));
		expect(found?.runs.map(({ pair }) => [pair?.pair.first.number, pair?.pair.second.number, pair?.pair.closing?.second.number])).toEqual([
			[4, 5, 6],
		]);
	});

	test("name the configuration of a run that is not the scenario's own", async () => {
		const source = countingSource
			.replace("kernel v1;", "kernel v2;")
			.replace(/expect[^;]*;/g, "")
			.replace(/}\s*$/, "expect race lost_reference under v1; }");
		const found = timelines(await settled(source), source.indexOf("task one"));
		expect(found?.runs.map(({ under }) => under)).toEqual(["under v1"]);
	});

	test("are those of the first scenario where there is none at the place", async () => {
		const source = `// heading\n${countingSource}`;
		expect(timelines(await settled(source), 0)?.scenario.symbol.name).toBe("counting");
	});

	test("do not exist in a file without scenarios, and are none for a safe one", async () => {
		expect(timelines(await settled("fn f() { }"), 0)).toBeUndefined();
		expect(timelines(await settled("scenario s { int x; task t { x = 1; } }"), 0)?.runs).toEqual([]);
	});

	test("tell who holds something from other changes", async () => {
		const snapshot = await settled(
			"scenario s { task owner = null; int x; task t { atomic { owner = self; x = 1; assert(false); } } task u { x = 2; } }",
		);
		const [run] = timelines(snapshot, 0)?.runs ?? [];
		const changes = run.finding.timeline.steps.flatMap((step) => step.changes);
		expect(changes.filter((change) => isHolder(run.outcome, change)).map(({ name }) => name)).toEqual(["owner"]);
		expect(changes.length).toBeGreaterThan(1);
	});
});

test("what the editor knows is searched for no matrix, and a cell of the matrix opens what that has compiled and found", async () => {
	const workspace = new TestWorkspace();
	const source = countingSource.replace("expect safe under v2;", "");
	const snapshot = await workspace.set(source);
	expect(workspace.searched).toEqual(["counting"]);
	let searches = 0;
	const search = workspace.verdicts.through(async (system) => {
		searches++;
		return searchNow(system).result;
	}, {});
	const compiled = new Set<Compilation>();
	const compilations = new Compilations();
	const compile: Compile = (...given) => {
		const compilation = compilations.compile(...given);
		compiled.add(compilation);
		return compilation;
	};
	const { program, scenarios } = snapshot;
	const plan = matrixPlan(program, false);
	const [{ kernels, without, all, alone, leftOut }] = await matrixRows(
		program,
		scenarios[0].scenario,
		plan,
		new Behaviours(search, undefined, compile),
	);
	const cells = [...kernels, without, all, ...alone, ...leftOut];
	expect(cells.map(({ verdict }) => verdict)).toEqual(["race", "safe", "race", "safe", "safe", "race"]);
	// That with the patch; without it the editor had searched.
	expect(searches).toBe(1);
	expect(compiled.size).toBe(2);
	for (const { under, verdict, finding } of cells) {
		const opened = await timelinesUnder(snapshot, source.indexOf("task one"), "counting", under, {
			limits: {},
			compile,
			search: (system) => search(system),
		});
		expect(opened?.verdict).toContain(verdict);
		expect(opened?.runs.map((run) => run.finding.message)).toEqual(finding ? [finding.message] : []);
	}
	expect(searches).toBe(1);
	expect(compiled.size).toBe(2);
});
