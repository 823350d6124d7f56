/** `#if` around the items of a file: which of them there are under the options that a scenario chooses. */
import type { Expression, Item, SyntaxTree } from "../../../src/syntax/tree";
import type { Setting } from "./steps";
import { Unsupported } from "./values";

type Options = ReadonlyMap<string, string>;

/** Where one stands between `#if` and `#endif`. */
interface Branch {
	/** Whether all options are declared that its `#if` asks for so far. */
	isDeclared: boolean;
	/**
	 * By the options that are chosen, and by those that hold first: whether this branch is the one, or one before it.
	 */
	readonly is: { chosen: boolean; first: boolean };
	readonly was: { chosen: boolean; first: boolean };
}

/** The same program with the items that are there, and of those that exclude each other the one that is meant. */
export function withoutConditions(tree: SyntaxTree, { options }: Setting): SyntaxTree {
	const first: Options = new Map(tree.items.flatMap((item) => (item.kind === "option" ? [[item.name.text, item.values[0].text]] : [])));
	const open: Branch[] = [];
	const there: { readonly item: Item; readonly is: Branch["is"] }[] = [];
	for (const item of tree.items) {
		if (item.kind !== "condition") {
			const isThere = open.every(({ isDeclared, is }) => isDeclared || is.chosen);
			const is = { chosen: open.every((branch) => branch.is.chosen), first: open.every((branch) => branch.is.first) };
			if (isThere) there.push({ item, is });
			continue;
		}
		const { word, condition } = item;
		if (word === "if") open.push({ isDeclared: true, is: { chosen: false, first: false }, was: { chosen: false, first: false } });
		const branch = open[open.length - 1];
		if (word === "endif") open.pop();
		else {
			branch.isDeclared &&= condition === undefined || asked(condition).every((option) => first.has(option));
			for (const by of ["chosen", "first"] as const) {
				branch.was[by] ||= branch.is[by];
				branch.is[by] = !branch.was[by] && (condition === undefined || value(condition, by === "chosen" ? options : first) !== 0);
			}
		}
	}
	const isMeant = ({ item, is }: (typeof there)[number]): boolean => {
		const name = nameOf(item);
		const others = name === undefined ? [] : there.filter((other) => other.item.kind === item.kind && nameOf(other.item) === name);
		return others.length < 2 || (item.kind === "function" ? is.chosen : is.first);
	};
	return { ...tree, items: there.filter(isMeant).map(({ item }) => item) };
}

function nameOf(item: Item): string | undefined {
	return (item.kind === "struct" && !item.extend) || ["function", "const", "variable", "macro"].includes(item.kind)
		? (item as { name: { text: string } }).name.text
		: undefined;
}

/** The options that a condition asks for. */
function asked(condition: Expression): string[] {
	switch (condition.kind) {
		case "enabled":
			return [condition.option.text];
		case "unary":
			return asked(condition.operand);
		case "binary":
			return [...asked(condition.left), ...asked(condition.right)];
		default:
			return [];
	}
}

function value(condition: Expression, options: Options): number {
	const of = (part: Expression): number => value(part, options);
	switch (condition.kind) {
		case "enabled":
			return Number(options.get(condition.option.text) === "y");
		case "number":
			return condition.value;
		case "unary":
			if (condition.operator === "!") return Number(of(condition.operand) === 0);
			break;
		case "binary":
			if (condition.operator === "&&") return Number(of(condition.left) !== 0 && of(condition.right) !== 0);
			if (condition.operator === "||") return Number(of(condition.left) !== 0 || of(condition.right) !== 0);
	}
	throw new Unsupported(`a condition of ${condition.kind}`);
}
