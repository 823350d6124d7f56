import { describe, expect, test } from "vitest";
import { coverage } from "../../src/service/runs/coverage";
import { checkerHere, countingSource, modelUri, settled, uri } from "./open-source";

/**
 * What the scenarios of a source go through: of each file the steps and functions, marked with + where they are
 * reached.
 */
async function covered(source: string): Promise<Record<string, { steps: string[]; functions: string[] }>> {
	const snapshot = await settled(source);
	const files = await coverage(snapshot, {}, async (system, limits) => {
		const check = checkerHere().check(system, limits, () => {});
		await check.result;
		return check.observations;
	});
	const text = (file: string) =>
		[...(snapshot.program.base?.files ?? []), ...snapshot.program.files].find((each) => each.uri === file)?.text ?? "";
	const sign = (reached: boolean) => (reached ? "+" : "-");
	return Object.fromEntries(
		files.map((file) => [
			file.uri,
			{
				steps: file.steps.map(({ span, reached }) => `${sign(reached)} ${text(file.uri).slice(span.start, span.end).replace(/;$/, "")}`),
				functions: file.functions.map(({ name, reached }) => `${sign(reached)} ${name}`),
			},
		]),
	);
}

describe("coverage", () => {
	test("is of the steps in the kernel model that some interleaving comes to, and of all its functions", async () => {
		const source = countingSource.replace(/\t*put_page\(data\);\n/g, "");
		const { [modelUri]: model } = await covered(source);
		expect(model.functions).toEqual(["+ get_page", "- put_page"]);
		expect(model.steps).toEqual(["+ atomic { p.refcount++; }", "+ p.refcount", "+ p.refcount++"]);
	});

	test("tells what no interleaving comes to", async () => {
		const { [uri]: document } = await covered(`fn never(page p) { p.index = 1; p.index = 2; }
			scenario s { page data; task t { data.index = 3; if (data.index == 4) never(data); data.index = 4; } }`);
		expect(document).toEqual({
			steps: ["- p.index = 1", "- p.index = 2", "+ data.index = 3", "+ data.index", "+ data.index = 4"],
			functions: ["- never"],
		});
	});

	test("counts for all that a step covers when that is whole functions", async () => {
		const { [uri]: document } = await covered(`fn inner(page p) { p.index = 1; }
			fn outer(page p) { inner(p); }
			fn other(page p) { p.index = 2; }
			scenario s { page data; task t { atomic { outer(data); } } }`);
		expect(document.functions).toEqual(["+ inner", "+ outer", "- other"]);
	});
});
