/**
 * What C leaves open: an expression that changes a variable and uses it elsewhere, with nothing between the two that
 * says which comes first. Here it is from left to right, and who reads C would not count on that.
 */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Assignment, Expression } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import type { Context } from "./context";

/** The variables that an expression uses and changes, by what they are called in it. */
interface Accesses {
	readonly read: ReadonlySet<string>;
	readonly written: ReadonlyMap<string, AnchoredSpan>;
}

const NOTHING: Accesses = { read: new Set(), written: new Map() };

/** Warns of what C leaves open in a whole expression. */
export function checkSequence(context: Context, expression: Expression): void {
	const reported = new Set<string>();
	let inStatements = 0;
	const report = (name: string, span: AnchoredSpan): void => {
		if (inStatements > 0 || reported.has(name)) return;
		reported.add(name);
		const message = t`C leaves open whether \`${name}\` is changed before or after its other use in this expression`;
		context.warning(span, "unsequenced", message);
	};
	/** What a variable is called, by its tree: what stands in a macro has the place of the macro's use. */
	const nameOf = (node: Expression): string => {
		switch (node.kind) {
			case "name":
				return node.name.text;
			case "field":
				return `${nameOf(node.object)}.${node.name.text}`;
			case "index":
				return `${nameOf(node.array)}[${nameOf(node.index)}]`;
			case "unary":
				return `${node.operator}${nameOf(node.operand)}`;
			default:
				return context.written(node).replace(/\s+/g, "").replaceAll("->", ".");
		}
	};

	const conflict = (one: Accesses, other: Accesses): void => {
		for (const [name, span] of one.written) if (other.read.has(name) || other.written.has(name)) report(name, span);
		for (const [name, span] of other.written) if (one.read.has(name)) report(name, span);
	};
	/** Several in no order that C would settle. */
	const unordered = (nodes: readonly SyntaxNode[]): Accesses => {
		const all = nodes.map(accesses);
		all.forEach((one, index) => {
			for (const other of all.slice(index + 1)) conflict(one, other);
		});
		return joined(all);
	};
	const assignment = ({ target, value }: Assignment): Accesses => {
		const name = nameOf(target);
		const parts = value ? [target, value] : [target];
		const [place, given = NOTHING] = parts.map((part) => (part === target ? within(target) : accesses(part)));
		conflict(place, given);
		const both = joined([place, given]);
		const before = both.written.get(name);
		if (before) report(name, before);
		return { read: both.read, written: new Map([...both.written, [name, spanOf(target)]]) };
	};
	/** What finding out where a variable is accesses, without the variable. */
	const within = (node: Expression): Accesses => (node.kind === "name" ? NOTHING : unordered(children(node)));
	/** Statements come one after the other, and what they leave open is looked at in each of them. */
	const settled = (node: SyntaxNode): Accesses => {
		inStatements++;
		const inner = unordered(children(node));
		inStatements--;
		return inner;
	};
	const accesses = (node: SyntaxNode): Accesses => {
		if (!("kind" in node)) return unordered(children(node));
		switch (node.kind) {
			case "name":
				return { read: new Set([node.name.text]), written: NOTHING.written };
			case "field":
			case "index": {
				const inner = within(node);
				return { ...inner, read: new Set([...inner.read, nameOf(node)]) };
			}
			case "assignment":
				return assignment(node);
			case "unary":
				return node.operator === "&" ? within(node.operand) : accesses(node.operand);
			case "binary":
				if (node.operator === "&&" || node.operator === "||") return joined([accesses(node.left), accesses(node.right)]);
				return unordered([node.left, node.right]);
			case "statements":
				return settled(node);
			// Of a macro it is what it stands for that is evaluated, and not its arguments.
			case "call": {
				const expansion = context.expansions.get(node);
				if (expansion === undefined) return unordered(children(node));
				return "value" in expansion ? accesses(expansion.value) : NOTHING;
			}
			case "comma":
				return joined([accesses(node.first), accesses(node.last)]);
			case "default":
				return joined([accesses(node.value), accesses(node.otherwise)]);
			case "conditional":
				return joined([accesses(node.condition), accesses(node.then), accesses(node.otherwise)]);
			default:
				return unordered(children(node));
		}
	};
	accesses(expression);
}

function joined(all: readonly Accesses[]): Accesses {
	return { read: new Set(all.flatMap(({ read }) => [...read])), written: new Map(all.flatMap(({ written }) => [...written])) };
}
