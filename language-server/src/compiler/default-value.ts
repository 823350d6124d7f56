/** What variables hold that are given nothing. */
import type { Type } from "../semantics/types";
import { rangeOfEnum } from "./enum-values";

/** What a variable without initialiser holds: 0, or the lowest value of a range or enum without 0. */
export function defaultValue(type: Type): number {
	if (type.kind === "size") return 1;
	if (type.kind === "enum") return type.symbol.members.some(({ value }) => value === 0) ? 0 : rangeOfEnum(type.symbol).low;
	if (type.kind !== "int" || type.open || (type.low <= 0 && type.high >= 0)) return 0;
	return type.low;
}
