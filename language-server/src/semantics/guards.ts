/** What `guard(mutex)(&l);` and `scoped_guard(mutex, &l) { … }` stand for. */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Argument, CallExpression, Expression, GuardClassItem, Name, ReferenceCall, Statement } from "../syntax/tree";
import { expansionOf, type Refusal } from "./macros";
import type { Place } from "./place";
import type { Expansion } from "./symbols";

/** The kind of guard that a statement takes; undefined where it takes none. */
export function guardTaken({ scope }: Place, { callee }: ReferenceCall): Expression | undefined {
	if (callee.kind !== "call" || callee.name.text !== "guard" || scope.lookup("guard") !== undefined) return undefined;
	return callee.arguments[0]?.value;
}

/** What taking a guard stands for, until the end of the block around or of the statement behind it. */
export function guardExpansion(
	{ context }: Place,
	use: CallExpression | ReferenceCall,
	kind: Expression | undefined,
	given: readonly Argument[],
	behind?: Statement,
): Expansion | Refusal {
	const place = spanOf(use);
	const name = kind?.kind === "name" ? kind.name.text : "";
	const found = context.shared.guardClasses.get(name);
	if (found === undefined) {
		const known = [...context.shared.guardClasses.keys()].join(", ") || t`none`;
		return {
			problem: t`there is no guard '${name}', only ${known}: \`DEFINE_GUARD(${name || "name"}, type, lock, unlock)\` makes one`,
			place: kind ?? place,
		};
	}
	const statements = statementsOf(found, place, given);
	if ("problem" in statements) return statements;
	if (behind === undefined) return { statements };
	const body = { kind: "block", statements: [...statements, behind], ...place } as const;
	// `break` leaves it, as it does the loop that this is in C.
	return { statements: [{ kind: "do", body, condition: { kind: "number", value: 0, ...place }, ...place }] };
}

/** What a guard does of what it is given; nothing where it is one of which there is only one. */
function statementsOf(found: GuardClassItem, place: AnchoredSpan, given: readonly Argument[]): readonly Statement[] | Refusal {
	const name = found.name.text;
	if (!found.type && given.length > 0) return { problem: t`a guard '${name}' takes no argument: \`guard(${name})()\``, place };
	if (found.type && given.length !== 1) return { problem: t`a guard '${name}' takes 1 argument`, place };
	// It is called so that no name in the text is it.
	const guarded: Name = { text: `guarded by ${name}`, ...place };
	const argument = { ...place, value: { ...place, kind: "name", name: guarded } } as const;
	const use = { ...place, kind: "call", name: found.name, arguments: found.type ? [argument] : [] } as const;
	const expansion = expansionOf(pseudoMacro(found), use);
	if ("problem" in expansion) return expansion;
	const statements = "statements" in expansion ? expansion.statements : [];
	const [typed, ...done] = statements;
	if (typed?.kind !== "local") return statements;
	return [{ ...typed, variable: { ...typed.variable, name: guarded, value: given[0].value } }, ...done];
}

/** The same as a macro with what is guarded as its parameter. */
function pseudoMacro({ name, type, stars, lock, unlock, ...node }: GuardClassItem) {
	const place = spanOf(node);
	const parameter: Name = { text: "_T", ...place };
	const declared = { name: { text: "", ...place }, ...(stars && { stars }), ...place };
	const body: readonly Statement[] = [
		...(type ? [{ kind: "local", variable: { kind: "variable", type, ...declared }, ...place } as const] : []),
		{ kind: "expression", expression: lock, ...place },
		{ kind: "cleanup", value: unlock, ...place },
	];
	return { name: name.text, node: { kind: "macro", name, parameters: type ? [parameter] : [], body, ...place } as const };
}
