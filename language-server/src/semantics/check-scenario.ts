/** Checks what stands in a scenario. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { FunctionItem, Name, ScenarioItem } from "../syntax/tree";
import { checkBody, checkInitialiser, checkPropertyItem } from "./check-body";
import { checkExpectations, resolveOption } from "./check-expectations";
import { checkConstant } from "./check-expression";
import { resolveStruct } from "./check-names";
import { checkBodyBlock } from "./check-statement";
import { makeConfiguration } from "./configuration";
import { type Context, noEffects } from "./context";
import { declareConst } from "./declare-constants";
import { declareFunction, declareInline, declareInlineFields, declareProperty, notePrototype } from "./declare-items";
import { declaredByMacro, declareVariable } from "./declare-variable";
import { checkPlaceOfTask, resolveHandler } from "./handlers";
import { resolveKernelSet } from "./kernel-set";
import type { Place } from "./place";
import type { Scenario, Surroundings } from "./program";
import { Scope } from "./scope";
import { setupPlace } from "./setup-place";
import type { FunctionSymbol, PropertySymbol, ScenarioSymbol, StructSymbol, TaskSymbol, VariableSymbol } from "./symbols";

/** Checks a scenario that has been declared, in a context of its own. */
export function checkScenario(
	context: Context,
	item: ScenarioItem,
	symbol: ScenarioSymbol,
	{ options, newest }: Pick<Surroundings, "options" | "newest">,
): Scenario {
	const scope = new Scope(context.globals);
	const setup = setupPlace(context, scope);
	const variables: VariableSymbol[] = [];
	const tasks: TaskSymbol[] = [];
	const properties: PropertySymbol[] = [];
	const turnedOff = new Set<PropertySymbol>();
	const functions = new Map<FunctionSymbol, FunctionItem>();
	const chosen = new Map(options.map((option) => [option.name, option.values[0]]));
	let kernel: { patches: ReadonlySet<string>; text: string } | undefined = {
		patches: newest?.patches ?? NONE,
		text: newest?.name ?? "",
	};

	for (const member of item.members) {
		const property = member.kind === "propertyOff" && context.resolve(context.globals, member.name, t`property`, "property");
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
				declareInline(context, scope, member, "");
				declareInlineFields(context, scope, member);
				const written = declaredByMacro(setup, member);
				const variable = declareVariable(setup, written, "scenario");
				context.declare(scope, variable, written.name);
				variables.push(variable);
				break;
			}
			case "function": {
				const fn = declareFunction(context, scope, member);
				functions.set(fn, member);
				break;
			}
			case "property":
				properties.push(declareProperty(context, scope, member, turnedOff));
				break;
			case "task": {
				const count = member.count && checkConstant(setup, member.count, t`the number of tasks`);
				if (count !== undefined && (count < 1 || count > 16) && member.count)
					context.error(member.count, "invalid-size", t`there can be from 1 to 16 of a task`);
				const handler = member.handler && resolveHandler(context, member.handler);
				const task: TaskSymbol = {
					kind: "task",
					flavor: member.daemon ? "daemon" : member.flavor,
					name: member.name.text,
					span: spanOf(member.name),
					documentation: member.documentation,
					...(handler && { handler }),
					count: count === undefined ? undefined : Math.min(Math.max(count, 1), 16),
					node: member,
					file: context,
				};
				if (member.each)
					context.error(member.each, "misplaced-item", t`a task for each object of a struct stands in a file, outside of scenarios`);
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
				warnOfDecided(context, options, member.name, value);
				break;
			}
		}
	}
	for (const member of item.members) if (member.kind === "prototype") notePrototype(context, scope, member);
	for (const evaluate of context.constants.values()) evaluate();
	for (const variable of variables) checkInitialiser(setup, variable);
	for (const [fn, node] of functions) checkBody(context, scope, fn, node);
	for (const property of properties) checkPropertyItem(context, scope, property);
	for (const task of tasks) {
		checkPlaceOfTask(setup, task);
		checkBodyBlock({ context, scope, effects: noEffects(), calls: new Set(), rule: "run" }, task.node.body);
	}
	const pools = checkPools(setup, item);
	const configuration = makeConfiguration(kernel?.text ?? "", kernel?.patches ?? NONE, chosen);
	const expectations = checkExpectations(context, scope, item, tasks, turnedOff, configuration);
	return {
		symbol,
		node: item,
		file: context,
		configuration,
		expectations,
		variables,
		tasks,
		functions: [...functions.keys()],
		properties,
		turnedOff,
		pools,
		erroneous: false,
		scope,
	};
}

/** Warns of a choice that some macro or constant does not follow, of which there is one for all scenarios. */
function warnOfDecided(context: Context, options: Surroundings["options"], name: Name, value: string | undefined): void {
	const first = options.find((option) => option.name === name.text)?.values[0];
	if (value === undefined || first === undefined || value === first || !context.shared.decided.has(name.text)) return;
	const message = t`what \`#if\` chooses that is no function is that of \`${name.text} = ${first}\` in every scenario`;
	context.warning(name, "option-decided", message);
}

/** How many objects of a struct a place in a loop can make at most. */
const MOST_OBJECTS = 64;

/** The pools whose size a scenario says. */
function checkPools(place: Place, { members }: ScenarioItem): ReadonlyMap<StructSymbol, number> {
	const pools = new Map<StructSymbol, number>();
	for (const member of members) {
		if (member.kind !== "pool") continue;
		const struct = resolveStruct(place, member.struct);
		const count = checkConstant(place, member.count, t`the size of a pool`);
		if (count !== undefined && (count < 1 || count > MOST_OBJECTS))
			place.context.error(member.count, "invalid-size", t`a pool has from 1 to ${MOST_OBJECTS} objects`);
		else if (struct && count !== undefined) pools.set(struct, count);
	}
	place.context.once(
		members.flatMap((member) => (member.kind === "pool" ? [member.struct] : [])),
		(name) => t`the pool of '${name}'`,
	);
	return pools;
}

/** A scenario has one kernel, and one value of each option: which of two is meant nobody knows. */
function checkChoices(context: Context, { members }: ScenarioItem): void {
	const [kernel, ...others] = members.filter((member) => member.kind === "kernelChoice");
	for (const { set } of others)
		context.error(set, "duplicate-name", t`the kernel has been said already`, {
			related: [{ span: spanOf(kernel.set), message: t`here` }],
		});
	context.once(
		members.flatMap((member) => (member.kind === "option" ? [member.name] : [])),
		(name) => t`the value of '${name}'`,
	);
}

const NONE: ReadonlySet<string> = new Set();
