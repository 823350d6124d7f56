/**
 * Macros written out: the tree of a program in which nothing is left of them, as docs/language.md says what they are.
 * What a use stands for has places of its own, which no text has, so that code that is at a place is always the same.
 */
import type { Argument, CallExpression, Expression, MacroItem, Statement, SyntaxTree } from "../../../src/syntax/tree";
import { Unsupported } from "./values";

/** More than a text of a program has letters. */
const FAR = 10_000_000;

/** The same program without macros. */
export function withoutMacros(tree: SyntaxTree): SyntaxTree {
	const macros = new Map(tree.items.flatMap((item) => (item.kind === "macro" ? [[item.name.text, item] as const] : [])));
	if (macros.size === 0) return tree;
	const writer = new Writer(macros);
	return { ...tree, items: tree.items.filter(({ kind }) => kind !== "macro").map((item) => writer.written(item)) };
}

class Writer {
	private uses = 0;

	constructor(private readonly macros: ReadonlyMap<string, MacroItem>) {}

	/** A piece of tree with each use of a macro written out. */
	written<T>(part: T): T {
		return this.write(part) as T;
	}

	private write(part: unknown): unknown {
		if (Array.isArray(part)) return part.flatMap((one) => this.statements(one) ?? [this.write(one)]);
		if (typeof part !== "object" || part === null) return part;
		const call = part as CallExpression;
		const macro = call.kind === "call" ? this.macros.get(call.name.text) : undefined;
		if (macro?.value) return this.write(new Use(macro, call, undefined, ++this.uses * FAR).copy(macro.value));
		if (macro) throw new Unsupported("statements of a macro that stand in the place of one");
		return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "anchor" ? value : this.write(value)]));
	}

	/** The statements that a use of a macro in a list of some is. */
	private statements(one: unknown): readonly unknown[] | undefined {
		const statement = one as Statement;
		const call =
			statement?.kind === "headed"
				? statement.call
				: statement?.kind === "expression" && statement.expression.kind === "call"
					? statement.expression
					: undefined;
		const macro = call && this.macros.get(call.name.text);
		if (call === undefined || macro === undefined || macro.value) return undefined;
		const behind = statement.kind === "headed" ? statement.body : undefined;
		const use = new Use(macro, call, behind, ++this.uses * FAR);
		return macro.body.flatMap((each) => this.write([use.copy(each)]) as unknown[]);
	}
}

/** One use of a macro. */
class Use {
	private readonly given: ReadonlyMap<string, Expression>;

	constructor(
		macro: MacroItem,
		call: { readonly arguments: readonly Argument[] },
		private readonly behind: Statement | undefined,
		private readonly away: number,
	) {
		this.given = new Map(macro.parameters.map(({ text }, index) => [text, call.arguments[index].value]));
	}

	/** A piece of the macro with what is given in the place of its parameters. */
	copy(part: unknown): unknown {
		if (Array.isArray(part)) return part.map((one) => this.copy(one));
		if (typeof part !== "object" || part === null) return part;
		const node = part as Expression | Statement;
		if (node.kind === "hole") return this.behind;
		const given = node.kind === "name" ? this.given.get(node.name.text) : undefined;
		if (given) return given;
		// `*p` for `&x` is `x`.
		const pointed =
			node.kind === "unary" && node.operator === "*" && node.operand.kind === "name" && this.given.get(node.operand.name.text);
		if (pointed && pointed.kind === "unary" && pointed.operator === "&") return pointed.operand;
		const copy = Object.fromEntries(
			Object.entries(part).map(([key, value]) => [
				key,
				key === "anchor" ? value : this.copy(this.isNamed(key, value) ? this.named(value) : value),
			]),
		);
		return "from" in part ? { ...copy, from: Number(copy.from) + this.away, to: Number(copy.to) + this.away } : copy;
	}

	/**
	 * Whether something is a name that a parameter stands for: of a variable that the macro declares, or of a field.
	 */
	private isNamed(key: string, value: unknown): value is { readonly text: string } {
		return key === "name" && typeof value === "object" && value !== null && this.given.has((value as { text?: string }).text ?? "");
	}

	private named({ text }: { readonly text: string }): unknown {
		const given = this.given.get(text);
		if (given?.kind !== "name") throw new Unsupported("what is no name in the place of one");
		return given.name;
	}
}
