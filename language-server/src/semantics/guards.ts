/** What `guard(mutex)(&l);` and `scoped_guard(mutex, &l) { … }` stand for. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { CallExpression, Expression, GuardClassItem, Name, ReferenceCall, Statement } from "../syntax/tree";
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
	[given, ...others]: readonly CallExpression["arguments"][number][],
	behind?: Statement,
): Expansion | Refusal {
	const place = spanOf(use);
	const name = kind?.kind === "name" ? kind.name.text : "";
	const found = context.shared.guardClasses.get(name);
	if (found === undefined) {
		const known = [...context.shared.guardClasses.keys()].join(", ") || t("none");
		return {
			problem: t`there is no guard '${name}', only ${known}: \`DEFINE_GUARD(${name || "name"}, type, lock, unlock)\` makes one`,
			place: kind ?? place,
		};
	}
	if (given === undefined || others.length > 0) return { problem: t`a guard '${name}' takes 1 argument`, place };
	// It is called so that no name in the text is it.
	const guarded: Name = { text: `guarded by ${name}`, ...place };
	const expansion = expansionOf(pseudoMacro(found), {
		...place,
		kind: "call",
		name: found.name,
		arguments: [{ ...place, value: { ...place, kind: "name", name: guarded } }],
	});
	if ("problem" in expansion || !("statements" in expansion)) return expansion;
	const [typed, ...done] = expansion.statements;
	if (typed.kind !== "local") return { problem: t`'${name}' guards nothing`, place };
	const statements = [{ ...typed, variable: { ...typed.variable, name: guarded, value: given.value } }, ...done];
	if (behind === undefined) return { statements };
	const body = { kind: "block", statements: [...statements, behind], ...place } as const;
	// `break` leaves it, as it does the loop that this is in C.
	return { statements: [{ kind: "do", body, condition: { kind: "number", value: 0, ...place }, ...place }] };
}

/** The same as a macro with what is guarded as its parameter. */
function pseudoMacro({ name, type, stars, lock, unlock, ...node }: GuardClassItem) {
	const place = spanOf(node);
	const parameter: Name = { text: "_T", ...place };
	const body: readonly Statement[] = [
		{ kind: "local", variable: { kind: "variable", type, ...(stars && { stars }), name: { text: "", ...place }, ...place }, ...place },
		{ kind: "expression", expression: lock, ...place },
		{ kind: "cleanup", value: unlock, ...place },
	];
	return { name: name.text, node: { kind: "macro", name, parameters: [parameter], body, ...place } as const };
}
