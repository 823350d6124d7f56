/** Constants and enums, which are evaluated when they are first needed: each may be said by others, in any order. */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { EnumItem, Expression, Name } from "../syntax/tree";
import { checkConstant, sizeType } from "./check-expression";
import type { Context } from "./context";
import type { Scope } from "./scope";
import { setupPlace } from "./setup-place";
import type { ConstSymbol, EnumMemberSymbol, EnumSymbol } from "./symbols";
import { INT } from "./types";

/** Declares an enum with its members, whose values are evaluated when they are first needed. */
export function declareEnum(context: Context, scope: Scope, item: EnumItem): void {
	if (item.name.text === "" && item.members.length > 0) return declareConstants(context, scope, item.members);
	const symbol: EnumSymbol = {
		kind: "enum",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		members: [],
	};
	context.declare(scope, symbol, item.name);
	const isCounted = item.members.every((member) => member.value === undefined);
	item.members.forEach((member, index) => {
		const { name } = member;
		const memberSymbol: { -readonly [K in keyof EnumMemberSymbol]: EnumMemberSymbol[K] } = {
			kind: "enumMember",
			name: name.text,
			span: spanOf(name),
			documentation: member.documentation,
			enum: symbol,
			value: index,
			node: member,
		};
		if (!isCounted) evaluatedLater(context, scope, memberSymbol, member, symbol.members.at(-1));
		symbol.members.push(memberSymbol);
		context.declare(scope, memberSymbol, name);
	});
	if (item.members.length === 0) context.error(item.name, "empty-enum", t`'${item.name.text}' has no members`);
}

/** The members of an enum without a name are constants. */
function declareConstants(context: Context, scope: Scope, members: EnumItem["members"]): void {
	let before: ConstSymbol | undefined;
	for (const member of members) {
		const { name, documentation } = member;
		const symbol: ConstSymbol = { kind: "const", name: name.text, span: spanOf(name), documentation, value: 0, type: INT };
		evaluatedLater(context, scope, symbol, member, before);
		context.declare(scope, symbol, name);
		before = symbol;
	}
}

/**
 * Has a member of an enum evaluated when it is first needed: by what is written, or as the one after that `before` it.
 */
function evaluatedLater(
	context: Context,
	scope: Scope,
	symbol: { value: number } & (ConstSymbol | EnumMemberSymbol),
	{ name, value }: EnumItem["members"][number],
	before: ConstSymbol | EnumMemberSymbol | undefined,
): void {
	if (value === undefined && before === undefined) symbol.value = 0;
	whenNeeded(context, symbol, name, () => {
		if (value) symbol.value = checkConstant(setupPlace(context, scope), value, t`the value of a member`) ?? 0;
		else if (before) {
			context.constants.get(before)?.();
			symbol.value = before.value + 1;
		}
	});
}

/** Has something be evaluated when it is first needed, once; reports what needs itself. */
function whenNeeded(context: Context, symbol: ConstSymbol | EnumMemberSymbol, place: AnchoredSpan, evaluate: () => void): void {
	let state: "new" | "running" | "done" = "new";
	context.constants.set(symbol, () => {
		if (state === "running") context.error(place, "circular-constant", t`'${symbol.name}' depends on itself`);
		if (state !== "new") return;
		state = "running";
		evaluate();
		state = "done";
	});
}

/** Declares a constant, to be evaluated when it is first needed. */
export function declareConst(context: Context, scope: Scope, item: { name: Name; value: Expression; documentation?: string }): void {
	const symbol: { -readonly [K in keyof ConstSymbol]: ConstSymbol[K] } = {
		kind: "const",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		value: 0,
		type: INT,
	};
	whenNeeded(context, symbol, item.value, () => {
		const place = setupPlace(context, scope);
		const size = item.value.kind === "sizeof" ? sizeType(place, item.value) : undefined;
		if (size?.kind === "size") {
			context.types.set(item.value, size);
			symbol.type = size;
			symbol.value = 1;
		} else if (size?.kind !== "error") symbol.value = checkConstant(place, item.value, t`a constant's value`) ?? 0;
	});
	context.declare(scope, symbol, item.name);
}
