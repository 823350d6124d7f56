/** The values that variables of an enum have, and what these are called. */
import type { EnumMemberSymbol, EnumSymbol } from "../semantics/symbols";
import type { Interval } from "../system/interval";
import type { ValueType } from "../system/system-text";

/** From the least to the greatest value of a member. */
export function rangeOfEnum({ members }: EnumSymbol): Interval {
	const values = members.map(({ value }) => value);
	return values.length === 0 ? { low: 0, high: 0 } : { low: Math.min(...values), high: Math.max(...values) };
}

/** The names of members by their values: those of small numbers, of which there are some, and those of others. */
type NamesOfMembers = Pick<ValueType & { readonly kind: "enum" }, "members" | "others">;

const knownNames = new WeakMap<EnumSymbol, NamesOfMembers>();

/** Up to here most numbers are some member's. */
const SMALL = 1023;

/** By value; of those that no member has, nothing. Of members with the same value it is the first. */
export function namesOfMembers(symbol: EnumSymbol): NamesOfMembers {
	const names = knownNames.get(symbol) ?? listNames(symbol);
	knownNames.set(symbol, names);
	return names;
}

function listNames({ members }: EnumSymbol): NamesOfMembers {
	const isSmall = ({ value }: EnumMemberSymbol): boolean => value >= 0 && value <= SMALL;
	const small = members.filter(isSmall);
	const names: string[] = Array.from({ length: Math.max(0, ...small.map(({ value }) => value + 1)) }, () => "");
	for (const { name, value } of small) names[value] ||= name;
	if (small.length === members.length) return { members: names };
	const others: Record<number, string> = {};
	for (const member of members) if (!isSmall(member)) others[member.value] ??= member.name;
	return { members: names, others };
}
