/** Who may run: kinds of handlers, guards, and the CPUs that tasks and handlers run on. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { handlerEntries } from "../syntax/grammar-table";
import type { GuardItem, HandlerItem, Name } from "../syntax/tree";
import { checkCondition, checkExpression, checkValue } from "./check-expression";
import { type Context, noEffects } from "./context";
import type { Place } from "./place";
import type { FieldSymbol, GuardSymbol, HandlerSymbol, StructSymbol, TaskSymbol } from "./symbols";

/** The field of `task` that says on which CPU one runs. */
const CPU_FIELD = "cpu";

export function declareHandler(context: Context, item: HandlerItem): HandlerSymbol {
	const { name, documentation } = item;
	const symbol: HandlerSymbol = { kind: "handler", name: name.text, span: spanOf(name), documentation, node: item, file: context };
	declareAmong(context, context.shared.handlers, symbol, name);
	return symbol;
}

export function declareGuard(context: Context, item: GuardItem): GuardSymbol {
	const { name, documentation } = item;
	const symbol: GuardSymbol = { kind: "guard", name: name.text, span: spanOf(name), documentation, node: item, file: context };
	declareAmong(context, context.shared.guards, symbol, name);
	return symbol;
}

/** Declares what has no names beside it but those of its own sort. */
export function declareAmong<T extends HandlerSymbol | GuardSymbol | TaskSymbol>(
	context: Context,
	all: Map<string, T>,
	symbol: T,
	name: Name,
): void {
	context.names.set(name, symbol);
	if (name.text === "") return;
	const previous = all.get(name.text);
	if (previous === undefined) all.set(name.text, symbol);
	else
		context.error(name, "duplicate-name", t`'${name.text}' is already declared`, {
			related: [{ span: previous.span, message: t`the other '${name.text}'` }],
		});
}

/** What a handler of a kind does where it comes and where it ends, each a call. */
export function checkHandler(context: Context, { node }: HandlerSymbol): void {
	const place: Place = { context, scope: context.globals, effects: noEffects(), calls: new Set(), rule: "run" };
	context.once(
		node.entries.map(({ name }) => name),
		(name) => t`the entry '${name}'`,
	);
	for (const { name, value } of node.entries) {
		if (!(handlerEntries as readonly string[]).includes(name.text)) context.unknown(name, t`entry of a handler called`, handlerEntries);
		checkExpression(place, value);
		if (value.kind !== "call" && value.kind !== "error")
			context.error(value, "wrong-type", t`an entry of a handler is a call, as in \`enter: irq_enter();\``);
	}
}

export function checkGuard(context: Context, { node }: GuardSymbol): void {
	const place: Place = { context, scope: context.globals, effects: noEffects(), calls: new Set(), rule: "run", readOnly: t`a guard` };
	checkCondition(place, node.condition);
}

/** The kind of handler that a name stands for. */
export function resolveHandler(context: Context, name: Name): HandlerSymbol | undefined {
	const { handlers } = context.shared;
	const handler = handlers.get(name.text);
	if (handler) context.names.set(name, handler);
	else context.unknown(name, t`kind of handler`, handlers.keys());
	return handler;
}

/** Checks where a task is said to run. */
export function checkPlaceOfTask(place: Place, { node }: TaskSymbol): void {
	if (node.on === undefined) return;
	const { task, extensions } = place.context.shared;
	const field = cpuField(task, extensions.get(task));
	if (field) checkValue(place, node.on, field.type, t`what a task runs on`);
	else place.context.error(node.on, "unknown-name", t`the model gives no task a field '${CPU_FIELD}', so that nothing is known of CPUs`);
}

/** The field that `on` sets. */
export function cpuField(task: StructSymbol, added: readonly FieldSymbol[] = []): FieldSymbol | undefined {
	return [...task.fields, ...added].find(({ name }) => name === CPU_FIELD);
}

/** The field that says which one of several identical tasks one is. */
export function indexField(task: StructSymbol, added: readonly FieldSymbol[] = []): FieldSymbol | undefined {
	return [...task.fields, ...added].find(({ name, type }) => name === "index" && type.kind === "int");
}
