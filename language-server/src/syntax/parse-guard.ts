/** Locks that a block holds: `DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))`. */
import { t } from "../base/l10n";
import { close } from "./close-bracket";
import { documented } from "./item-parts";
import { parseStars } from "./parse-c-type";
import { parseExpression } from "./parse-expression";
import { parseType } from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type { GuardClassItem } from "./tree";

/** Of what is one of a kind: `guard(rcu)()`. */
const WITHOUT_ARGUMENT = "DEFINE_LOCK_GUARD_0";

/** Whether a kind of guard is defined here. */
export function atGuardClass(cursor: TokenCursor): boolean {
	return (cursor.at("DEFINE_GUARD") || cursor.at(WITHOUT_ARGUMENT)) && cursor.at("(", 1);
}

export function parseGuardClass(cursor: TokenCursor): GuardClassItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	const hasArgument = !cursor.at(WITHOUT_ARGUMENT);
	cursor.advance();
	cursor.advance();
	const name = cursor.name(t`the name of a guard`);
	cursor.expect(",", t`after the name of the guard`);
	const guarded = hasArgument ? parseGuarded(cursor) : {};
	const lock = parseExpression(cursor);
	cursor.expect(",", t`after what takes the lock`);
	const unlock = parseExpression(cursor);
	close(cursor, ")", t`after what gives the lock back`);
	cursor.accept(";");
	return { kind: "guardClass", ...documentation, name, ...guarded, lock, unlock, ...cursor.from(start) };
}

function parseGuarded(cursor: TokenCursor): Pick<GuardClassItem, "type" | "stars"> {
	const type = parseType(cursor);
	const stars = parseStars(cursor);
	cursor.expect(",", t`after the type of what is guarded`);
	return { type, ...(stars > 0 && { stars }) };
}
