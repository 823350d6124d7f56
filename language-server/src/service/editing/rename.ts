/**
 * Renaming. What a new name would capture, or be captured by, is found by trying: the files are analysed with the new
 * name, and each of its places must mean what it meant, and every other name too.
 */
import { t } from "../../base/l10n";
import { type FileSpan, type Span, touches } from "../../base/span";
import { analyzeProgram } from "../../semantics/analyze";
import { writtenName } from "../../semantics/macros";
import { allFiles, type FileAnalysis, type Program } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import { reservedWords } from "../../syntax/grammar-table";
import { parse } from "../../syntax/parser";
import type { MacroItem, Name } from "../../syntax/tree";
import { children, namesIn, type SyntaxNode } from "../../syntax/walk";
import { declaredAt, filesThatSee } from "../navigation/elsewhere";
import { isWritten, symbolAt } from "../navigation/find-symbol";
import { writtenUsesIn } from "../navigation/references";
import type { Snapshot } from "../workspace/snapshot";

/** Edits of one file. */
export interface FileEdits {
	readonly file: string;
	readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** The name at an offset and whether it can be renamed; a sentence says why not. */
export function prepareRename(snapshot: Snapshot, offset: number): { readonly span: Span; readonly name: string } | string {
	const [own] = macrosOwn(snapshot.file, offset);
	if (own) return { span: snapshot.file.spanOf(own), name: own.text };
	const found = symbolAt(snapshot.file, offset);
	if (found === undefined) return t`There is no name here.`;
	const refusal = refuse(snapshot, found.symbol);
	return refusal ?? { span: snapshot.file.spanOf(found.name), name: found.name.text };
}

/**
 * The edits that give what is named at an offset another name everywhere, in what the `others` consist of too; a
 * sentence when that cannot be.
 */
export function rename(
	snapshot: Snapshot,
	offset: number,
	newName: string,
	others: readonly Snapshot[] = [],
): readonly FileEdits[] | string {
	const own = macrosOwn(snapshot.file, offset);
	const found = own.length > 0 ? undefined : symbolAt(snapshot.file, offset);
	const [name] = found ? [found.name] : own;
	if (name === undefined) return t`There is no name here.`;
	const refusal = found && refuse(snapshot, found.symbol);
	if (refusal !== undefined) return refusal;
	if (newName === name.text) return [];
	const form = found?.symbol.kind === "kernel" ? /^[A-Za-z_]\w*(\.\w+)*$/ : /^[A-Za-z_]\w*$/;
	if (!form.test(newName)) return t`'${newName}' is not a name.`;
	if (reservedWords.has(newName)) return t`'${newName}' is a word of the language.`;
	if (found === undefined) {
		const { file } = snapshot;
		const edits = [{ file: file.uri, edits: own.map((one) => ({ span: file.spanOf(one), newText: newName })) }];
		return conflict(snapshot, usersFiles(snapshot), edits, newName) ?? edits;
	}
	const { symbol } = found;
	const programs = [snapshot, ...others.filter((other) => declaredAt(other, snapshot.locate(symbol.span)) !== undefined)];
	const shared = new Set(allFiles(snapshot.program.base ?? snapshot.program).map(({ uri }) => uri));
	const seeing = filesThatSee(programs, snapshot.locate(symbol.span));
	const edits = seeing
		.filter(({ file }) => !shared.has(file.uri))
		.map(({ file }) => {
			// What another file uses of a macro here is named here.
			const names = new Set(seeing.flatMap((other) => writtenUsesIn(other.file, other.symbol, file)));
			const spans = [...names].map((one) => file.spanOf(one)).sort((a, b) => a.start - b.start);
			return { file: file.uri, edits: spans.map((span) => ({ span, newText: newName })) };
		})
		.filter((one) => one.edits.length > 0);
	for (const program of programs) {
		const why = conflict(program, usersFiles(program), edits, newName);
		if (why !== undefined) return why;
	}
	return edits;
}

function refuse(snapshot: Snapshot, symbol: AnySymbol): string | undefined {
	const { file } = snapshot.locate(symbol.span);
	if (symbol.kind === "builtin" || file === "") return t`'${symbol.name}' is part of the language.`;
	if (symbol.kind === "optionValue" && /^[ymn]$/.test(symbol.name) && symbol.option.name.startsWith("CONFIG_"))
		return t`'${symbol.name}' is what the kernel's configuration calls it.`;
	if (usersFiles(snapshot).some(({ uri }) => uri === file)) return undefined;
	return t`'${symbol.name}' belongs to the kernel model, which is as it was shipped.`;
}

/** The document and the files that it uses, without the kernel model. */
function usersFiles({ program }: Snapshot): readonly FileAnalysis[] {
	return program.base === undefined ? [] : program.files;
}

/** Why the edits would change what the program means; undefined when they do not. */
function conflict(snapshot: Snapshot, files: readonly FileAnalysis[], edits: readonly FileEdits[], newName: string): string | undefined {
	const { base } = snapshot.program;
	if (base === undefined) return undefined;
	const editsOf = (uri: string) => edits.find(({ file }) => file === uri)?.edits ?? [];
	const renamed = analyzeProgram(
		base,
		files.map((file) => ({ uri: file.uri, tree: parse(applied(file.text, editsOf(file.uri))) })),
	);
	for (const [index, before] of files.entries()) {
		const after = renamed.files[index];
		const moved = (offset: number): number => shifted(offset, editsOf(before.uri));
		const { written, brought } = declarations(after, renamed);
		for (const [name, symbol] of before.names) {
			if (name.text === "") continue;
			const { start } = before.spanOf(name);
			const wanted = place(snapshot.locate(symbol.span), symbol, (file, offset) => shifted(offset, editsOf(file)));
			const isSame = isWritten(before, name)
				? written.get(moved(start)) === wanted
				: brought.has(broughtKey(moved(start), name, snapshot, wanted, (file, offset) => shifted(offset, editsOf(file))));
			if (!isSame)
				return t`'${newName}' is taken: ${isEdited(start, editsOf(before.uri)) ? t`a use` : `'${name.text}'`} would mean something else.`;
		}
		if (after.diagnostics.length > before.diagnostics.length) {
			const [first] = after.diagnostics.filter(({ message }) => before.diagnostics.every((other) => other.message !== message));
			return t`'${newName}' cannot be used here${first ? `: ${first.message}` : ""}.`;
		}
	}
	return undefined;
}

function isEdited(start: number, edits: FileEdits["edits"]): boolean {
	return edits.some(({ span }) => span.start === start);
}

/**
 * What each name of a file stands for: of those that are written, by where the name begins; and all that macros bring
 * along to where they are used.
 */
function declarations(
	file: FileAnalysis,
	{ locate }: Program,
): { readonly written: ReadonlyMap<number, string>; readonly brought: ReadonlySet<string> } {
	const written = new Map<number, string>();
	const brought = new Set<string>();
	for (const [name, symbol] of file.names) {
		if (name.text === "") continue;
		const { start } = file.spanOf(name);
		const meant = place(locate(symbol.span), symbol, (_, offset) => offset);
		if (isWritten(file, name)) written.set(start, meant);
		else brought.add(broughtKey(start, name, { locate }, meant, (_, offset) => offset));
	}
	return { written, brought };
}

/** What a name means that a macro brings along to a place, by where it is written in the macro. */
function broughtKey(
	at: number,
	name: Name,
	{ locate }: Pick<Program, "locate">,
	meant: string,
	moved: (file: string, offset: number) => number,
): string {
	const { file, start } = locate(writtenName(name));
	return `${at} ${file}:${moved(file, start)} ${meant}`;
}

/** All places of the name at an offset that is a macro's own: of a parameter, or of what it declares itself. */
function macrosOwn(file: FileAnalysis, offset: number): readonly Name[] {
	const macro = file.tree.items.find((item): item is MacroItem => item.kind === "macro" && touches(file.spanOf(item), offset));
	if (macro === undefined) return [];
	const names = namesIn({ ...macro, name: { ...macro.name, text: "" } });
	const text = names.find((name) => touches(file.spanOf(name), offset))?.text;
	const declared = new Set(macro.parameters.map((parameter) => parameter.text));
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "variable") declared.add(node.name.text);
		for (const child of children(node)) visit(child);
	};
	visit(macro);
	if (text === undefined || !declared.has(text)) return [];
	return names.filter((name) => name.text === text && isWritten(file, name));
}

/** Where something is declared, as a key. */
function place({ file, start }: FileSpan, symbol: AnySymbol, moved: (file: string, offset: number) => number): string {
	return symbol.kind === "optionValue" ? `${file}:${moved(file, start)}=${symbol.value}` : `${file}:${moved(file, start)}:${symbol.kind}`;
}

function applied(text: string, edits: FileEdits["edits"]): string {
	return [...edits]
		.sort((a, b) => b.span.start - a.span.start)
		.reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
}

/** Where an offset is after edits of places before it. */
function shifted(offset: number, edits: FileEdits["edits"]): number {
	return edits.reduce(
		(moved, { span, newText }) => (span.start < offset ? moved + newText.length - (span.end - span.start) : moved),
		offset,
	);
}
