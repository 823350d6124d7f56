/** Macros with parameters: `#define NAME(a, b) body`. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { directiveHere } from "./parse-directive";
import { parseInitialiser } from "./parse-expression";
import { parseStatement } from "./parse-statement";
import { TokenCursor } from "./token-cursor";
import type { MacroItem, Name, Statement } from "./tree";

const HEAD = /^#\s*define\s+(\w+)\(/;

/** Whether a macro with parameters is defined here. */
export function atMacro(cursor: TokenCursor): boolean {
	return directiveHere(cursor) === "define" && HEAD.test(cursor.word());
}

export function parseMacro(outer: TokenCursor): MacroItem {
	const { start, offset } = outer;
	const documentation = outer.documentation();
	const line = outer.word();
	const [head, text] = HEAD.exec(line) as RegExpExecArray;
	const name: Name = { text, ...outer.rangeAt(offset + head.length - 1 - text.length, offset + head.length - 1) };
	const cursor = new TokenCursor(outer.text, outer.diagnostics, offset + head.length, offset + line.length, outer, true);
	const { parameters, variadic } = parseNames(cursor);
	const macro = {
		kind: "macro",
		...(documentation !== undefined && { documentation }),
		name,
		parameters,
		...(variadic && { variadic }),
	} as const;
	const body = parseBody(cursor);
	outer.advance();
	return { ...macro, ...body, ...outer.from(start) };
}

function parseNames(cursor: TokenCursor): { readonly parameters: readonly Name[]; readonly variadic: boolean } {
	const parameters: Name[] = [];
	let variadic = false;
	while (!cursor.at(")") && !cursor.atEnd && !variadic) {
		if (cursor.at("...")) parameters.push({ ...cursor.span, text: "__VA_ARGS__" });
		else parameters.push(cursor.name(t`the name of a parameter`));
		variadic = cursor.accept("...");
		if (!cursor.accept(",")) break;
	}
	cursor.expect(")", t`after the parameters of the macro`);
	return { parameters, variadic };
}

function parseBody(cursor: TokenCursor): Pick<MacroItem, "value" | "body"> {
	if (cursor.at("{") && isOfValues(cursor)) return { value: parseInitialiser(cursor), body: [] };
	const body: Statement[] = [];
	while (!cursor.atEnd) {
		const { progress } = cursor;
		body.push(parseStatement(cursor));
		if (cursor.progress === progress) break;
	}
	const [only, ...others] = body;
	if (others.length > 0) return { body };
	if (only?.kind === "expression") return { value: { ...only.expression, ...spanOf(only) }, body: [] };
	return only?.kind === "assign" ? { value: { ...only, kind: "assignment" }, body: [] } : { body };
}

/** Whether the braces here hold values and no statements. */
function isOfValues(cursor: TokenCursor): boolean {
	for (let ahead = 0; cursor.kind(ahead) !== "end"; ahead++) if (cursor.at(";", ahead)) return false;
	return true;
}
