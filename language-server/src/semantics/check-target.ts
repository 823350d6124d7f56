import type { Expression } from "../syntax/tree";
import { checkNoOwnObject } from "./addresses";
import type { Place } from "./place";

/**
 * Checks that something can be assigned to, after its type has been found, and notes the effect.
 * `can` ends the sentence "this is not a variable, only then …".
 */
export function checkTarget(place: Place, target: Expression, can: string): void {
	const { context, scope, effects } = place;
	switch (target.kind) {
		case "error":
			return;
		case "field":
			effects.writes = true;
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
			if (symbol.kind === "variable" && symbol.role !== "bound") {
				context.assigned.add(symbol);
				checkNoOwnObject(context, target);
				if (symbol.role !== "local" && (symbol.role !== "parameter" || symbol.type.kind === "array")) effects.writes = true;
				return;
			}
			break;
		}
	}
	context.error(target, "not-assignable", `this is not a variable; only then ${can}`);
}
