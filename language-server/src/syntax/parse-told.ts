/**
 * What a kernel file tells the rest of the kernel of its functions: `EXPORT_SYMBOL(name);`, `MODULE_LICENSE("GPL");`.
 */
import type { TokenCursor } from "./token-cursor";
import type { IncludeItem } from "./tree";

const TELLING =
	/^(EXPORT_\w+|MODULE_\w+|module_\w+|\w+_initcall\w*|NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION|early_param|__setup|__initcall|BTF_\w+)$/;

/** Whether that stands here. */
export function atTold(cursor: TokenCursor): boolean {
	return cursor.kind() === "name" && cursor.at("(", 1) && TELLING.test(cursor.word());
}

export function parseTold(cursor: TokenCursor): IncludeItem {
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
