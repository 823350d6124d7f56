/** The reference page of the kernel model, from the comments of the model itself. */
import type { AnchoredSpan } from "../base/span";
import { type Check, parseDocumentation, type Source } from "../semantics/documentation";
import { documentationOf } from "../semantics/documentation-of";
import type { FileAnalysis, Program } from "../semantics/program";
import { rangeText } from "../semantics/releases";
import type { FunctionSymbol, GuardSymbol, HandlerSymbol, PatchSymbol, PropertySymbol, TaskSymbol } from "../semantics/symbols";
import { typeText } from "../semantics/types";

/**
 * Markdown: kernels, patches, options and properties, then every file with its functions, their sources and their
 * simplifications.
 */
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
		"## Who may run",
		"Kinds of handlers, tasks that are there for each object that starts one, and what must hold wherever a task takes a step.",
		table(
			["", "what it is"],
			model.files.flatMap(({ handlers, guards, lanes }) => [...handlers, ...lanes, ...guards].map(contextRow)),
		),
		"## Held against the source",
		"How many of the functions that model one of the kernel's were last compared with which version of it, and when. The others were when they were written.",
		table(
			["file", "functions", "compared again", "when written"],
			model.files.flatMap((file) => comparisonRow(model, file)),
		),
		"## Functions",
		...model.files.flatMap((file) => fileSection(model, file)),
	];
	return `${parts.join("\n\n")}\n`;
}

/** A release that adds nothing to the one before it shares its row. */
function kernelRows(model: Program): string[][] {
	const rows: { first: string; last: string; is: string }[] = [];
	for (const { name, node } of model.kernels) {
		const before = rows[rows.length - 1];
		if (before !== undefined && node.set?.changes.length === 0 && node.set.base.text === before.last) before.last = name;
		else rows.push({ first: name, last: name, is: node.set ? code(textOf(model, node.set)) : "no patches" });
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

function contextRow({ kind: sort, name, documentation, ...symbol }: HandlerSymbol | GuardSymbol | TaskSymbol): string[] {
	const kind = "handler" in symbol && symbol.handler ? symbol.handler.name : sort;
	const { prose, simplifies } = parseDocumentation(documentation);
	return [code(`${kind} ${name}`), [oneLine(prose), ...simplifies.map((text) => `Simplifies: ${text}.`)].join(" ")];
}

/** Of a file's functions, how many were last compared with which version. */
function comparisonRow(model: Program, { uri, functions }: FileAnalysis): string[][] {
	const models = functions.map((fn) => parseDocumentation(documentationOf(model, fn))).filter(({ sources }) => sources.length > 0);
	if (models.length === 0) return [];
	const again = new Map<string, number>();
	for (const { checked } of models) {
		const last = checked[checked.length - 1];
		if (last !== undefined) again.set(checkText(last), (again.get(checkText(last)) ?? 0) + 1);
	}
	const compared = [...again.values()].reduce((sum, count) => sum + count, 0);
	const listed = [...again].map(([check, count]) => `${count}: ${check}`).join("; ");
	return [[code(pathOf(uri)), String(models.length), listed, String(models.length - compared)]];
}

function checkText({ version, date }: Check): string {
	return date === "" ? version : `${version} on ${date}`;
}

/** The versions that a function was written from. */
function versionsOf(sources: readonly Source[]): string {
	const versions = sources.flatMap(({ version }) => /\d+(?:\.\d+)+$/.exec(version)?.[0] ?? []);
	return versions.length === 0 ? "an unnamed version" : [...new Set(versions)].join(", ");
}

function pathOf(uri: string): string {
	return uri.replace(/^[^:]*:\/*/, "");
}

function fileSection(model: Program, file: FileAnalysis): string[] {
	if (file.functions.length === 0) return [];
	return [`### ${pathOf(file.uri)}`, file.functions.map((fn) => functionEntry(model, fn)).join("\n")];
}

function functionEntry(model: Program, fn: FunctionSymbol): string {
	const { name, returns, parameters } = fn;
	const { prose, sources, checked, locks, simplifies } = parseDocumentation(documentationOf(model, fn));
	const signature = `${returns.kind === "void" ? "" : `${typeText(returns)} `}${name}(${parameters.map(parameterText).join(", ")})`;
	const lines = [
		`- ${code(signature)} — ${oneLine(prose) || "(no description)"}`,
		...(sources.length > 0 ? [`  - models ${sources.map(sourceText).join("; ")}`] : []),
		...(checked.length === 0 && sources.length > 0 ? [`  - held against ${versionsOf(sources)} when it was written`] : []),
		...checked.map((check) => `  - held against ${checkText(check)}`),
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

function textOf(model: Program, place: AnchoredSpan): string {
	const text = model.files.find(({ tree }) => tree.anchors.has(place.anchor))?.written(place) ?? "";
	return text.replace(/\s+/g, " ");
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
