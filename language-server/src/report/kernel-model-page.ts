/** The reference page of the kernel model, from the comments of the model itself. */
import { parseDocumentation, type Source } from "../semantics/documentation";
import type { FileAnalysis, Program } from "../semantics/program";
import { rangeText } from "../semantics/releases";
import type { FunctionSymbol, PatchSymbol, PropertySymbol } from "../semantics/symbols";
import { typeText } from "../semantics/types";

/** Markdown: kernels, patches, options and properties, then every file with its functions, their sources and their simplifications. */
export function kernelModelPage(model: Program): string {
	const parts = [
		"## Kernels",
		table(["kernel", "is"], kernelRows(model)),
		"## Patches",
		table(
			["patch", "what it changes", "commit", "in"],
			model.patches.filter(isPatch).map((patch) => patchRow(model, patch)),
		),
		"## Mutants",
		"Changes that no kernel has: each leaves a step out, to show what the step is for.",
		table(
			["mutant", "what it breaks"],
			model.patches
				.filter((patch) => !isPatch(patch))
				.map((patch) => [code(patch.name), oneLine(parseDocumentation(patch.documentation).prose)]),
		),
		"## Options",
		table(
			["option", "values", ""],
			model.options.map(({ name, values, documentation }) => [
				code(name),
				values.map(code).join(", "),
				oneLine(parseDocumentation(documentation).prose),
			]),
		),
		"## Properties",
		"Checked in every scenario.",
		table(
			["property", "message", "", "what a user sees"],
			model.files.flatMap(({ properties }) => properties.map(propertyRow)),
		),
		"## Functions",
		...model.files.flatMap(fileSection),
	];
	return `${parts.join("\n\n")}\n`;
}

/** A release that adds nothing to the one before it shares its row. */
function kernelRows(model: Program): string[][] {
	const rows: { first: string; last: string; is: string }[] = [];
	for (const { name, node, span } of model.kernels) {
		const before = rows[rows.length - 1];
		if (before !== undefined && node.set?.changes.length === 0 && node.set.base.text === before.last) before.last = name;
		else rows.push({ first: name, last: name, is: node.set ? code(textOf(model, span.file, node.set)) : "no patches" });
	}
	return rows.map(({ first, last, is }) => [code(rangeText(first, last)), is]);
}

function isPatch({ entries }: PatchSymbol): boolean {
	return entries.kind !== "mutant";
}

function patchRow(model: Program, { name, entries, documentation }: PatchSymbol): string[] {
	const { title, commit, series, position, behavior } = entries;
	const first = model.kernels.find((kernel) => kernel.patches.has(name));
	const place = series ? ` (${position ? `${position} of ` : ""}“${series}”)` : "";
	const what = [
		title ? `“${title}”${place}.` : "",
		oneLine(parseDocumentation(documentation).prose),
		behavior === "none" ? "Changes no behaviour." : "",
	];
	return [code(name), what.filter((part) => part !== "").join(" "), commit ? code(commit) : "", first ? code(first.name) : ""];
}

function propertyRow({ name, node, documentation }: PropertySymbol): string[] {
	const { prose, effect } = parseDocumentation(documentation);
	return [code(name), node.message ? node.message.value : "", oneLine(prose), effect];
}

function fileSection(file: FileAnalysis): string[] {
	if (file.functions.length === 0) return [];
	return [`### ${file.uri.replace(/^[^:]*:\/*/, "")}`, file.functions.map(functionEntry).join("\n")];
}

function functionEntry({ name, returns, parameters, documentation }: FunctionSymbol): string {
	const { prose, sources, locks, simplifies } = parseDocumentation(documentation);
	const signature = `${returns.kind === "void" ? "" : `${typeText(returns)} `}${name}(${parameters.map(parameterText).join(", ")})`;
	const lines = [
		`- ${code(signature)} — ${oneLine(prose) || "(no description)"}`,
		...(sources.length > 0 ? [`  - models ${sources.map(sourceText).join("; ")}`] : []),
		...locks.map((text) => `  - locks: ${text}`),
		...simplifies.map((text) => `  - simplifies: ${text}`),
	];
	return lines.join("\n");
}

function parameterText({ name, type }: FunctionSymbol["parameters"][number]): string {
	if (type.kind === "array") return `${typeText(type.element)} ${name}[]`;
	return type.kind === "pointer" ? `${typeText(type.target)} *${name}` : `${typeText(type)} ${name}`;
}

function sourceText(source: Source): string {
	const place = source.function === "" ? code(source.file) : `${code(source.function)} in ${code(source.file)}`;
	return source.version === "" ? place : `${place}, ${source.version}`;
}

function textOf(model: Program, uri: string, span: { readonly start: number; readonly end: number }): string {
	const text = model.files.find((file) => file.uri === uri)?.text ?? "";
	return text.slice(span.start, span.end).replace(/\s+/g, " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
	return `\`${text}\``;
}

function oneLine(text: string): string {
	return text.replace(/\s*\n\s*/g, " ");
}
