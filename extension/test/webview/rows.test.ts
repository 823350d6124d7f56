import { describe, expect, test } from "vitest";
import { type Row, ranges, rowsOf, visibleRows, withoutIrrelevant } from "../../webview/rows";
import { run } from "./run";

/** A row in a line: lane, indent, text. */
function lines(rows: readonly Row[]): string[] {
	return rows.map((row) => {
		const text =
			row.kind === "call"
				? `${row.functions.join(" › ")}()`
				: row.kind === "step"
					? `${row.step.number} ${row.step.label}`
					: row.kind === "skipped"
						? "⋯"
						: row.label;
		return `${row.lane} ${"  ".repeat(row.depth)}${text}`;
	});
}

const interleaved = run(
	{ lane: 0, label: "own" },
	{ lane: 0, stack: ["gup", "walk", "pmd"], label: "read" },
	{ lane: 1, stack: ["truncate"], label: "clear" },
	{ lane: 0, stack: ["gup", "walk", "pmd"], label: "get" },
	{ lane: 0, stack: ["gup", "walk", "pud"], label: "put" },
	{ lane: 0, stack: ["gup", "walk"], label: "leave" },
	{ lane: 0, stack: ["gup"], label: "done" },
);

describe("rows", () => {
	test("show the call in the scenario, and below it where in the model the steps are", () => {
		expect(lines(rowsOf(interleaved))).toEqual([
			"0 1 own",
			"0 gup()",
			"0   walk › pmd()",
			"0     2 read",
			"1 truncate()",
			"1   3 clear",
			"0     4 get",
			"0   pud()",
			"0     5 put",
			"0   walk()",
			"0     6 leave",
			"0   7 done",
		]);
	});

	test("of a folded call hide its steps and no others", () => {
		const rows = rowsOf(interleaved);
		const outer = rows.find((row) => row.kind === "call" && row.functions[0] === "gup");
		expect(lines(visibleRows(rows, new Set([outer?.id ?? ""])))).toEqual(["0 1 own", "0 gup()", "1 truncate()", "1   3 clear"]);
		const inner = rows.find((row) => row.kind === "call" && row.functions[0] === "walk");
		expect(lines(visibleRows(rows, new Set([inner?.id ?? ""])))).not.toContain("0     4 get");
	});

	test("know which steps a call stands for", () => {
		const calls = rowsOf(interleaved).flatMap((row) => (row.kind === "call" ? [`${row.functions.join(" › ")}: ${ranges(row.steps)}`] : []));
		expect(calls).toEqual(["gup: 2, 4–7", "walk › pmd: 2, 4", "truncate: 3", "pud: 5", "walk: 6"]);
	});

	test("a second call of the same function is another row", () => {
		const twice = run({ lane: 0, stack: ["put@1"], label: "a" }, { lane: 0, stack: ["put@2"], label: "b" });
		expect(lines(rowsOf(twice))).toEqual(["0 put()", "0   1 a", "0 put()", "0   2 b"]);
	});

	test("end with who stays where, in a hang", () => {
		const hang = { ...run({ lane: 0, label: "a" }), kind: "hang" as const, subject: "one" };
		const waiting = [{ lane: 0, label: "wait", functions: ["f", "g"], place: undefined }];
		const rows = rowsOf({ ...hang, waiting });
		expect(rows.at(-1)).toMatchObject({ kind: "waiting", label: "f() › g() › wait", named: true });
	});
});

describe("steps that do not matter", () => {
	const given = run(
		{ lane: 0, label: "a", stack: ["f"] },
		{ lane: 0, label: "b", stack: ["f"], relevant: false },
		{ lane: 1, label: "c", stack: ["g"], relevant: false },
		{ lane: 0, label: "d", stack: ["f"] },
		{ lane: 1, label: "e", stack: ["g"], relevant: false },
	);
	const shown = (...unfolded: string[]) =>
		withoutIrrelevant(rowsOf(given), given, new Set(unfolded)).map((row) => (row.kind === "skipped" ? `skipped ${row.steps}` : row.id));

	test("are one row where they stand, with the calls that have no others", () => {
		expect(shown()).toEqual(["call 1 0", "step 1", "skipped 2,3", "step 4", "skipped 5"]);
	});

	test("can be unfolded one stretch at a time", () => {
		expect(shown("skipped 2")).toEqual(["call 1 0", "step 1", "step 2", "call 3 0", "step 3", "step 4", "skipped 5"]);
	});
});
