/**
 * References that are cast to numbers. A reference has no address here that one could calculate with: what its number
 * is compared with and cast back to is another reference, and all else is refused where it stands.
 */
import { t } from "../base/l10n";
import type { BinaryExpression, Expression } from "../syntax/tree";
import { constantValue } from "./constants";
import type { Place } from "./place";
import { BOOL, fits, type Type, typeText } from "./types";

/** The type of a comparison, by `==` or `!=`, of which at least one side is the address of an object. */
export function addressComparison({ context, scope }: Place, { left, right, ...node }: BinaryExpression, one: Type, other: Type): Type {
	if (one.kind === "error" || other.kind === "error") return BOOL;
	const isZero = (side: Expression, type: Type): boolean => type.kind === "int" && constantValue(context, scope, side) === 0;
	const areAlike = one.kind === "address" && other.kind === "address" && (fits(one.of, other.of) || fits(other.of, one.of));
	const isFine = isZero(left, one) || isZero(right, other) || areAlike;
	const [isError] = [one, other].filter(({ kind }) => kind === "int");
	if (isError && !isFine)
		context.error(
			node,
			"address-number",
			t`which number an address is, is not known here: \`PTR_ERR()\` gives the error that a reference carries`,
		);
	else if (!isFine) context.error(node, "wrong-type", t`${typeText(one)} and ${typeText(other)} cannot be compared`);
	return BOOL;
}

/** Whether a value is a reference or the number of one; reports that an operator calculates with it. */
export function refusesAddress({ context }: Place, expression: Expression, type: Type, operator: string): boolean {
	if (type.kind !== "address" && type.kind !== "struct" && type.kind !== "any") return false;
	context.error(expression, "address-number", problemOf(operator));
	return true;
}

function problemOf(operator: string): string {
	switch (operator) {
		case "&":
		case "|":
		case "^":
		case "~":
		case "<<":
		case ">>":
			return t`a reference has no bits here: keep what stands in the low bits of a pointer in a field beside it`;
		case "<":
		case ">":
		case "<=":
		case ">=":
			return t`addresses have no order here: references are compared with \`==\` and \`!=\`, and \`IS_ERR()\` asks for an error`;
		default:
			return t`nothing is calculated with addresses here: the elements of an array have indices`;
	}
}

/** Reports that the number of a reference would be kept as a number. */
export function refuseAddress({ context }: Place, expression: Expression, what: string): void {
	context.error(
		expression,
		"address-number",
		t`${what} is a number, which holds no reference here: write \`void *\`, or \`PTR_ERR()\` for the error that one carries`,
	);
}
