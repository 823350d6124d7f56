/** How messages name an expression of a function that has been inlined. */
import { t } from "../base/l10n";
import type { Expression } from "../syntax/tree";
import type { Activation } from "./activation";
import { excerptAt } from "./source-words";

/**
 * An expression in the words of whoever called: a parameter is what was given for it, as far as nothing assigns to it.
 * A name that only a called function has comes with that function's name.
 */
export function inCallersWords(expression: Expression, activation: Activation): string {
	const strangers = new Set<string>();
	const write = (node: Expression, within: Pick<Activation, "file" | "caller">): string => {
		const { file, caller } = within;
		const inside = (part: Expression): string => {
			const text = write(part, within);
			return /^[\w.[\]]*$/.test(text) ? text : `(${text})`;
		};
		switch (node.kind) {
			case "name": {
				const symbol = file.names.get(node.name);
				if (symbol?.kind !== "variable" || caller === undefined) return node.name.text;
				const given = file.assigned.has(symbol) ? undefined : caller.arguments.get(symbol);
				if (given !== undefined) return write(given, caller.activation);
				if (symbol.role !== "global" && symbol.role !== "scenario") strangers.add(caller.function.name);
				return node.name.text;
			}
			case "field":
				return `${inside(node.object)}.${node.name.text}`;
			case "index":
				return `${inside(node.array)}[${write(node.index, within)}]`;
			case "unary":
				if (node.operator === "*" || node.operator === "&") return write(node.operand, within);
		}
		return excerptAt(node, file);
	};
	const text = write(expression, activation);
	return strangers.size === 0 ? `\`${text}\`` : t`\`${text}\` in ${[...strangers].map((name) => `\`${name}\``).join(", ")}`;
}
