import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Assignment, Expression } from "../syntax/tree";
import { checkNoCopy, checkNoOwnObject } from "./addresses";
import type { Place } from "./place";
import type { Type } from "./types";

/**
 * Checks that something can be assigned to, after its type has been found, and notes the effect.
 * `can` ends the sentence "this is not a variable, only then …".
 */
export function checkTarget(place: Place, target: Expression, can: string): void {
	const { context, scope, effects } = place;
	switch (target.kind) {
		case "error":
			return;
		case "call": {
			const expansion = context.expansions.get(target);
			if (expansion && "value" in expansion) return checkTarget(place, expansion.value, can);
			break;
		}
		case "field":
			effects.writes = true;
			checkNoCopy(context, target);
			return checkNoOwnObject(context, target);
		case "index":
			if (context.types.get(target.array)?.kind === "array") checkTarget(place, target.array, can);
			return;
		case "unary":
			if (target.operator === "*") {
				effects.writes = true;
				return;
			}
			break;
		case "name": {
			const symbol = scope.lookup(target.name.text);
			if (symbol === undefined) return;
			if (symbol.kind === "variable" && symbol.role === "parameter" && symbol.type.kind === "any") {
				context.error(
					target,
					"void-pointer",
					t`a parameter \`void *\` refers to what was given, and to nothing else: declare a variable for it`,
				);
				return;
			}
			if (symbol.kind === "variable" && symbol.role !== "bound") {
				context.assigned.add(symbol);
				checkNoCopy(context, target);
				checkNoOwnObject(context, target);
				if (symbol.role !== "local" && (symbol.role !== "parameter" || symbol.type.kind === "array")) effects.writes = true;
				return;
			}
			break;
		}
	}
	context.error(target, "not-assignable", t`this is not a variable; only then ${can}`);
}

/** Checks the place of an assignment to a target of some type, and whether its operator suits that. */
export function checkAssigned(place: Place, assignment: Assignment, type: Type): void {
	const { context, readOnly } = place;
	const { target, operator, value } = assignment;
	checkTarget(place, target, t`something can be assigned to it`);
	if (readOnly !== undefined) {
		const sign = { ...spanOf(assignment), from: target.to };
		const fixes = operator === "=" ? [{ title: t`Compare with \`==\``, edits: [{ span: signIn(context, sign), newText: "==" }] }] : [];
		context.error(assignment, "must-only-read", t`${readOnly} may only read, and this assigns`, { fixes });
	}
	const isNumber = type.kind === "int" || type.kind === "error" || (type.kind === "bool" && value !== undefined);
	if (operator !== "=" && !isNumber) context.error(target, "wrong-type", t`'${operator}' needs a number`);
	if (type.kind === "array") context.error(target, "wrong-type", t`only single values can be assigned`);
	if (type.kind === "pointer" && target.kind !== "name")
		context.error(target, "pointer-variable", t`only a parameter or a local points to a variable`);
}

/** Warns of `=` where the truth of something is asked for, unless parentheses of its own say that it is meant. */
export function checkNoComparison({ context }: Place, expression: Expression): void {
	if (expression.kind !== "assignment" || expression.operator !== "=" || expression.from < expression.target.from) return;
	const { from, to, target } = expression;
	const at = (offset: number) => ({ ...spanOf(expression), from: offset, to: offset });
	context.warning(
		expression,
		"assignment-in-condition",
		t`\`=\` assigns, and \`==\` compares: parentheses around it say that it is meant`,
		{
			fixes: [
				{ title: t`Compare with \`==\``, edits: [{ span: signIn(context, { ...spanOf(expression), from: target.to }), newText: "==" }] },
				{
					title: t`Put parentheses around the assignment`,
					edits: [
						{ span: at(from), newText: "(" },
						{ span: at(to), newText: ")" },
					],
				},
			],
		},
	);
}

/** The `=` in what stands behind a target. */
function signIn({ written }: Place["context"], behind: AnchoredSpan): AnchoredSpan {
	const from = behind.from + Math.max(0, written(behind).indexOf("="));
	return { ...behind, from, to: from + 1 };
}
