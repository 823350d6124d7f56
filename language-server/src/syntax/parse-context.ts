/** What says who may run: the handlers that a model has, guards, and in scenarios where and how a task runs. */
import { t } from "../base/l10n";
import { documented, endsItem, finish, parseBraces } from "./item-parts";
import { parseExpression } from "./parse-expression";
import type { TokenCursor } from "./token-cursor";
import type { EachObject, Expression, HandlerEntry, HandlerItem, Item, TaskItem } from "./tree";

/** `handler NAME { enter: CALL; exit: CALL; }` */
export function parseHandler(cursor: TokenCursor): HandlerItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name(t`the name of a kind of handler`);
	const entries: HandlerEntry[] = [];
	parseBraces(
		cursor,
		t`handler \`${name.text}\``,
		() => endsItem(cursor),
		() => entries.push(parseHandlerEntry(cursor)),
	);
	return { kind: "handler", ...documentation, name, entries, ...cursor.from(start) };
}

function parseHandlerEntry(cursor: TokenCursor): HandlerEntry {
	const { start } = cursor;
	const name = cursor.atName() ? cursor.readName() : cursor.name(t`an entry such as \`enter: irq_enter();\``);
	const value = cursor.expect(":", t`after the name of the entry`) ? parseExpression(cursor) : cursor.missingNode();
	finish(cursor, name, t`the entry`);
	return { name, value, ...cursor.from(Math.min(start, name.from)) };
}

/** `guard NAME = EXPR;` */
export function parseGuard(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name(t`the name of a guard`);
	const condition = cursor.expect("=", t`after the name of the guard`) ? parseExpression(cursor) : cursor.missingNode();
	finish(cursor, name, t`the guard`);
	return { kind: "guard", ...documentation, name, condition, ...cursor.from(start) };
}

/** Whether `KIND NAME on CPU {`, `KIND NAME {` or the like is here, of a kind of handler. */
export function atHandlerLane(cursor: TokenCursor): boolean {
	const first = cursor.at("once") && cursor.atName(1) && cursor.atName(2) && !cursor.at("on", 2) ? 1 : 0;
	if (!cursor.atName(first) || !cursor.atName(first + 1) || cursor.startsLine(first + 1)) return false;
	return followsLane(cursor, first + 2);
}

/** Whether what stands `ahead`, behind the name of a task, goes on as a task does. */
export function followsLane(cursor: TokenCursor, ahead: number): boolean {
	const behind = cursor.at("[", ahead) ? ahead + 3 : ahead;
	return cursor.at("{", behind) || cursor.at("on", behind);
}

/**
 * Whether a task that a file declares for objects is here: `task NAME for (`, `daemon task NAME for (` or `KIND NAME
 * for (`.
 */
export function atLaneOfFile(cursor: TokenCursor): boolean {
	const first = cursor.at("daemon") ? 1 : 0;
	return cursor.atName(first) && cursor.atName(first + 1) && cursor.at("for", first + 2) && cursor.at("(", first + 3);
}

/** `for (NAME in STRUCT: EXPR)`, the objects for which there is a task. */
export function parseEachObject(cursor: TokenCursor): { readonly each?: EachObject } {
	const { start } = cursor;
	if (!cursor.accept("for")) return {};
	cursor.expect("(", t`after \`for\``);
	const variable = cursor.name(t`a name for the object`);
	cursor.expect("in", t`after the name of the object`);
	const struct = cursor.name(t`the name of a struct`);
	const condition = cursor.expect(":", t`before the condition with which it begins`) ? parseExpression(cursor) : cursor.missingNode();
	cursor.expect(")", t`after the condition`);
	return { each: { variable, struct, condition, ...cursor.from(start) } };
}

/** `on CPU`, where a task is said to run. */
export function parsePlaceOfTask(cursor: TokenCursor): { readonly on?: Expression } {
	return cursor.accept("on") ? { on: parseExpression(cursor) } : {};
}

/** `once` before the kind of a handler, and the kind. */
export function parseKindOfHandler(cursor: TokenCursor): Pick<TaskItem, "once" | "handler"> {
	const once = cursor.at("once") && cursor.atName(1) && cursor.atName(2) && !cursor.at("on", 2) && cursor.accept("once");
	return { ...(once && { once }), handler: cursor.readName("keyword") };
}
