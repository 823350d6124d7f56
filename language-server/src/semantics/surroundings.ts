/**
 * What stands in files outside of the bodies of functions and scenarios: all that a body can see of anything else.
 *
 * Invariant: nothing of it depends on what stands in a body. So it stays the same object while only bodies are edited,
 * and with it what was found in all the bodies that are not.
 */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { type GuardClassItem, type Item, type MacroItem, spanIn } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { checkBound } from "./bounds";
import { builtinScope } from "./builtins";
import { checkInitialiser, checkPropertyItem } from "./check-body";
import { checkInitial } from "./check-expression";
import { enabledType } from "./check-names";
import { arrange, type IsSet } from "./conditions";
import { type Constants, Context, type Shared } from "./context";
import {
	type Declarations,
	declareAlternatives,
	declareNames,
	declareTyped,
	declareTypedefs,
	noDeclarations,
	noteForward,
	notePrototype,
} from "./declare-items";
import { checkGuard, checkHandler } from "./handlers";
import { checkLane } from "./lanes";
import type { Program, SourceFile, Surroundings } from "./program";
import { Scope } from "./scope";
import { setupPlace } from "./setup-place";
import { type FieldSymbol, LANGUAGE, type ScenarioSymbol, type StructSymbol } from "./symbols";

/** What stands outside of bodies; that of an `earlier` analysis where it is the same. */
export function surroundingsOf(sources: readonly SourceFile[], model: Program | undefined, earlier: Program | undefined): Surroundings {
	const outside = sources.flatMap(({ uri, tree }) => [uri, ...tree.items.flatMap(outsideBody)]);
	const known = earlier && earlier.base === model ? earlier.surroundings : undefined;
	const isSame = known?.outside.length === outside.length && outside.every((part, index) => part === known.outside[index]);
	return isSame ? known : declared(sources, outside, model);
}

/** Of a function or scenario what others see of it. The parser keeps a head as a whole, its name with the rest. */
function outsideBody(item: Item): readonly unknown[] {
	return item.kind === "function" || item.kind === "scenario" ? [item.kind, item.name] : [item];
}

function declared(sources: readonly SourceFile[], outside: readonly unknown[], model: Program | undefined): Surroundings {
	const task = model?.task ?? taskStruct();
	const globals = new Scope(model?.globals ?? builtinScope(task));
	const extensions = new Map<StructSymbol, FieldSymbol[]>();
	for (const file of model?.files ?? []) for (const struct of file.structs) extensions.set(struct, []);
	if (model) extensions.set(task, []);
	const earlier = model?.surroundings.shared;
	const [handlers, guards, lanes] = [new Map(earlier?.handlers), new Map(earlier?.guards), new Map(earlier?.lanes)];
	const guardClasses = new Map(earlier?.guardClasses);
	const opaque = new Map(earlier?.opaque);
	const decided = new Set(earlier?.decided);
	const shared: Shared = { globals, extensions, task, handlers, guards, guardClasses, lanes, opaque, decided, model: model?.globals };
	const { standing, first } = settings(sources, model);
	const constants: Constants = new Map();

	const files = sources.map(({ uri, tree }) => ({
		written: tree.items,
		...arrange(tree.items, standing, first),
		context: new Context(
			uri,
			shared,
			(place) => {
				const { start, end } = spanIn(tree, place);
				return tree.text.slice(start, end);
			},
			constants,
		),
		declared: noDeclarations(),
	}));
	for (const { context, items, declared } of files) declareNames(context, items, declared);
	for (const { context, items } of files) declareTypedefs(context, items);
	for (const { context, items, declared } of files) declareTyped(context, items, declared);
	for (const { context, others, when } of files) declareAlternatives(context, others, when);
	for (const file of files) for (const option of file.decided) decided.add(option);
	for (const { context, items } of files) declareScenarios(context, items);
	for (const evaluate of constants.values()) evaluate();
	for (const { context, items, declared } of files) checkOutside(context, items, declared);
	for (const { context, written } of files) checkConditions(context, written);

	const kernels = [...(model?.kernels ?? []), ...files.flatMap((file) => file.declared.kernels)];
	return {
		outside,
		shared,
		files: files.map(({ context, declared }) => ({ context, declared })),
		options: [...(model?.options ?? []), ...files.flatMap((file) => file.declared.options)],
		patches: [...(model?.patches ?? []), ...files.flatMap((file) => file.declared.patches)],
		kernels,
		// A kernel of one's own is for those who name it.
		newest: (model?.kernels ?? kernels).at(-1),
	};
}

/** What options are by themselves: known for all scenarios of those that nobody declares, which are not set. */
function settings(sources: readonly SourceFile[], model: Program | undefined): Record<"standing" | "first", IsSet> {
	const own = sources.flatMap(({ tree }) =>
		tree.items.flatMap((item) => (item.kind === "option" ? [[item.name.text, item.values[0]?.text] as const] : [])),
	);
	const values = new Map([...(model?.options ?? []).map(({ name, values }) => [name, values[0]] as const), ...own]);
	const isDefined = (name: string): boolean => ["const", "macro"].includes(model?.globals.lookup(name)?.kind ?? "");
	return {
		standing: (name) => (values.has(name) ? undefined : isDefined(name)),
		first: (name) => (values.has(name) ? values.get(name) === "y" : isDefined(name)),
	};
}

/** Checks the conditions of lines of the preprocessor around items, and that each of these has its end. */
function checkConditions(context: Context, items: readonly Item[]): void {
	const place = setupPlace(context, context.globals);
	const ask = (node: SyntaxNode): void => {
		// Other names are asked for as in C, where what is not defined is none.
		const isOption = (name: string): boolean => name.startsWith("CONFIG_") || context.globals.lookup(name)?.kind === "option";
		if ("kind" in node && node.kind === "enabled" && isOption(node.option.text)) enabledType(place, node);
		for (const child of children(node)) ask(child);
	};
	const open: Item[] = [];
	for (const item of items) {
		if (item.kind !== "condition") continue;
		if (item.condition) ask(item.condition);
		if (item.word === "if") open.push(item);
		else if (open.length === 0) context.error(item, "preprocessor", t`\`#${item.word}\` without an \`#if\` before it`);
		else if (item.word === "endif") open.pop();
	}
	for (const item of open) context.error(item, "preprocessor", t`expected \`#endif\``);
}

function taskStruct(): StructSymbol {
	return {
		kind: "struct",
		name: "task",
		span: LANGUAGE,
		documentation: "A task or device of the scenario. The kernel model gives it fields with `extend task`.",
		fields: [],
	};
}

function declareScenarios(context: Context, items: readonly Item[]): void {
	for (const item of items) {
		if (item.kind !== "scenario") continue;
		const symbol: ScenarioSymbol = { kind: "scenario", name: item.name.text, span: spanOf(item.name) };
		context.declare(context.globals, symbol, item.name);
	}
}

/**
 * Notes what the names in a macro, or in what a guard does, mean that mean the same wherever it is used, as far as
 * nothing hides them there.
 */
function noteNames(context: Context, macro: MacroItem | GuardClassItem): void {
	const own = new Set(macro.kind === "macro" ? macro.parameters.map(({ text }) => text) : ["_T"]);
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && (node.kind === "name" || node.kind === "call" || node.kind === "namedType") && !own.has(node.name.text)) {
			const symbol = context.globals.lookup(node.name.text);
			if (symbol) context.names.set(node.name, symbol);
		}
		for (const child of children(node)) visit(child);
	};
	visit(macro);
}

/** Checks what has been declared as far as it has no body: initialisers, and the conditions of properties. */
function checkOutside(context: Context, items: readonly Item[], declared: Declarations): void {
	const place = setupPlace(context, context.globals);
	const included = items.find((item) => item.kind === "include" && item.tells === undefined);
	const told = items.find((item) => item.kind === "include" && item.tells !== undefined);
	if (told?.kind === "include") {
		const message = t`'${told.tells?.text ?? ""}' has no effect here, nor has what else tells the rest of the kernel of a file`;
		context.diagnostics.push({ span: spanOf(told), severity: "hint", code: "left-out", message, tags: ["unnecessary"] });
	}
	if (included) {
		const message = t`lines of the preprocessor without a value have no effect: other files are named with \`use "FILE";\``;
		context.diagnostics.push({ span: spanOf(included), severity: "hint", code: "left-out", message, tags: ["unnecessary"] });
	}
	for (const item of items) if (item.kind === "macro" || item.kind === "guardClass") noteNames(context, item);
	for (const item of items) if (item.kind === "prototype") notePrototype(context, context.globals, item);
	for (const item of items) if (item.kind === "forward") noteForward(context, item);
	for (const item of items) if (item.kind === "const") checkBound(context, item);
	for (const struct of items) {
		if (struct.kind !== "struct") continue;
		for (const node of struct.fields) {
			const field = context.names.get(node.name);
			if (node.value && field?.kind === "field")
				checkInitial(place, node.value, field.type, t`the field '${field.name}'`, field.written === "pointer");
		}
	}
	for (const variable of declared.variables) checkInitialiser(place, variable);
	for (const property of declared.properties) checkPropertyItem(context, context.globals, property);
	for (const handler of declared.handlers) checkHandler(context, handler);
	for (const guard of declared.guards) checkGuard(context, guard);
	for (const lane of declared.lanes) checkLane(context, lane);
}
