/** The patch matrix for a terminal, a page or a program. */

import { codeSpan, jsonText } from "../base/escape";
import { quantity } from "../base/quantities";
import type { MatrixCell, MatrixPlan, MatrixRow } from "../explain/patches/matrix";
import { settingText } from "../explain/patches/option-settings";
import type { VerdictKind } from "../explain/verdict/verdict";
import { rangeText } from "../semantics/releases";

/** The rows of one file. */
export interface FileMatrix {
	readonly file: string;
	readonly rows: readonly MatrixRow[];
}

const SIGNS: Record<VerdictKind, string> = { safe: "✓", race: "✗", hang: "∞", inconclusive: "?" };

/** What a row is about: the scenario, and the options that are not as it says. */
function nameOf({ scenario, setting }: MatrixRow): string {
	const text = settingText(setting);
	return text === "" ? scenario.symbol.name : `${scenario.symbol.name}, ${text}`;
}

function sign({ verdict }: MatrixCell): string {
	return verdict === undefined ? "–" : SIGNS[verdict];
}

const LEGEND = "✓ safe   ✗ race   ∞ hang   ? inconclusive   – cannot be compiled";

/** Neighbouring kernels under which every scenario does the same are one column. */
function kernelColumns(files: readonly FileMatrix[]): readonly { readonly title: string; readonly index: number }[] {
	const rows = files.flatMap((file) => file.rows);
	const columns: { title: string; index: number; first: string }[] = [];
	const kernels = rows[0]?.kernels ?? [];
	kernels.forEach(({ name }, index) => {
		const last = columns[columns.length - 1];
		if (last && rows.every((row) => row.kernels[index].verdict === row.kernels[last.index].verdict))
			last.title = rangeText(last.first, name);
		else columns.push({ title: name, first: name, index });
	});
	return columns;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
	return [head, ...rows].map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column]))
			.join("  ")
			.trimEnd(),
	);
}

const setsTitle = ({ everySet }: MatrixPlan): string =>
	everySet ? "smallest sets that make it safe" : "a set that makes it safe, none of it superfluous";

const setText = (set: readonly string[]): string => (set.length === 0 ? "nothing" : set.join(" + "));

function smallestText({ smallest, decided, without, all }: MatrixRow): string {
	if (without.verdict === "safe") return "safe without any";
	const open = decided ? "" : " (others not decided)";
	if (smallest.length > 0) return smallest.map(setText).join(", or ") + open;
	if (all.verdict === undefined) return "–";
	return decided ? "not even all of these" : "not decided";
}

/** The matrix for a terminal. */
export function matrixText(files: readonly FileMatrix[], plan: MatrixPlan): string {
	const columns = kernelColumns(files);
	const body = files.flatMap(({ rows }) => rows.map((row) => [nameOf(row), ...columns.map(({ index }) => sign(row.kernels[index]))]));
	const lines = [...table(["scenario", ...columns.map(({ title }) => title)], body)];
	if (plan.patches.length > 0) {
		const touched = files.flatMap(({ rows }) => rows.filter(concerned));
		lines.push("", `Patches on ${plan.base}: + with this one alone, - with all but this one`, "");
		const heads = ["scenario", "none", ...plan.patches.flatMap((patch) => [`+${patch}`, "-"]), "all", setsTitle(plan)];
		lines.push(
			...table(
				heads,
				touched.map((row) => [
					nameOf(row),
					sign(row.without),
					...plan.patches.flatMap((_, index) => [sign(row.alone[index]), sign(row.leftOut[index])]),
					sign(row.all),
					smallestText(row),
				]),
			),
		);
		const rest = files.flatMap(({ rows }) => rows.filter((row) => settingText(row.setting) === "" && !concerned(row)));
		const open = rest.filter(({ without }) => without.verdict === undefined || without.verdict === "inconclusive").length;
		const same = rest.length - open;
		if (rest.length > 0) lines.push("");
		if (same > 0) lines.push(`The patches do not change the verdict of ${quantity(same, "other scenario")}.`);
		if (open > 0) lines.push(`Of ${quantity(open, "other scenario")} nothing was decided.`);
	}
	return [...lines, "", LEGEND].map((line) => `${line}\n`).join("");
}

/** A row in which the patches make a difference. */
function concerned(row: MatrixRow): boolean {
	return new Set([row.without, row.all, ...row.alone, ...row.leftOut].map(({ verdict }) => verdict)).size > 1;
}

/** The matrix for a page. */
export function matrixMarkdown(files: readonly FileMatrix[], plan: MatrixPlan): string {
	const columns = kernelColumns(files);
	const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
	const lines = [row(["scenario", ...columns.map(({ title }) => title)]), row(["---", ...columns.map(() => ":-:")])];
	for (const { rows } of files)
		for (const one of rows) lines.push(row([codeSpan(nameOf(one)), ...columns.map(({ index }) => sign(one.kernels[index]))]));
	if (plan.patches.length > 0) {
		lines.push("", `Patches on ${plan.base}, each alone (+) and left out of all (−):`, "");
		lines.push(row(["scenario", "none", ...plan.patches.flatMap((patch) => [`+ ${codeSpan(patch)}`, "−"]), "all", setsTitle(plan)]));
		lines.push(row(["---", ":-:", ...plan.patches.flatMap(() => [":-:", ":-:"]), ":-:", "---"]));
		for (const { rows } of files)
			for (const one of rows.filter(concerned))
				lines.push(
					row([
						codeSpan(nameOf(one)),
						sign(one.without),
						...plan.patches.flatMap((_, index) => [sign(one.alone[index]), sign(one.leftOut[index])]),
						sign(one.all),
						smallestText(one),
					]),
				);
	}
	return [...lines, "", LEGEND].map((line) => `${line}\n`).join("");
}

/** The matrix for programs: everything, nothing merged. */
export function matrixJson(files: readonly FileMatrix[], plan: MatrixPlan): string {
	const cell = ({ name, verdict, finding, states }: MatrixCell) => ({
		name,
		verdict: verdict ?? null,
		subject: finding?.subject ?? null,
		message: finding?.message ?? null,
		states: states ?? null,
	});
	const json = {
		version: 1,
		plan,
		scenarios: files.flatMap(({ file, rows }) =>
			rows.map(({ scenario, setting, kernels, without, all, alone, leftOut, smallest, decided }) => ({
				file,
				name: scenario.symbol.name,
				options: Object.fromEntries(setting.map(({ name, value }) => [name, value])),
				kernels: kernels.map(cell),
				without: cell(without),
				all: cell(all),
				alone: alone.map(cell),
				leftOut: leftOut.map(cell),
				smallest,
				decided,
			})),
		),
	};
	return `${jsonText(json)}\n`;
}
