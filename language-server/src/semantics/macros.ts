/**
 * What a use of a macro stands for: its body, in the tree and not in the text, with what is given for the parameters.
 *
 * What is given stays the nodes that it is, so that it is found where it stands; what the macro brings along stands
 * where it is used.
 */
import { t } from "../base/l10n";
import { quantity } from "../base/quantities";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { CallExpression, ContainerExpression, Expression, MacroItem, Name, Statement, TypeName } from "../syntax/tree";
import type { Expansion, MacroSymbol } from "./symbols";

/** How many macros can be used in the bodies of one another, and how many nodes a use can stand for. */
const MOST_NESTED = 32;
const MOST_NODES = 20_000;

/** Of a use that stands in what a macro stands for: from whose bodies it comes. What a macro is given is its user's. */
const bodies = new WeakMap<CallExpression, readonly string[]>();

/** Of a name that a macro brings along: as which it is written in the macro. */
const originals = new WeakMap<Name, Name>();

/** The name in a text that a name is: in what a macro stands for, the one in the macro. */
export function writtenName(name: Name): Name {
	return originals.get(name) ?? name;
}

/** Why there is none, in a sentence, and where. */
export interface Refusal {
	readonly problem: string;
	readonly place: AnchoredSpan;
}

/** What a use of a macro stands for; `behind` is the statement to which it is the head. */
export function expansionOf(
	{ node, name }: Pick<MacroSymbol, "node" | "name">,
	call: CallExpression,
	behind?: Statement,
): Expansion | Refusal {
	const around = bodies.get(call) ?? [];
	if (around.includes(name)) return { problem: t`'${name}' is used within itself: ${[...around, name].join(" → ")}`, place: call.name };
	if (around.length >= MOST_NESTED) return { problem: t`macros are nested more than ${MOST_NESTED} deep here`, place: call.name };
	const named = call.arguments.find((argument) => argument.name !== undefined);
	if (named) return { problem: t`what a macro is given has no names`, place: named };
	const { parameters, variadic } = node;
	const [given, wanted] = [call.arguments.length, parameters.length];
	if (variadic ? given < wanted - 1 : given !== wanted) {
		const least = variadic ? wanted - 1 : wanted;
		return {
			problem: variadic ? t`'${name}' takes at least ${quantity(least, "argument")}` : t`'${name}' takes ${quantity(least, "argument")}`,
			place: call.name,
		};
	}
	try {
		return new Substitution(node, call, behind).expansion();
	} catch (error) {
		if (error instanceof NoExpansion) return { problem: error.problem, place: error.place };
		throw error;
	}
}

class NoExpansion extends Error {
	constructor(
		readonly problem: string,
		readonly place: AnchoredSpan,
	) {
		super(problem);
	}
}

class Substitution {
	private readonly given = new Map<string, Expression>();
	private readonly further: readonly CallExpression["arguments"][number][];
	private readonly variadic: string | undefined;
	private nodes = 0;
	private holes = 0;

	constructor(
		private readonly macro: MacroItem,
		private readonly call: CallExpression,
		private readonly behind: Statement | undefined,
	) {
		const plain = macro.variadic ? macro.parameters.slice(0, -1) : macro.parameters;
		for (const [index, { text }] of plain.entries()) this.given.set(text, call.arguments[index].value);
		this.variadic = macro.variadic && macro.parameters.at(-1)?.text;
		this.further = call.arguments.slice(plain.length);
	}

	expansion(): Expansion {
		const { value, body } = this.macro;
		const { name } = this.call;
		if (value && this.behind) throw new NoExpansion(t`'${name.text}' is an expression, and no head of a statement`, name);
		if (value) return { value: this.copied(value) };
		const statements = body.map((statement) => this.copied(statement));
		if (this.behind && this.holes === 0) throw new NoExpansion(t`'${name.text}' is complete, and no head of a statement`, name);
		if (!this.behind && this.holes > 0)
			throw new NoExpansion(t`'${name.text}' is the head of a statement, which is missing behind it`, name);
		return { statements };
	}

	/** A node or what else is part of one, with what is given in the place of parameters. */
	private copied<T>(part: T): T {
		// Each kind of node is made of the same parts as it was, so that what comes out is of the same kind.
		return this.copy(part) as T;
	}

	private copy(part: unknown): unknown {
		if (Array.isArray(part)) return part.flatMap((one) => this.furtherOf(one) ?? [this.copy(one)]);
		if (typeof part !== "object" || part === null) return part;
		if (++this.nodes > MOST_NODES) throw new NoExpansion(t`'${this.call.name.text}' stands for too much`, this.call.name);
		if ("text" in part && "from" in part) return this.name(part as Name);
		const replaced = "kind" in part ? this.replaced(part as Expression | Statement | TypeName) : undefined;
		if (replaced) return replaced;
		const copy: Record<string, unknown> = {};
		for (const [key, value] of Object.entries(part)) copy[key] = key === "anchor" || key === "documentation" ? value : this.copy(value);
		const placed = "from" in part ? { ...copy, ...spanOf(this.call) } : copy;
		if ("kind" in part && part.kind === "call")
			bodies.set(placed as unknown as CallExpression, [...(bodies.get(this.call) ?? []), this.macro.name.text]);
		return placed;
	}

	/** What stands in the place of a node that is a parameter. */
	private replaced(node: Expression | Statement | TypeName): unknown {
		switch (node.kind) {
			case "name":
				return this.given.get(node.name.text);
			case "hole":
				this.holes++;
				return this.behind;
			// What is given as an address is what is found there: `*(ptr)` for `&x` is `x`, as it is in C.
			case "unary": {
				const given = node.operator === "*" && node.operand.kind === "name" && this.given.get(node.operand.name.text);
				return given && given.kind === "unary" && given.operator === "&" ? given.operand : undefined;
			}
			case "namedType": {
				const given = node.word === undefined ? this.given.get(node.name.text) : undefined;
				if (given === undefined) return undefined;
				if (given.kind === "name") return { ...node, name: given.name, ...spanOf(given) };
				if (given.kind === "typeName" && given.stars === undefined) return given.type;
				throw new NoExpansion(t`'${node.name.text}' of '${this.call.name.text}' is a type`, given);
			}
			case "field": {
				if (!this.given.has(node.name.text)) return undefined;
				const object: Expression = this.copied(node.object);
				const field = (object: Expression, name: Name): Expression => ({ kind: "field", object, name, ...spanOf(this.call) });
				return this.path(node.name).reduce(field, object);
			}
			case "containerOf":
				return this.container(node);
			default:
				return undefined;
		}
	}

	/** `container_of` with what is given for the struct and the path. */
	private container({ struct, path, like, part, ...node }: ContainerExpression): ContainerExpression {
		const given = struct && this.given.get(struct.text);
		const type = given?.kind === "typeName" ? given.type : undefined;
		const whole =
			type?.kind === "namedType"
				? { struct: type.name }
				: type?.kind === "typeofType"
					? { like: type.operand.kind === "unary" && type.operand.operator === "*" ? type.operand.operand : type.operand }
					: { ...(struct && { struct: this.name(struct) }), ...(like && { like: this.copied(like) }) };
		return { ...node, ...spanOf(this.call), part: this.copied(part), ...whole, path: path.flatMap((name) => this.path(name)) };
	}

	/**
	 * The names of what is given for a member: `a.b` are two. They are nodes of their own: what is given may be a
	 * variable in one place of the macro and a member in another.
	 */
	private path(name: Name): readonly Name[] {
		const names = (given: Expression): readonly Name[] => {
			if (given.kind === "name") return [{ ...given.name }];
			if (given.kind === "field") return [...names(given.object), { ...given.name }];
			throw new NoExpansion(t`'${name.text}' of '${this.call.name.text}' is the name of a field`, given);
		};
		const given = this.given.get(name.text);
		return given ? names(given) : [this.name(name)];
	}

	private name(name: Name): Name {
		const given = this.given.get(name.text);
		if (given === undefined) {
			const brought: Name = { ...name, ...spanOf(this.call), text: name.text };
			originals.set(brought, writtenName(name));
			return brought;
		}
		if (given.kind === "name") return { ...given.name };
		if (given.kind === "typeName" && given.type.kind === "namedType") return given.type.name;
		throw new NoExpansion(t`'${name.text}' of '${this.call.name.text}' is a name`, given);
	}

	/** All further arguments, where they are named. */
	private furtherOf(part: unknown): readonly unknown[] | undefined {
		if (this.variadic === undefined || typeof part !== "object" || part === null || !("value" in part)) return undefined;
		const { value } = part as { value: Expression };
		return value?.kind === "name" && value.name.text === this.variadic ? this.further : undefined;
	}
}
