/** `container_of`: the object of which another one is a part. */
import { t } from "../base/l10n";
import type { ContainerExpression, Expression } from "../syntax/tree";
import { resolveField, resolveStruct } from "./check-names";
import type { Place } from "./place";
import type { FieldSymbol, StructSymbol, Type } from "./symbols";
import { ERROR, typeText } from "./types";

/** The type of the object; `check` gives that of an expression. */
export function containerType(
	place: Place,
	{ part, struct: name, like, path }: ContainerExpression,
	check: (place: Place, expression: Expression) => Type,
): Type {
	const { context } = place;
	const model = like && check(place, like);
	const type = check(place, part);
	if (model && model.kind !== "struct" && model.kind !== "error" && like)
		context.error(like, "wrong-type", t`only an object has parts, and this is ${typeText(model)}`);
	const alias = name && place.scope.lookup(name.text);
	if (name && alias?.kind === "typedef") place.context.names.set(name, alias);
	const aliased = alias?.kind === "typedef" && alias.variable.kind === "struct" ? alias.variable.symbol : undefined;
	const whole = model?.kind === "struct" ? model.symbol : (aliased ?? (name && resolveStruct(place, name)));
	if (whole === undefined) return ERROR;
	let struct: StructSymbol | undefined = whole;
	for (const step of path) {
		const field: FieldSymbol | undefined = struct && resolveField(place, struct, step);
		struct = undefined;
		if (field === undefined || field.type.kind === "error") return ERROR;
		if (field.type.kind !== "struct" || field.written !== "object") {
			context.error(step, "wrong-type", t`'${field.name}' is no object that belongs to '${field.struct.name}'`);
			return ERROR;
		}
		struct = field.type.symbol;
	}
	if (type.kind !== "error" && (type.kind !== "struct" || type.symbol !== struct)) {
		context.error(part, "wrong-type", t`'${path.map(({ text }) => text).join(".")}' is ${struct?.name}, and this is ${typeText(type)}`);
		return ERROR;
	}
	return { kind: "struct", symbol: whole };
}
