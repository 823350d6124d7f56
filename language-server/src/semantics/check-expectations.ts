/** What a scenario expects, and of which kernels and options. */
import { t } from "../base/l10n";
import { isRunError } from "../base/run-errors";
import { spanOf } from "../base/span";
import type { Expression, Name, ScenarioItem } from "../syntax/tree";
import { checkExpression } from "./check-expression";
import { type Configuration, type Expectation, makeConfiguration } from "./configuration";
import { type Context, noEffects } from "./context";
import { resolveKernelSet } from "./kernel-set";
import type { Scope } from "./scope";
import { optionValue, type PropertySymbol, type TaskSymbol } from "./symbols";

/** Errors that are looked for only where an option asks for it. */
const LOOKED_FOR: ReadonlyMap<string, string> = new Map([
	["data_race", "data_races"],
	["memory_leak", "memory_leak"],
]);

/** What a scenario expects; `base` is its own configuration. */
export function checkExpectations(
	context: Context,
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
			const property = context.resolve(scope, subject, t`property`, "property");
			if (property && turnedOff.has(property)) {
				context.error(subject, "property-off", t`'${property.name}' is turned off in this scenario, and is never reported`);
			}
		}
		const lane =
			subject && member.outcome.text === "hang" && scope.lookup(subject.text)?.kind !== "task" && context.shared.lanes.get(subject.text);
		if (lane) context.names.set(subject, lane);
		else if (
			subject &&
			member.outcome.text === "hang" &&
			context.resolve(scope, subject, t`task`, "task") === undefined &&
			tasks.length === 0
		)
			continue;
		const kernel = member.kernel ? resolveKernelSet(context, scope, member.kernel) : undefined;
		const options = new Map<string, string>();
		context.once(
			member.options.map(({ name }) => name),
			(name) => t`the value of '${name}'`,
		);
		for (const { name, value } of member.options) {
			const resolved = resolveOption(context, scope, name, value);
			if (resolved !== undefined) options.set(name.text, resolved);
		}
		const asked = member.outcome.text === "data_race" ? member.outcome : subject;
		const option = asked && LOOKED_FOR.get(asked.text);
		if (asked && option !== undefined && (options.get(option) ?? base.options.get(option)) !== "report")
			context.warning(asked, "not-looked-for", t`'${asked.text}' is looked for under \`option ${option} = report;\` alone`);
		const variable = member.variable && variableNamed(context, scope, member.variable);
		const separate = member.kernel !== undefined || member.options.length > 0;
		expectations.push({
			outcome: member.outcome.text === "data_race" ? "race" : member.outcome.text,
			...(member.no && { no: member.no }),
			subject: asked?.text === "" ? undefined : asked?.text,
			...(variable && { variable }),
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

/** What messages call the variable of an expectation. */
function variableNamed(context: Context, scope: Scope, variable: Expression): string {
	const readOnly = t`an expectation`;
	checkExpression({ context, scope, effects: noEffects(), calls: new Set(), readOnly, rule: "setup" }, variable);
	return context
		.written(variable)
		.replace(/->/g, ".")
		.replace(/[\s&()]/g, "");
}

function kernelText(configuration: Configuration): string {
	return configuration.text.split(",")[0];
}

/** The value that is chosen for an option; undefined where it has none such. */
export function resolveOption(context: Context, scope: Scope, name: Name, value: Name | undefined): string | undefined {
	const option = context.resolve(scope, name, t`option`, "option");
	if (option === undefined || value === undefined || value.text === "") return undefined;
	const index = option.values.indexOf(value.text);
	if (index < 0) {
		context.unknown(value, t`value of '${option.name}' called`, option.values);
		return undefined;
	}
	context.names.set(value, optionValue(option, index));
	return value.text;
}
