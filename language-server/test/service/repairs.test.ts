import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { searchNow } from "../../src/checker/search";
import { analyzeProgram } from "../../src/semantics/analyze";
import { type Repair, ranked, searchRepairs } from "../../src/service/runs/repairs";
import { parse } from "../../src/syntax/parser";
import { countingSource, settled, testModel, uri } from "./open-source";

async function repairsOf(text: string): Promise<readonly Repair[]> {
	const snapshot = await settled(text);
	const model = testModel();
	const found: Repair[] = [];
	for await (const repair of searchRepairs(snapshot, snapshot.scenarios[0], {
		analyse: (changed) => {
			const program = analyzeProgram(model, [{ uri, tree: parse(changed) }]);
			return { program, file: program.files[program.files.length - 1] };
		},
		search: async (system, limits) => searchNow(system, limits).result,
		breathe: async () => {},
		cancelled: () => false,
	}))
		found.push(repair);
	return ranked(found);
}

describe("repairs", () => {
	test("are patches and releases that close the race, with what was searched", async () => {
		const repairs = await repairsOf(countingSource);
		const titles = repairs.filter(({ safe }) => safe).map(({ title }) => title.replace(/\d[\d,]* states/, "N states"));
		expect(titles).toContain("Apply 'atomic_count' (\"mm: count atomically\"): 0 violations in N states");
		expect(titles.some((title) => title.startsWith("Use kernel v2"))).toBe(true);
	});

	test("say what those patches change that cure it, in the words of the model", async () => {
		const repairs = (await repairsOf(countingSource)).filter(({ safe }) => safe);
		const changes = (name: string) => repairs.find((repair) => repair.name === name)?.changes;
		expect(changes("atomic_count")).toEqual(["Counts in one step."]);
		expect(changes("kernel v2")).toEqual(["Counts in one step."]);
		expect(repairs.filter(({ name }) => name.includes("lock")).flatMap((repair) => repair.changes)).toEqual([]);
	});

	test("hold what they promise: with each of them the scenario is safe", async () => {
		const repairs = await repairsOf(countingSource.replace(/\texpect.*\n/g, ""));
		expect(repairs.length).toBeGreaterThan(0);
		for (const { safe, edits } of repairs) {
			const snapshot = await settled(applyEdits(countingSource.replace(/\texpect.*\n/g, ""), edits));
			expect(snapshot.scenarios[0].checks[0].outcome?.verdict === "safe").toBe(safe);
		}
	});

	test("give back what a task has taken", async () => {
		const text = "scenario s { page p; task t { page q = p; get_page(q); } }";
		const [first] = (await repairsOf(text)).filter(({ safe }) => safe);
		expect(first.title).toMatch(/^Add 'put_page\(q\)' at the end: 0 violations in /);
		expect(applyEdits(text, first.edits)).toContain("get_page(q);\nif (q) put_page(q);");
	});

	test("put statements into another order", async () => {
		const text =
			"scenario s { bool ready; int 0..3 data; task writer { ready = true; data = 1; } task reader { if (ready) assert(data == 1); } }";
		const titles = (await repairsOf(text)).filter(({ safe }) => safe).map(({ title }) => title.replace(/:.*/, ""));
		expect(titles).toContain("Move 'data = 1' before 'ready = true'");
		expect(titles).toContain("Make 'ready = true' to 'data = 1' one step of 'writer', as under a lock");
	});

	test("that only trade the race for a hang are rejected, with what happens", async () => {
		const text = "scenario s { bool a; bool b; task one { a = true; wait (b); } task two { wait (a); b = true; assert(!b); } }";
		const rejected = (await repairsOf(text)).filter(({ safe }) => !safe);
		expect(rejected.map(({ rejected }) => rejected)).toEqual(expect.arrayContaining([expect.stringMatching(/^hang: /)]));
	});

	test("are not looked for where nothing fails", async () => {
		expect(await repairsOf("scenario s { int n; task t { n = 1; } }")).toEqual([]);
	});
});
