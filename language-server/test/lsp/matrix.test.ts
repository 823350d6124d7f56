/** The patch matrix over the protocol, from the built server. */
import { describe, expect, test } from "vitest";
import type { MatrixResult } from "../../src/lsp/protocol/matrix";
import type { TimelinesResult } from "../../src/lsp/protocol/timelines";
import { sampleTexts } from "../samples/sample-files";
import { large } from "./large";
import { useServer } from "./use-server";

const uri = "file:///scenarios/gup-fast-pmd-vs-truncate.race";
const text = sampleTexts.get("series/gup-fast-pmd-vs-truncate.race") ?? "";

const small = "scenario s {\n\tint 0..3 n;\n\ttask t { n = 1; }\n\tproperty one at end = n == 1;\n}\n";

// However slow the machine: what the editor gave up for lack of time would be no work for the matrix any more.
const client = useServer({ settings: { check: { maxSeconds: 600 } } });

describe("the patch matrix", () => {
	test("has a cell for each kernel and patch, and comes row by row", async () => {
		client().open(uri, text);
		const matrix = await client().request<MatrixResult>("raceline/matrix", { uris: [uri], partialResultToken: "rows" });
		expect(matrix).toMatchObject({ done: matrix.total, cancelled: false });
		expect(matrix.kernels.length).toBeGreaterThan(5);
		const row = matrix.rows.find(({ scenario }) => scenario === "gup_fast_pmd_vs_truncate");
		// Neighbours that the model does not tell apart are one column, which the last of them answers for.
		const lastOf = (name: string) => name.replace(/.*–/, "v");
		expect(row?.kernels.map(({ under }) => under.kernel)).toEqual(matrix.kernels.map(lastOf));
		expect(matrix.kernels).toContain("v4.15–4.17");
		expect(row?.kernels.find(({ under }) => under.kernel === "v4.17")).toMatchObject({
			verdict: "race",
			message: expect.stringMatching(/\w+/),
		});
		expect(row?.kernels.find(({ under }) => under.kernel === "v4.18")).toMatchObject({ verdict: "safe", message: "" });
		expect(row?.alone.map(({ under }) => under.added)).toEqual(matrix.patches.map(({ name }) => [name]));
		expect(row?.leftOut.length).toBe(matrix.patches.length);
		expect(row?.smallest.length).toBe(1);
		const parts = client().partialResults.map(({ value }) => value as MatrixResult);
		expect(parts.flatMap(({ rows }) => rows)).toEqual(matrix.rows);
		expect(parts[0]).toMatchObject({ rows: [], done: 0, total: matrix.total });
	});

	test("a cell's configuration is one that timelines can be asked about", async () => {
		client().open(uri, text);
		const { rows } = await client().request<MatrixResult>("raceline/matrix", { uris: [uri] });
		const [row] = rows;
		const racy = row.leftOut.find(({ verdict }) => verdict === "race");
		if (racy === undefined) throw new Error("no patch of the series is needed");
		const at = client().position(uri, row.scenario);
		const asked = { ...at, configuration: { ...racy.under, scenario: row.scenario } };
		const { runs, verdict } = await client().request<TimelinesResult>("raceline/timelines", asked);
		expect(verdict).toContain(`under ${racy.under.kernel} + `);
		expect(runs[0].subject).toBe(racy.subject);
		expect(runs[0].headline).toContain(racy.message);
		const other = await client().request<TimelinesResult>("raceline/timelines", {
			...asked,
			configuration: { ...racy.under, scenario: "another" },
		});
		expect(other.verdict).not.toContain("under v");
	});

	test("keeps the rows that were there when it was cancelled; the next one begins anew", async () => {
		const slow = "file:///scenarios/slow.race";
		client().open(uri, small);
		client().open(slow, large);
		const { answer, cancel } = client().cancellableRequest<MatrixResult>("raceline/matrix", {
			uris: [uri, slow],
			partialResultToken: "rows",
		});
		await client().until(() => {
			const { done, total } = (client().partialResults.at(-1)?.value ?? { done: 0, total: 0 }) as MatrixResult;
			return total > 0 && done === total - 1;
		});
		cancel();
		const cut = await answer;
		expect(cut).toMatchObject({ cancelled: true, done: cut.total - 1 });
		client().close(slow);
		const again = await client().request<MatrixResult>("raceline/matrix", { uris: [uri] });
		expect(again).toMatchObject({ cancelled: false, rows: cut.rows });
	});

	test("shows what an edit changes", async () => {
		client().open(uri, small);
		const before = await client().request<MatrixResult>("raceline/matrix", { uris: [uri] });
		expect(new Set(before.rows[0].kernels.map(({ verdict }) => verdict))).toEqual(new Set(["safe"]));
		client().edit(uri, "n = 1;", "n = 2;");
		const after = await client().request<MatrixResult>("raceline/matrix", { uris: [uri] });
		expect(new Set(after.rows[0].kernels.map(({ verdict }) => verdict))).toEqual(new Set(["race"]));
	});

	test("needs to be told the documents", async () => {
		await expect(client().request("raceline/matrix", {})).rejects.toThrow("'uris' is missing");
		await expect(client().request("raceline/matrix", { uris: "all" })).rejects.toThrow("'uris' has not the protocol's shape");
	});
});
