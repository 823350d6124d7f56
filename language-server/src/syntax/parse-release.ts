/** What kernels are made of: patches, options and releases. */
import { t } from "../base/l10n";
import { documented, endsItem, finish, parseBraces } from "./item-parts";
import { parseExpression } from "./parse-expression";
import { parseString } from "./parse-string";
import type { TokenCursor } from "./token-cursor";
import type { Expression, Item, KernelSet, Name, OptionItem, PatchEntry } from "./tree";

export function parsePatch(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name(t`the name of a patch`);
	const entries: PatchEntry[] = [];
	parseBraces(
		cursor,
		t`patch \`${name.text}\``,
		() => endsItem(cursor),
		() => entries.push(parsePatchEntry(cursor)),
	);
	return { kind: "patch", ...documentation, name, entries, ...cursor.from(start) };
}

function parsePatchEntry(cursor: TokenCursor): PatchEntry {
	const { start } = cursor;
	const documentation = documented(cursor);
	const name = cursor.atName() ? cursor.readName() : cursor.name(t`an entry such as \`title: "…";\``);
	const value = cursor.expect(":", t`after the name of the entry`) ? parsePatchValue(cursor) : cursor.missingNode();
	finish(cursor, name, t`the entry`);
	return { ...documentation, name, value, ...cursor.from(Math.min(start, name.from)) };
}

function parsePatchValue(cursor: TokenCursor): Expression {
	if (cursor.kind() === "string") return parseString(cursor);
	if (cursor.kind() === "number" || (cursor.atName() && !cursor.startsLine())) return parseExpression(cursor);
	cursor.reportMissing(t`expected a string, a number or a name`);
	return cursor.missingNode();
}

export function parseOption(cursor: TokenCursor, place: "file" | "scenario"): OptionItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name(t`the name of an option`);
	const values = [cursor.expect("=", t`after the name of the option`) ? cursor.name(t`a value of the option`) : cursor.missingName()];
	if (place === "scenario" && cursor.at("|")) {
		cursor.report("syntax-error", t`a scenario chooses one value of an option`);
		cursor.skipTo();
	}
	while (cursor.accept("|")) values.push(cursor.name(t`a value of the option`));
	finish(cursor, name, t`the option`);
	return { kind: "option", ...documentation, name, values, ...cursor.from(start) };
}

export function parseKernel(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = kernelName(cursor);
	const set = cursor.accept("=") ? parseKernelSet(cursor) : undefined;
	finish(cursor, name, t`the kernel`);
	return { kind: "kernel", ...documentation, name, ...(set && { set }), ...cursor.from(start) };
}

/** The name of a release. `4.18` without the `v`, of which the lexer has complained, is understood. */
function kernelName(cursor: TokenCursor): Name {
	if (cursor.kind() !== "number") return cursor.name(t`a kernel release such as \`v4.18\``);
	const name = { ...cursor.span, text: `v${cursor.word()}` };
	cursor.report("malformed-number", t`a kernel release starts with \`v\`: \`${name.text}\``, cursor.span, [
		{ title: t`Write \`${name.text}\``, edits: [{ span: cursor.range(name.from, name.from), newText: "v" }] },
	]);
	cursor.advance();
	return name;
}

export function parseKernelSet(cursor: TokenCursor): KernelSet {
	const { start } = cursor;
	const base = kernelName(cursor);
	const changes: { sign: "+" | "-"; patch: Name }[] = [];
	while (cursor.at("+") || cursor.at("-")) {
		const sign = cursor.at("+") ? "+" : "-";
		cursor.advance();
		changes.push({ sign, patch: cursor.name(t`the name of a patch`) });
	}
	return { base, changes, ...cursor.from(Math.min(start, base.from)) };
}
