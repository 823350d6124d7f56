import { describe, expect, test } from "vitest";
import type { SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { codeLenses } from "../../src/service/reading/code-lenses";
import { expectations } from "../../src/service/runs/expectations";
import { timelines } from "../../src/service/runs/timelines";
import { isBusy } from "../../src/service/workspace/snapshot";
import { countingSource, largeSource, modelUri, TestWorkspace, uri } from "./open-source";

describe("searches", () => {
	test("begin when a scenario has been compiled, some milliseconds at a time", () => {
		const test = new TestWorkspace();
		test.workspace.setText(uri, 1, `scenario long { int 0..3 x; task t { ${"x = 1; ".repeat(4000)} } }`);
		let calls = 1;
		while (test.workspace.check(1)) calls++;
		expect(calls).toBeGreaterThan(1);
		expect(test.searched).toEqual(["long"]);
	});

	test("run once for each different system: the scenario's own kernel first", async () => {
		const test = new TestWorkspace();
		await test.set(countingSource);
		expect(test.searched).toEqual(["counting", "counting"]);
	});

	test("do not run again for an edit that changes no meaning, and the verdict moves with the text", async () => {
		const test = new TestWorkspace();
		await test.set(countingSource);
		const edited = `// A comment.\n\n${countingSource.replace("page data;", "page   data; // the only one")}`;
		const snapshot = await test.set(edited, 2);
		expect(test.searched).toHaveLength(2);
		const [{ span }] = diagnostics(snapshot);
		expect(edited.slice(span.start, span.end)).toBe("put_page(data)");
	});

	test("do not run again when an edit is taken back", async () => {
		const test = new TestWorkspace();
		await test.set(countingSource);
		await test.set(countingSource.replace("page data;", "page data; page more;").replace("get_page(data);", "get_page(more);"), 2);
		const searched = test.searched.length;
		await test.set(countingSource, 3);
		expect(test.searched).toHaveLength(searched);
	});

	test("begin with the scenario that is nearest to the edit", async () => {
		const test = new TestWorkspace();
		const first = "scenario first { int x; task t { x = 1; } }\n";
		const second = "scenario second { int x; int y; task t { x = 1; y = 1; } }\n";
		await test.set(first + second, 1, first.length + 5);
		expect(test.searched).toEqual(["second", "first"]);
	});

	test("then take each scenario's own kernel, and other kernels when all of these are done", async () => {
		const test = new TestWorkspace();
		const twice = (name: string, size: number): string =>
			`scenario ${name} {\n\tint 0..9 x;\n\ttask t { x = ${size}; if (patched(atomic_count)) x = 0; }\n\texpect safe under v1;\n\texpect safe under v2;\n}\n`;
		const first = twice("first", 1);
		await test.set(first + twice("second", 2) + twice("third", 3), 1, first.length + 5);
		expect(test.searched).toEqual(["second", "second", "first", "third", "first", "third"]);
	});

	test("that an edit makes pointless are cancelled, and their answers are dropped", async () => {
		const test = new TestWorkspace();
		test.workspace.setText(uri, 1, largeSource);
		test.workspace.check();
		const snapshot = await test.set("scenario small { int x; task t { x = 1; } }", 2);
		expect(snapshot.scenarios.map(({ checks }) => checks[0].outcome?.verdict)).toEqual(["safe"]);
		expect(test.workspace.pending()).toEqual([]);
	});

	test("that the user cancels leave their scenarios inconclusive", async () => {
		const test = new TestWorkspace();
		test.workspace.setText(uri, 1, largeSource);
		test.workspace.check();
		expect(isBusy(test.snapshot())).toBe(true);
		test.workspace.cancelChecks();
		expect(isBusy(test.snapshot())).toBe(false);
		expect(codeLenses(test.snapshot())[0].title).toBe("◔ inconclusive · cancelled · v2");
		expect(diagnostics(test.snapshot())[0].message).toContain("the search was cancelled");
	});
});

describe("what was compiled", () => {
	const other = "scenario other { int x; task t { x = 1; } }\n";

	test("stays when another scenario is edited, its places where they are now", async () => {
		const test = new TestWorkspace();
		await test.set(other + countingSource);
		const text = other.replace("x = 1;", "int y = 1; x = y;") + countingSource;
		test.workspace.setText(uri, 2, text, text.indexOf("y"));
		const [edited, counting] = test.snapshot().scenarios;
		expect(edited.checks.map(({ stale, progress }) => [stale, progress !== undefined])).toEqual([[true, true]]);
		expect(counting.checks.map(({ stale, outcome }) => [stale, outcome?.verdict])).toEqual([
			[false, "race"],
			[false, "safe"],
		]);
		const { system, text: words, outcome } = counting.checks[0];
		expect(system).toBe(outcome?.system);
		for (const { span, stack } of words?.lanes[0].steps ?? []) {
			const { start, end } = test.snapshot().locate(stack[0]?.span ?? span);
			expect(text.slice(start, end)).toMatch(/_page\(data\)$/);
		}
	});

	test("is compiled again when something else that it may use is edited", async () => {
		const test = new TestWorkspace();
		const helper = "const LAST = 1;\n";
		await test.set(helper + other);
		test.workspace.setText(uri, 2, `const LAST = 2;\n${other}`);
		expect(test.snapshot().scenarios[0].checks[0].progress).toBeDefined();
	});

	test("comes bit by bit, for as long as there is time, with no verdict until then", async () => {
		const test = new TestWorkspace();
		test.workspace.setText(uri, 1, other);
		expect(test.workspace.check(0)).toBe(true);
		expect(codeLenses(test.snapshot())[0].title).toBe("… checking");
		expect(diagnostics(test.snapshot())).toEqual([]);
		expect(test.workspace.check()).toBe(false);
		expect((await test.until((snapshot) => !isBusy(snapshot))).scenarios[0].checks[0].outcome?.verdict).toBe("safe");
	});
});

describe("while a new search runs", () => {
	const declared = countingSource.replace("\tpage data;\n", "\tpage data;\n\tint 0..3 more;\n");
	const edited = declared.replace("\ttask two {\n", "\ttask two {\n\t\tmore = 1;\n");

	/** The snapshot right after two edits. */
	async function afterEdits() {
		const test = new TestWorkspace();
		await test.set(countingSource);
		test.workspace.setText(uri, 2, declared, declared.indexOf("more"));
		test.workspace.setText(uri, 3, edited, edited.indexOf("more = 1"));
		test.workspace.check();
		return test.snapshot();
	}

	test("the last verdict is kept, marked as stale", async () => {
		const { checks } = (await afterEdits()).scenarios[0];
		expect(checks.map(({ stale, outcome, progress }) => [stale, outcome?.verdict, progress])).toEqual([
			[true, "race", { states: 0, milliseconds: 0 }],
			[true, "safe", { states: 0, milliseconds: 0 }],
		]);
	});

	test("its places are moved to where they are now", async () => {
		const snapshot = await afterEdits();
		const steps = snapshot.scenarios[0].checks[0].outcome?.findings[0].timeline.steps ?? [];
		const places = steps.map(({ scenarioSpan }) => snapshot.locate(scenarioSpan));
		expect(places.map(({ start, end }) => edited.slice(start, end))).toEqual([
			"get_page(data)",
			"get_page(data)",
			"put_page(data)",
			"get_page(data)",
			"put_page(data)",
			"get_page(data)",
			"put_page(data)",
			"put_page(data)",
		]);
	});

	test("what it has found by now is shown at once, and marked", async () => {
		const source = `scenario early { int 0..3 x; int 0..3 y; task t { x = 1; y = 1; assert(x == 0, "at once"); } task u { y = 2; } expect safe; expect race other; property other = x < 3; }`;
		const found: ((result: SearchResult) => void)[] = [];
		const never = new Promise<never>(() => {});
		const test = new TestWorkspace({
			searcher: {
				check: (_system, _limits, _onProgress, onFound) => {
					found.push(onFound);
					return { result: never, observations: never, cancel: () => {} };
				},
			},
		});
		test.workspace.setText(uri, 1, source);
		test.workspace.check();
		const [{ system }] = test.snapshot().scenarios[0].checks;
		if (system === undefined) throw new Error("it is not compiled");
		const { violations, states } = searchNow(system).result;
		found[0]({ complete: false, interim: true, states, transitions: 0, depth: 0, milliseconds: 1, violations, hangs: [] });
		const snapshot = test.snapshot();
		expect(isBusy(snapshot)).toBe(true);
		const [scenario] = snapshot.scenarios;
		expect(scenario.judgments.map(({ met }) => met)).toEqual([false, undefined]);
		expect(codeLenses(snapshot)[0].title).toMatch(/^✗ race · v2 · … looking for the shortest, /);
		expect(diagnostics(snapshot).map(({ message }) => message)).toContain("race: at once (assertion), 3 steps in the first run found");
		expect(timelines(snapshot, source.indexOf("early"))).toMatchObject({ busy: true, runs: [{ finding: { isFirst: true } }] });
		expect(expectations(snapshot)[0].expectations.map(({ met, found }) => [met, found !== ""])).toEqual([
			[false, true],
			[undefined, false],
		]);
	});

	test("the lens says so", async () => {
		expect(codeLenses(await afterEdits())[0].title).toMatch(/^… checking · was: ✗ race · v1$/);
	});
});

describe("used files", () => {
	const library = "file:///folder/lib/library.race";
	const user = 'use "lib/library.race";\nscenario s { int x; task t { set(); } fn set() { x = twice(1); } }';

	test("are read, and their items can be used", async () => {
		const snapshot = await new TestWorkspace({ files: { [library]: "fn int twice(int n) { return n + n; }" } }).set(user);
		expect(diagnostics(snapshot)).toEqual([]);
		expect(snapshot.scenarios[0].checks[0].outcome?.verdict).toBe("safe");
	});

	test("that are not there are reported on their path", async () => {
		const snapshot = await new TestWorkspace().set(user);
		expect(diagnostics(snapshot).map(({ code, span }) => `${code} ${user.slice(span.start, span.end)}`)).toEqual([
			'file-not-found "lib/library.race"',
			"unknown-name twice",
		]);
	});

	test("leave names unreported while they are being read", () => {
		const test = new TestWorkspace({ files: { [library]: "fn int twice(int n) { return n + n; }" } });
		test.workspace.setText(uri, 1, user);
		expect(test.snapshot().complete).toBe(false);
		expect(diagnostics(test.snapshot())).toEqual([]);
	});

	test("count as they are in the editor when they are open", async () => {
		const test = new TestWorkspace({ files: { [library]: "" } });
		test.workspace.setText(library, 1, "fn int twice(int n) { return n + n; }");
		expect(diagnostics(await test.set(user))).toEqual([]);
		expect(test.workspace.setText(library, 2, "")).toEqual([uri]);
		expect(diagnostics(await test.until(({ complete }) => complete)).map(({ code }) => code)).toEqual(["unknown-name"]);
	});

	test("are read again when they change on disk", async () => {
		const files: Record<string, string> = { [library]: "" };
		const test = new TestWorkspace({ files });
		expect(diagnostics(await test.set(user)).map(({ code }) => code)).toEqual(["unknown-name"]);
		files[library] = "fn int twice(int n) { return n + n; }";
		expect(test.workspace.fileChanged(library)).toEqual([uri]);
		test.workspace.check();
		expect(diagnostics(await test.until(({ complete }) => complete))).toEqual([]);
	});

	test("may use each other in a circle", async () => {
		const other = "file:///folder/other.race";
		const files = { [other]: 'use "test.race"; fn int one() { return 1; }' };
		const snapshot = await new TestWorkspace({ files }).set('use "other.race";\nscenario s { int x; task t { x = one(); } }');
		expect(diagnostics(snapshot)).toEqual([]);
	});
});

describe("files of the kernel model", () => {
	test("are shown as they were shipped, whatever the editor says", () => {
		const { workspace } = new TestWorkspace();
		workspace.setText(modelUri, 1, "nonsense");
		const snapshot = workspace.snapshot(modelUri);
		expect(snapshot?.file.functions.map(({ name }) => name)).toEqual(["get_page", "put_page"]);
		expect(snapshot && diagnostics(snapshot)).toEqual([]);
	});
});

test("a document that is closed is forgotten", async () => {
	const test = new TestWorkspace();
	await test.set(countingSource);
	test.workspace.close(uri);
	expect(test.workspace.snapshot(uri)).toBeUndefined();
	expect(test.workspace.openDocuments()).toEqual([]);
});
