/**
 * Semantic analysis: what every name stands for, the type of every expression, and everything that is wrong.
 *
 * Invariants: never throws, whatever the tree; what is reported is reported once, at the narrowest place; the tree is
 * not written to, all findings are in tables beside it. The kernel model is analysed once and a user's files are
 * analysed on top of it without changing it, so that an edit costs only the user's files.
 */
import { type Diagnostic, locateDiagnostic } from "../base/diagnostic";
import { isRunError } from "../base/run-errors";
import { type Locate, spanOf } from "../base/span";
import { type Name, type ScenarioItem, spanIn } from "../syntax/tree";
import { checkConstant, checkValue, type Place } from "./check-expression";
import { checkBlock, checkProperty, declareVariable, type StatementPlace } from "./check-statement";
import type { Configuration, Expectation } from "./configuration";
import {
	type Declarations,
	declareConst,
	declareFunction,
	declareNames,
	declareProperty,
	declareTyped,
	noDeclarations,
	setupPlace,
} from "./declare-items";
import { type ErroneousUse, errorsOfScenarios, type JudgedFile } from "./depends-on-error";
import { judgeDemands, spreadEffects } from "./effects";
import { FileContext, kindText, noEffects, type Shared } from "./file-context";
import { resolveKernelSet } from "./kernel-set";
import { allFiles, anchorsOf, type FileAnalysis, locating, type Program, type Scenario, type SourceFile } from "./program";
import { Scope } from "./scope";
import {
	type BuiltinSymbol,
	type FieldSymbol,
	type FunctionSymbol,
	type KernelSymbol,
	LANGUAGE,
	type OptionSymbol,
	type PropertySymbol,
	type ScenarioSymbol,
	type StructSymbol,
	type TaskSymbol,
	type VariableSymbol,
} from "./symbols";

/** Analyses the files of the kernel model; `analyzeProgram` builds on the result. */
export function analyzeModel(files: readonly SourceFile[]): Program {
	return analyze(files, undefined);
}

/** Analyses a user's files, which see each other's items and the model's. */
export function analyzeProgram(model: Program, files: readonly SourceFile[]): Program {
	return analyze(files, model);
}

function analyze(sources: readonly SourceFile[], model: Program | undefined): Program {
	const task = model?.task ?? taskStruct();
	const globals = new Scope(model?.globals ?? builtins(task));
	const extensions = new Map<StructSymbol, FieldSymbol[]>();
	for (const file of model?.files ?? []) for (const struct of file.structs) extensions.set(struct, []);
	if (model) extensions.set(task, []);
	const shared: Shared = { extensions, task, model: model?.globals, calls: new Map(), demands: [], constants: new Map() };

	const parts = sources.map((source) => ({ context: new FileContext(source, globals, shared), declared: noDeclarations() }));
	for (const { context, declared } of parts) declareNames(context, context.source.tree.items, declared);
	for (const { context, declared } of parts) declareTyped(context, context.source.tree.items, declared);
	for (const evaluate of shared.constants.values()) evaluate();

	const options = [...(model?.options ?? []), ...parts.flatMap((part) => part.declared.options)];
	const patches = [...(model?.patches ?? []), ...parts.flatMap((part) => part.declared.patches)];
	const kernels = [...(model?.kernels ?? []), ...parts.flatMap((part) => part.declared.kernels)];
	// A kernel of one's own is for those who name it.
	const newest = (model?.kernels ?? kernels).at(-1);
	for (const { context, declared } of parts) checkItems(context, declared);

	const files = parts.map(({ context, declared }) => {
		const scenarios: Scenario[] = [];
		for (const item of context.source.tree.items) {
			if (item.kind === "scenario") scenarios.push(checkScenario(context, item, declared, options, newest));
		}
		return { context, declared, scenarios };
	});

	spreadEffects(shared.calls);
	judgeDemands(shared);

	const anchorAt = anchorsOf(sources, model);
	const locate = locating(anchorAt);
	const judged = files.map(({ context }) => judgedFile(context, locate));
	const errorOf = errorsOfScenarios(model ? allFiles(model) : [], judged, task);
	const erroneous = files.map(({ scenarios }, index) => {
		const uses = scenarios.flatMap((scenario) => {
			const use = errorOf(judged[index], scenario.symbol.node);
			return use === undefined ? [] : [{ scenario, use }];
		});
		return {
			scenarios: new Set(uses.map(({ scenario }) => scenario)),
			diagnostics: uses.flatMap(({ use }) => erroneousUse(use, locate)),
		};
	});

	return {
		base: model,
		anchorAt,
		locate,
		files: files.map(({ context, declared, scenarios }, index) => {
			const { useProblems = [] } = context.source;
			const found = [
				...judged[index].diagnostics.filter((diagnostic) => !useProblems.includes(diagnostic)),
				...erroneous[index].diagnostics,
			];
			return fileAnalysis(context, declared, scenarios, found, erroneous[index].scenarios);
		}),
		globals,
		extensions,
		task,
		options,
		patches,
		kernels,
	};
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

function builtins(task: StructSymbol): Scope {
	const scope = new Scope();
	scope.declare(task);
	const builtin = (name: BuiltinSymbol["name"], documentation: string) =>
		scope.declare({ kind: "builtin", name, span: LANGUAGE, documentation });
	builtin("length", "The declared size of an array.");
	builtin("counted", "How many `counted` fields and variables refer to an object.");
	builtin("site", "The number of the place in the text that has made an object; 0 for `null`. What the same `new` makes has the same one.");
	return scope;
}

/** Checks what stands in a file outside its scenarios. */
function checkItems(context: FileContext, declared: Declarations): void {
	const place = setupPlace(context, context.globals);
	for (const struct of context.source.tree.items) {
		if (struct.kind !== "struct") continue;
		for (const node of struct.fields) {
			const field = context.names.get(node.name);
			if (node.value && field?.kind === "field") checkValue(place, node.value, field.type, `the field '${field.name}'`);
		}
	}
	for (const variable of declared.variables) checkInitialiser(place, variable);
	for (const fn of declared.functions) checkFunction(context, context.globals, fn);
	for (const property of declared.properties) checkPropertyItem(context, context.globals, property);
}

function checkInitialiser(place: Place, variable: VariableSymbol): void {
	if (variable.value) checkValue(place, variable.value, variable.type, `'${variable.name}'`);
}

function checkFunction(context: FileContext, outer: Scope, fn: FunctionSymbol): void {
	const scope = new Scope(outer);
	fn.parameters.forEach((parameter, index) => {
		context.declare(scope, parameter, fn.node.parameters[index].name);
	});
	const calls = new Set<FunctionSymbol>();
	const place: StatementPlace = { context, scope, effects: fn.effects, calls, returns: fn.returns, inLoop: false, inAtomic: false };
	checkBlock(place, fn.node.body);
	context.shared.calls.set(fn, { context, callees: calls });
}

function checkPropertyItem(context: FileContext, scope: Scope, property: PropertySymbol): void {
	checkProperty({ context, scope, effects: noEffects(), calls: new Set() }, property, property.node);
}

function checkScenario(
	context: FileContext,
	item: ScenarioItem,
	declared: Declarations,
	options: readonly OptionSymbol[],
	newest: KernelSymbol | undefined,
): Scenario {
	const symbol: ScenarioSymbol = {
		kind: "scenario",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		node: item,
		file: context,
	};
	context.declare(context.globals, symbol, item.name);
	const scope = new Scope(context.globals);
	const setup = setupPlace(context, scope);
	const variables: VariableSymbol[] = [];
	const tasks: TaskSymbol[] = [];
	const properties: PropertySymbol[] = [];
	const turnedOff = new Set<PropertySymbol>();
	const functions: FunctionSymbol[] = [];
	const chosen = new Map(options.map((option) => [option.name, option.values[0]]));
	let kernel: { patches: ReadonlySet<string>; text: string } | undefined = {
		patches: newest?.patches ?? NONE,
		text: newest?.name ?? "",
	};

	for (const member of item.members) {
		const property = member.kind === "propertyOff" && context.resolve(context.globals, member.name, "property", "property");
		if (property) turnedOff.add(property);
	}
	checkChoices(context, item);
	// Names first, so that members may come in any order; then what they contain.
	for (const member of item.members) {
		switch (member.kind) {
			case "const":
				declareConst(context, scope, member);
				break;
			case "variable": {
				const variable = declareVariable(setup, member, "scenario");
				context.declare(scope, variable, member.name);
				variables.push(variable);
				break;
			}
			case "function": {
				const fn = declareFunction(context, scope, member);
				functions.push(fn);
				declared.functions.push(fn);
				break;
			}
			case "property":
				properties.push(declareProperty(context, scope, member, turnedOff));
				break;
			case "task": {
				const count = member.count && checkConstant(setup, member.count, "the number of tasks");
				if (count !== undefined && (count < 1 || count > 16) && member.count)
					context.error(member.count, "invalid-size", "there can be from 1 to 16 of a task");
				const task: TaskSymbol = {
					kind: "task",
					flavor: member.daemon ? "daemon" : member.flavor,
					name: member.name.text,
					span: spanOf(member.name),
					documentation: member.documentation,
					count: count === undefined ? undefined : Math.min(Math.max(count, 1), 16),
					node: member,
					file: context,
				};
				context.declare(scope, task, member.name);
				tasks.push(task);
				break;
			}
			case "kernelChoice":
				kernel = resolveKernelSet(context, scope, member.set);
				break;
			case "option": {
				const value = resolveOption(context, scope, member.name, member.values[0]);
				if (value !== undefined) chosen.set(member.name.text, value);
				break;
			}
		}
	}
	for (const evaluate of context.shared.constants.values()) evaluate();
	for (const variable of variables) checkInitialiser(setup, variable);
	for (const fn of functions) checkFunction(context, scope, fn);
	for (const property of properties) checkPropertyItem(context, scope, property);
	for (const task of tasks) {
		const place: StatementPlace = { context, scope, effects: noEffects(), calls: new Set(), rule: "run", inLoop: false, inAtomic: false };
		checkBlock(place, task.node.body);
	}
	const configuration = makeConfiguration(kernel?.text ?? "", kernel?.patches ?? NONE, chosen);
	const expectations = checkExpectations(context, scope, item, tasks, turnedOff, configuration);
	return {
		symbol,
		configuration,
		expectations,
		variables,
		tasks,
		properties,
		turnedOff,
		erroneous: false,
		scope,
	};
}

/** A scenario has one kernel, and one value of each option: which of two is meant nobody knows. */
function checkChoices(context: FileContext, { members }: ScenarioItem): void {
	const [kernel, ...others] = members.filter((member) => member.kind === "kernelChoice");
	for (const { set } of others)
		context.error(set, "duplicate-name", "the kernel has been said already", {
			related: [{ span: spanOf(kernel.set), message: "here" }],
		});
	context.once(
		members.flatMap((member) => (member.kind === "option" ? [member.name] : [])),
		(name) => `the value of '${name}'`,
	);
}

function checkExpectations(
	context: FileContext,
	scope: Scope,
	item: ScenarioItem,
	tasks: readonly TaskSymbol[],
	turnedOff: ReadonlySet<PropertySymbol>,
	base: Configuration,
): Expectation[] {
	const expectations: Expectation[] = [];
	for (const member of item.members) {
		if (member.kind !== "expect" || member.outcome.text === "") continue;
		const { subject } = member;
		if (subject && member.outcome.text === "race" && !isRunError(subject.text)) {
			const property = context.resolve(scope, subject, "property", "property");
			if (property && turnedOff.has(property)) {
				context.error(subject, "property-off", `'${property.name}' is turned off in this scenario, and is never reported`);
			}
		}
		if (subject && member.outcome.text === "hang" && context.resolve(scope, subject, "task", "task") === undefined && tasks.length === 0)
			continue;
		const kernel = member.kernel ? resolveKernelSet(context, scope, member.kernel) : undefined;
		const options = new Map<string, string>();
		context.once(
			member.options.map(({ name }) => name),
			(name) => `the value of '${name}'`,
		);
		for (const { name, value } of member.options) {
			const resolved = resolveOption(context, scope, name, value);
			if (resolved !== undefined) options.set(name.text, resolved);
		}
		const separate = member.kernel !== undefined || member.options.length > 0;
		expectations.push({
			outcome: member.outcome.text,
			subject: subject?.text === "" ? undefined : subject?.text,
			text: context
				.written(member)
				.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, " ")
				.replace(/\s+/g, " ")
				.replace(/ ?;$/, ""),
			span: spanOf(member),
			written: true,
			configuration: separate
				? makeConfiguration(
						kernel?.text ?? kernelText(base),
						kernel?.patches ?? new Set(base.patches),
						new Map([...base.options, ...options]),
						options,
					)
				: base,
		});
	}
	if (expectations.length > 0 || item.members.some((member) => member.kind === "expect")) return expectations;
	return [{ outcome: "safe", text: "expect safe", span: spanOf(item.name), written: false, configuration: base }];
}

function kernelText(configuration: Configuration): string {
	return configuration.text.split(",")[0];
}

function resolveOption(context: FileContext, scope: Scope, name: Name, value: Name | undefined): string | undefined {
	const option = context.resolve(scope, name, "option", "option");
	if (option === undefined || value === undefined || value.text === "") return undefined;
	const index = option.values.indexOf(value.text);
	if (index < 0) {
		context.unknown(value, `value of '${option.name}' called`, option.values);
		return undefined;
	}
	context.names.set(value, { kind: "optionValue", name: value.text, span: option.span, option, value: index });
	return value.text;
}

/** A configuration; `shown` are the options that its text names. */
export function makeConfiguration(
	kernel: string,
	patchSet: ReadonlySet<string>,
	options: ReadonlyMap<string, string>,
	shown: ReadonlyMap<string, string> = new Map(),
): Configuration {
	const { patches, text } = sortedPatches(patchSet);
	const all = [...options].map(([name, value]) => `${name}=${value}`).sort();
	return {
		text: [kernel, ...[...shown].map(([name, value]) => `${name} = ${value}`)].filter((part) => part !== "").join(", "),
		patches,
		options,
		key: `${text};${all.join(";")}`,
	};
}

const NONE: ReadonlySet<string> = new Set();

interface SortedPatches {
	readonly patches: readonly string[];
	readonly text: string;
}

/** Most scenarios are for the releases of the model, whose sets stay the same. */
const sorted = new WeakMap<ReadonlySet<string>, SortedPatches>();

function sortedPatches(set: ReadonlySet<string>): SortedPatches {
	const known = sorted.get(set);
	if (known) return known;
	const patches = [...set].sort();
	const made = { patches, text: patches.join("+") };
	sorted.set(set, made);
	return made;
}

function judgedFile(context: FileContext, locate: Locate): JudgedFile {
	const { tree, useProblems = [] } = context.source;
	const own = context.diagnostics.map((diagnostic) => locateDiagnostic(diagnostic, locate));
	return { uri: context.uri, names: context.names, tree, diagnostics: [...tree.diagnostics, ...useProblems, ...own] };
}

/** Says where a scenario uses something with an error. Of what every scenario depends on its own place says enough. */
function erroneousUse({ name, symbol, error }: ErroneousUse, locate: Locate): readonly Diagnostic[] {
	if (name === undefined || symbol === undefined) return [];
	const { start, end } = locate(name);
	const message = `${kindText(symbol).replace(/^an? /, "the ")} '${symbol.name}' has an error`;
	return [{ span: { start, end }, severity: "error", code: "depends-on-error", message, related: [error] }];
}

function fileAnalysis(
	context: FileContext,
	declared: Declarations,
	scenarios: readonly Scenario[],
	diagnostics: readonly Diagnostic[],
	erroneous: ReadonlySet<Scenario>,
): FileAnalysis {
	return {
		uri: context.uri,
		text: context.source.tree.text,
		written: (place) => context.written(place),
		spanOf: (place) => spanIn(context.source.tree, place),
		names: context.names,
		types: context.types,
		tree: context.source.tree,
		diagnostics: [...diagnostics].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
		...declared,
		scenarios: scenarios.map((scenario) => ({ ...scenario, erroneous: erroneous.has(scenario) })),
	};
}
