import { codeBlock, codeSpan, escapeMarkdown, safeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { type AnchoredSpan, holds, samePlace } from "../../base/span";
import { parseDocumentation, type Source } from "../../semantics/documentation";
import { documentationOf } from "../../semantics/documentation-of";
import { allFiles, type FileAnalysis, type Program } from "../../semantics/program";
import type { AnySymbol, BuiltinSymbol } from "../../semantics/symbols";
import { typeText } from "../../semantics/types";
import type { FunctionItem, Item, Member, TaskItem, VariableItem } from "../../syntax/tree";

/** Declarations longer than this are shown by their first line. */
const LINES = 24;

/** What a name stands for, in Markdown: its declaration as it is written, and its documentation. */
export function describeSymbol(program: Program, symbol: AnySymbol): string {
	const parts = [codeBlock(declaration(program, symbol))];
	const documentation = documentationOf(program, symbol);
	if (documentation) parts.push(documentationText(documentation));
	if (symbol.kind === "patch") parts.push(...patchText(symbol.entries));
	if (symbol.kind === "field" && symbol.struct.name !== "") parts.push(t`Field of ${codeSpan(`struct ${symbol.struct.name}`)}`);
	return parts.filter((part) => part !== "").join("\n\n");
}

/** The documentation of an item, with what its tags say below the prose. */
export function documentationText(documentation: string): string {
	const { prose, sources, checked, locks, simplifies, effect, symptom, ghost, awaits, holders, owner, cleared, bound } =
		parseDocumentation(documentation);
	const facts = [
		...sources.map((source) => t`*Models* ${sourceText(source)}`),
		...checked.map(({ version, date }) => t`*Held against* ${escapeMarkdown([version, date].filter((part) => part !== "").join(", "))}`),
		...locks.map((text) => t`*Locks*: ${safeMarkdown(text)}`),
		...simplifies.map((text) => t`*Simplifies*: ${safeMarkdown(text)}`),
		...(effect ? [t`*What a user sees*: ${safeMarkdown(effect)}`] : []),
		...(symptom ? [t`*In short*: ${safeMarkdown(symptom)}`] : []),
		...(ghost ? [t`*Kept for properties only*: the kernel has nothing like it`] : []),
		...(awaits.length > 0 ? [t`*Who waits for this* waits for ${codeSpan(awaits.join("."))}`] : []),
		...(holders !== undefined ? [t`*Counts its holders*: each has a ${safeMarkdown(holders)}`] : []),
		...(owner ? [t`*Says whose it is*; null is called ${codeSpan(owner)}`] : []),
		...(bound ? [t`*A bound of the model*: a file may set it, from ${bound.low} to ${bound.high}`] : []),
		...(cleared ? [t`*Who makes this null* ${safeMarkdown(cleared)}`] : []),
	];
	return [safeMarkdown(prose), facts.join("  \n")].filter((part) => part !== "").join("\n\n");
}

function sourceText(source: Source): string {
	const version = source.version === "" ? "" : `, ${escapeMarkdown(source.version)}`;
	return source.function === "" ? codeSpan(source.file) : t`${codeSpan(source.function)} in ${codeSpan(source.file)}${version}`;
}

function patchText(entries: Readonly<Record<string, string>>): string[] {
	const { title, commit, series, position, link, kind, behavior } = entries;
	const lines = [
		title && `**${escapeMarkdown(title)}**`,
		commit && t`Commit ${codeSpan(commit)}`,
		series && (position ? t`Patch ${position} of the series “${escapeMarkdown(series)}”` : t`Of the series “${escapeMarkdown(series)}”`),
		kind === "mutant" && t`Breaks the kernel on purpose, to show what a step is for`,
		behavior === "none" && t`Changes no behaviour`,
		link && /^https?:\/\/[!#-;=?-~]+$/.test(link) && `<${link}>`,
	];
	const text = lines.filter((line) => line).join("  \n");
	return text === "" ? [] : [text];
}

function headOf(file: FileAnalysis, node: FunctionItem | TaskItem): string {
	return squeeze(withoutComments(file, { ...node, to: node.body.from }));
}

/** The declaration of a symbol as it is written: a signature for functions, the first line of what is long. */
function declaration(program: Program, symbol: AnySymbol): string {
	if (symbol.kind === "builtin") return builtinText(symbol);
	const file = allFiles(program).find(({ tree }) => tree.anchors.has(symbol.span.anchor));
	if (file === undefined) return `struct ${symbol.name}`;
	switch (symbol.kind) {
		case "function":
			return headOf(file, program.bodyOf(symbol).node);
		case "variable":
			if (symbol.role === "bound") return `${typeText(symbol.type)} ${symbol.name}`;
			return withoutComments(file, symbol.node);
		case "task":
			return headOf(file, symbol.node);
		case "label":
			return `${symbol.name}:`;
		case "scenario":
			return `scenario ${symbol.name}`;
		case "property":
		case "handler":
		case "guard":
		case "patch":
		case "option":
		case "kernel":
			return shorten(withoutComments(file, symbol.node));
		case "macro":
			return shorten(withoutComments(file, symbol.node));
		case "optionValue":
			return shorten(withoutComments(file, symbol.option.node));
		case "enumMember":
			return `enum ${symbol.enum.name} { …, ${symbol.name}, … }`;
		default: {
			const node = declaringNode(file, symbol.span);
			return node ? shorten(withoutComments(file, node)) : symbol.name;
		}
	}
}

function builtinText({ name, does }: BuiltinSymbol): string {
	switch (does) {
		case "length":
			return `int ${name}(array)`;
		case "free":
		case "recycle":
			return `void ${name}(object)`;
		case "clear":
			return `void ${name}(object, size)`;
		case "copy":
			return `void ${name}(to, from, size)`;
		case "retire":
			return `void ${name}(object, tasks)`;
		case "revive":
			return `void *${name}(cache)`;
		case "expire":
			return `void ${name}(tasks)`;
		case "freeWhole":
			return `void ${name}(part)`;
		case "alive":
		case "mayEnd":
			return `bool ${name}(object)`;
		case "counted":
		case "site":
			return `int ${name}(object)`;
		case "done":
			return `bool ${name}(task)`;
		case "partOf":
			return `bool ${name}(part, object)`;
		case "null":
		case "self":
			return name;
		case "errorOf":
			return `int ${name}(reference)`;
		case "truth":
		case "warn":
			return `bool ${name}(condition)`;
		case "value":
			return `${name}(variable)`;
		case "exclusive":
			return `void ${name}(variable)`;
		case "assume":
			return `void ${name}(condition)`;
		case "markNext":
			return `void ${name}(number)`;
		case "beginFlatRegion":
		case "endFlatRegion":
		case "beginNestedRegion":
		case "endNestedRegion":
		case "fence":
			return `void ${name}()`;
		case "load":
			return `${name}(address)`;
		case "store":
			return `${name}(${name === "smp_store_release" ? "address" : "variable"}, value)`;
	}
}

/** The struct, enum, const or field with a name. */
function declaringNode(file: FileAnalysis, name: AnchoredSpan): Item | Member | VariableItem | undefined {
	for (const item of file.tree.items) {
		if (!holds(item, name)) continue;
		if (item.kind === "struct" && !samePlace(item.name, name)) return item.fields.find((field) => samePlace(field.name, name));
		if (item.kind === "scenario") return item.members.find((member) => holds(member, name));
		return item;
	}
	return undefined;
}

/** The text without documentation comments that stand before the item's first token. */
function withoutComments(file: FileAnalysis, place: AnchoredSpan): string {
	return outdent(
		file
			.written(place)
			.replace(/^(\s*\/\/\/[^\n]*\n)+/, "")
			.trim(),
	);
}

function outdent(text: string): string {
	const [first, ...rest] = text.split(/\r?\n/);
	const indents = rest.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
	const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
	return [first, ...rest.map((line) => line.slice(indent))].join("\n");
}

function squeeze(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}

function shorten(text: string): string {
	const lines = text.split("\n");
	return lines.length <= LINES ? text : `${lines[0]} … }`;
}
