/**
 * What can be asked about a scenario beyond its verdict, and its run for others to read, over the protocol, from the
 * built server.
 */
import { describe, expect, test } from "vitest";
import type { DetailKind, DetailsResult } from "../../src/lsp/protocol/details";
import type { ExplainFormat, ExplainResult } from "../../src/lsp/protocol/explain";
import { useServer } from "./use-server";

const uri = "file:///scenarios/details.race";
/** Two locks, of which the counter needs one. */
const counted = `struct mutex { bool held; }
fn down(mutex m) { atomic { wait (!m.held); m.held = true; } }
fn up(mutex m) { m.held = false; }

scenario counted {
	mutex needed; mutex idle;
	int count;
	task one { int seen; down(needed); down(idle); seen = count; count = seen + 1; up(idle); up(needed); }
	task two { int seen; down(needed); seen = count; count = seen + 1; up(needed); }
	property both "the count is {count}, not 2" at end = count == 2;
	expect safe;
}
`;

const client = useServer({}, (client) => client.open(uri, counted));

const at = { textDocument: { uri }, position: { line: 6, character: 0 } };
const details = async (kind: DetailKind): Promise<string[]> => {
	const { lines } = await client().request<DetailsResult>("raceline/details", { ...at, kind });
	return lines.map(({ text, label, place }) => (place ? `${text} | ${label} | line ${place.range.start.line + 1}` : text));
};

describe("details", () => {
	test("statistics count states and steps, and name those that are never taken", async () => {
		client().change(uri, [
			{ text: counted.replace("int seen; down(needed); seen", "int seen; if (count > 5) { count = 0; } down(needed); seen") },
		]);
		const lines = await details("statistics");
		expect(lines[0]).toMatch(/^\d+ states, \d+ transitions, \d+ steps deep$/);
		expect(lines).toContainEqual(expect.stringMatching(/^one: (\d+) of \1 steps taken$/));
		expect(lines).toContainEqual(expect.stringMatching(/^never \| .*count = 0.* \| line 9$/));
	});

	test("why a scenario is safe is told as it is tried, one safeguard behind the other", async () => {
		const { lines } = await client().request<DetailsResult>("raceline/details", { ...at, kind: "whySafe", workDoneToken: "why" });
		expect(lines.length).toBeGreaterThan(2);
		const [, all] = /^1 of (\d+)$/.exec(client().progress.find((message) => / of /.test(message)) ?? "") ?? [];
		expect(client().progress.filter((message) => / of /.test(message))).toEqual(
			Array.from({ length: Number(all) }, (_, index) => `${index + 1} of ${all}`),
		);
		expect(Number(all)).toBeGreaterThan(2);
	});

	test("a scenario is safe for what it cannot do without, and the rest is told as well", async () => {
		const lines = await details("whySafe");
		const needed = lines.filter((line) => line.startsWith("without this lock"));
		expect(needed).toContainEqual(
			expect.stringMatching(/^without this lock: race: the count is 1, not 2 .* \| down\(needed\); \| line 8$/),
		);
		expect(lines.slice(lines.indexOf("nothing misses"))).toContainEqual("lock | down(idle); | line 8");
		const found = await client().request<DetailsResult>("raceline/details", { ...at, kind: "whySafe" });
		const needs = found.lines.map(({ need, label }) => `${label} ${need}`);
		expect(needs).toEqual(expect.arrayContaining(["down(needed); needed", "down(idle); unneeded"]));
	});

	test("of a scenario that is not safe there is no why", async () => {
		client().change(uri, [{ text: counted.replace("down(needed); seen", "seen") }]);
		expect(await details("whySafe")).toEqual(["the scenario is not safe: race"]);
	});

	test("a difference is told to the text that was opened, until it is to be told from now on", async () => {
		expect(await details("difference")).toEqual(["nothing has been edited yet"]);
		client().change(uri, [{ text: counted.replace("seen + 1; up(idle)", "seen + 2; up(idle)") }]);
		const [title, ...others] = await details("difference");
		expect(title).toMatch(/^safe before, race now; −\d+ states, \+\d+$/);
		expect(others).toContainEqual(expect.stringMatching(/^new: race: the count is 3, not 2/));
		await client().request("raceline/details", { ...at, kind: "difference", fromNow: true });
		expect(await details("difference")).toEqual(["nothing has been edited yet"]);
	});
});

describe("a run for others", () => {
	const explain = (format: ExplainFormat) => client().request<ExplainResult>("raceline/explain", { ...at, format });

	test.each<[ExplainFormat, RegExp]>([
		["changelog", /^With v[\d.]+, the count is 1, not 2[\s\S]*\n {2}one +two\n/],
		["markdown", /^### `counted`: race[\s\S]*```text\n/],
		["mermaid", /^sequenceDiagram\n/],
		["svg", /^<svg [\s\S]*<\/svg>\n$/],
	])("comes as %s", async (format, expected) => {
		client().change(uri, [{ text: counted.replaceAll("down(needed);", "") }]);
		const { scenario, text } = await explain(format);
		expect(scenario).toBe("counted");
		expect(text).toMatch(expected);
	});

	test("comes as JSON, with its steps", async () => {
		client().change(uri, [{ text: counted.replaceAll("down(needed);", "") }]);
		const report = JSON.parse((await explain("json")).text);
		expect(report.scenarios).toHaveLength(1);
		expect(JSON.stringify(report.scenarios[0])).toContain("the count is 1, not 2");
	});

	test("of a scenario that is safe there is none, which is said", async () => {
		await expect(explain("changelog")).rejects.toThrow(/There is no run of counted to export: ✓ safe/);
	});

	test("of one with errors it is not said that it is safe, and outside of scenarios no other is taken", async () => {
		client().change(uri, [{ text: counted.replace("count = seen + 1", "count = unknown") }]);
		await expect(explain("changelog")).rejects.toThrow(/There is no run of counted to export: not checked: errors/);
		const outside = { ...at, position: { line: 0, character: 0 }, format: "changelog" };
		await expect(client().request("raceline/explain", outside)).rejects.toThrow("There is no scenario at this place.");
	});
});
