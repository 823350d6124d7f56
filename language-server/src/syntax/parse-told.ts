/**
 * What a kernel file tells the rest of the kernel of its functions: `EXPORT_SYMBOL(name);`, `MODULE_LICENSE("GPL");`.
 */
import { parseArguments } from "./parse-arguments";
import { operands } from "./parse-expression";
import type { TokenCursor } from "./token-cursor";
import type { IncludeItem, VariableItem } from "./tree";

const TELLING =
	/^(EXPORT_\w+|MODULE_\w+|module_\w+|\w+_initcall\w*|NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION|early_param|__setup|__initcall|BTF_\w+)$/;

/** Whether that stands here. */
export function atTold(cursor: TokenCursor): boolean {
	return cursor.kind() === "name" && cursor.at("(", 1) && TELLING.test(cursor.word());
}

export function parseTold(cursor: TokenCursor): IncludeItem | VariableItem {
	if (cursor.at("module_exit") && cursor.atName(2)) return parseExit(cursor);
	const { start } = cursor;
	const tells = cursor.readName();
	let nesting = 0;
	while (!cursor.atEnd && !cursor.at(";") && !cursor.at("{") && !cursor.at("}")) {
		if (cursor.at("(")) nesting++;
		else if (cursor.at(")")) nesting--;
		cursor.advance();
		if (nesting === 0) break;
	}
	cursor.accept(";");
	return { kind: "include", tells, ...cursor.from(start) };
}

/**
 * What is done when a module is unloaded, which who unloads it has to know: `module_exit(name);` is called where a
 * scenario is set up, as the value of a variable that nobody can name.
 */
function parseExit(cursor: TokenCursor): VariableItem {
	const { start } = cursor;
	const nowhere = { ...cursor.span, to: cursor.span.from };
	const called = cursor.readName();
	const value = { kind: "call", name: called, arguments: parseArguments(cursor, operands), ...cursor.from(start) } as const;
	cursor.accept(";");
	const type = { kind: "sameType", as: { kind: "boolType" }, ...nowhere } as const;
	return { kind: "variable", type, name: { text: `${called.text}()`, ...nowhere }, value, ...cursor.from(start) };
}
