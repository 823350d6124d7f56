/**
 * What is read where a person is told something, as by `dev_err(&foo->dev, "%d\n", foo->n)`: what the arguments
 * dereference, which may have been freed. What is not known of them here is left out, as the text is.
 */
import { spanOf } from "../base/span";
import type { CallExpression, Expression, Statement } from "../syntax/tree";
import { children } from "../syntax/walk";
import { checkExpression, isPointer } from "./check-expression";
import type { Place } from "./place";

/** What prints nothing: what traces, or is for others than people. */
const PRINTS_NOTHING = /^(trace_|NL_SET_ERR_MSG|BUILD_BUG_ON|dump_stack$)/;
/** Of which functions which argument is a device, of which the name is printed. */
const DEVICES: readonly (readonly [RegExp, number])[] = [
	[/^(dev|netdev)_printk/, 1],
	[/^(dev|netdev)_/, 0],
	[/^netif_/, 2],
];

/** The statements for which a call of a function that only tells something stands; undefined where it reads nothing. */
export function readWhereTold(place: Place, call: CallExpression): readonly Statement[] | undefined {
	if (PRINTS_NOTHING.test(call.name.text)) return undefined;
	const [, device] = DEVICES.find(([form]) => form.test(call.name.text)) ?? [];
	return call.arguments.flatMap(({ value }, index): Statement[] => {
		if (value.kind === "string") return [];
		const read = index === device ? fieldOfDevice(place, value) : isKnown(place, value) ? asValue(place, value) : undefined;
		if (read === undefined || !dereferences(place, read)) return [];
		return [{ kind: "expression", expression: read, ...spanOf(value) }];
	});
}

/** Checks an argument: whether nothing in it is wrong, or not known; what is said of it is taken back then. */
function isKnown(place: Place, value: Expression): boolean {
	const { diagnostics, demands } = place.context;
	const [before, demandedBefore] = [diagnostics.length, demands.length];
	checkExpression(place, value);
	const isWrong = diagnostics.slice(before).some(({ severity }) => severity === "error");
	if (isWrong) {
		diagnostics.length = before;
		demands.length = demandedBefore;
	}
	return !isWrong;
}

/** Of an array its first element. */
function asValue(place: Place, value: Expression): Expression | undefined {
	if (place.context.types.get(value)?.kind !== "array") return value;
	const element: Expression = { kind: "index", array: value, index: { kind: "number", value: 0, ...spanOf(value) }, ...spanOf(value) };
	return isKnown(place, element) ? element : undefined;
}

/** A field of a device, which is looked at for its name. */
function fieldOfDevice(place: Place, value: Expression): Expression | undefined {
	if (!isKnown(place, value)) return undefined;
	const type = place.context.types.get(value);
	const of = type?.kind === "address" ? type.of : type;
	if (of?.kind !== "struct") return undefined;
	const field = of.symbol.fields.find(({ type, written }) => type.kind !== "array" && (type.kind !== "struct" || written === "pointer"));
	if (field === undefined) return undefined;
	const read: Expression = { kind: "field", object: value, name: { text: field.name, ...spanOf(value) }, ...spanOf(value) };
	return isKnown(place, read) ? read : undefined;
}

/** Whether something is reached by a pointer, or called, in an expression. */
function dereferences({ context }: Place, expression: Expression): boolean {
	const isReached = (node: Parameters<typeof children>[0]): boolean => {
		if (!("kind" in node)) return children(node).some(isReached);
		if (node.kind === "call" || node.kind === "callThrough" || (node.kind === "unary" && node.operator === "*")) return true;
		if (node.kind === "field" && (isPointer(context, node.object) || !["name", "field", "index"].includes(node.object.kind))) return true;
		return children(node).some(isReached);
	};
	return isReached(expression);
}
