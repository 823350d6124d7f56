/**
 * Renaming. What a new name would capture, or be captured by, is found by trying: the files are analysed with the new
 * name, and each of its places must mean what it meant, and every other name too.
 */
import { t } from "../../base/l10n";
import type { FileSpan, Span } from "../../base/span";
import { analyzeProgram } from "../../semantics/analyze";
import { allFiles, type FileAnalysis, type Program } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import { reservedWords } from "../../syntax/grammar-table";
import { parse } from "../../syntax/parser";
import { declaredAt, filesThatSee } from "../navigation/elsewhere";
import { symbolAt } from "../navigation/find-symbol";
import { usesIn } from "../navigation/references";
import type { Snapshot } from "../workspace/snapshot";

/** Edits of one file. */
export interface FileEdits {
	readonly file: string;
	readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** The name at an offset and whether it can be renamed; a sentence says why not. */
export function prepareRename(snapshot: Snapshot, offset: number): { readonly span: Span; readonly name: string } | string {
	const found = symbolAt(snapshot.file, offset);
	if (found === undefined) return t("There is no name here.");
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
	const found = symbolAt(snapshot.file, offset);
	if (found === undefined) return t("There is no name here.");
	const refusal = refuse(snapshot, found.symbol);
	if (refusal !== undefined) return refusal;
	const { symbol } = found;
	if (newName === found.name.text) return [];
	const form = symbol.kind === "kernel" ? /^[A-Za-z_]\w*(\.\w+)*$/ : /^[A-Za-z_]\w*$/;
	if (!form.test(newName)) return t`'${newName}' is not a name.`;
	if (reservedWords.has(newName)) return t`'${newName}' is a word of the language.`;
	const programs = [snapshot, ...others.filter((other) => declaredAt(other, snapshot.locate(symbol.span)) !== undefined)];
	const shared = new Set(allFiles(snapshot.program.base ?? snapshot.program).map(({ uri }) => uri));
	const edits = filesThatSee(programs, snapshot.locate(symbol.span))
		.filter(({ file }) => !shared.has(file.uri))
		.map(({ file, symbol }) => ({
			file: file.uri,
			edits: usesIn(file, symbol).map((name) => ({ span: file.spanOf(name), newText: newName })),
		}))
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
		const meant = declarations(after, renamed);
		for (const [name, symbol] of before.names) {
			if (name.text === "") continue;
			const { start } = before.spanOf(name);
			const now = meant.get(moved(start));
			const wanted = place(snapshot.locate(symbol.span), symbol, (file, offset) => shifted(offset, editsOf(file)));
			if (now !== wanted)
				return t`'${newName}' is taken: ${isEdited(start, editsOf(before.uri)) ? t("a use") : `'${name.text}'`} would mean something else.`;
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

/** What each name of a file stands for, by where the name begins. */
function declarations(file: FileAnalysis, { locate }: Program): ReadonlyMap<number, string> {
	const found = new Map<number, string>();
	for (const [name, symbol] of file.names)
		if (name.text !== "")
			found.set(
				file.spanOf(name).start,
				place(locate(symbol.span), symbol, (_, offset) => offset),
			);
	return found;
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
