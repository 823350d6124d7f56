/** Tasks that a file declares, each for the objects of a struct: such as a worker for each work item. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { TaskItem } from "../syntax/tree";
import { checkCondition } from "./check-expression";
import { boundVariable, resolveStruct } from "./check-names";
import { checkBodyBlock } from "./check-statement";
import { type Context, noEffects } from "./context";
import { checkPlaceOfTask, declareAmong, resolveHandler } from "./handlers";
import type { Place } from "./place";
import { Scope } from "./scope";
import type { TaskSymbol } from "./symbols";

/** The task that an item declares; none where it does not say for which objects. */
export function declareLane(context: Context, item: TaskItem): readonly TaskSymbol[] {
	const { name, each, documentation } = item;
	if (each === undefined) return [];
	const place: Place = { context, scope: context.globals, effects: noEffects(), calls: new Set(), rule: "setup" };
	const struct = resolveStruct(place, each.struct);
	const handler = item.handler && resolveHandler(context, item.handler);
	if (item.count) context.error(item.count, "invalid-size", t`there is one '${name.text}' for each object`);
	if (item.once) context.error(item.name, "wrong-kind", t`'${name.text}' comes as often as its condition says`);
	const variable = boundVariable(place, each.variable, struct ? { kind: "struct", symbol: struct } : { kind: "error" });
	context.names.set(each.variable, variable);
	const symbol: TaskSymbol = {
		kind: "task",
		flavor: item.flavor === "device" ? "device" : "daemon",
		name: name.text,
		span: spanOf(name),
		documentation,
		...(handler && { handler }),
		...(struct && { each: { struct, variable } }),
		count: undefined,
		node: item,
		file: context,
	};
	declareAmong(context, context.shared.lanes, symbol, name);
	return struct ? [symbol] : [];
}

/** Checks when a task of a file begins, where it runs and what it does. */
export function checkLane(context: Context, task: TaskSymbol): void {
	const { each, node } = task;
	if (each === undefined || node.each === undefined) return;
	const scope = new Scope(context.globals);
	scope.declare(each.variable);
	const place: Place = { context, scope, effects: noEffects(), calls: new Set(), rule: "run" };
	checkCondition({ ...place, readOnly: t`the condition with which a task begins` }, node.each.condition);
	checkPlaceOfTask(place, task);
	checkBodyBlock(place, node.body);
}
