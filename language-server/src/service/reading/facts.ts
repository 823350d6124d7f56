/** What the program and the searches say about a name, beyond its declaration. */

import { codeSpan, escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { holds, placeKey } from "../../base/span";
import { allFiles } from "../../semantics/program";
import { releaseRanges } from "../../semantics/releases";
import type {
	AnySymbol,
	ConstSymbol,
	EnumMemberSymbol,
	FunctionSymbol,
	KernelSymbol,
	PatchSymbol,
	PropertySymbol,
} from "../../semantics/symbols";
import { usesIn } from "../navigation/references";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";

/** So many places are named. */
const SHOWN = 8;

/** In Markdown; empty where there is nothing to say. `scenarios` are those that a function's steps are counted in. */
export function factsText(snapshot: Snapshot, symbol: AnySymbol, scenarios: readonly ScenarioSnapshot[]): string {
	switch (symbol.kind) {
		case "function":
			return stepsText(scenarios, symbol, snapshot.scenarios.length === 0);
		case "patch":
			return patchText(snapshot, symbol);
		case "kernel":
			return kernelText(snapshot, symbol);
		case "property":
			return propertyText(snapshot, symbol);
		case "const":
		case "enumMember":
			return valueText(symbol);
		default:
			return "";
	}
}

/** How many steps a function takes at most where the scenarios call it. */
function stepsText(scenarios: readonly ScenarioSnapshot[], fn: FunctionSymbol, elsewhere: boolean): string {
	let most = 0;
	let where = "";
	for (const { scenario, checks } of scenarios) {
		const check = checks[0];
		for (const lane of check?.text?.lanes ?? []) {
			const calls = new Map<string, number>();
			for (const step of lane.steps) {
				const depth = step.stack.findIndex((frame) => frame.function === fn.name);
				if (depth < 0) continue;
				const call = step.stack
					.slice(0, depth + 1)
					.map(({ span }) => placeKey(span))
					.join(" ");
				calls.set(call, (calls.get(call) ?? 0) + 1);
			}
			const count = Math.max(0, ...calls.values());
			if (count > most) {
				most = count;
				const kernel = check.configuration.text === "" ? "" : t`, under ${escapeMarkdown(check.configuration.text)}`;
				where = kernel + (elsewhere ? t`, in ${codeSpan(scenario.symbol.name)}` : "");
			}
		}
	}
	return most === 0 ? "" : t`${quantity(most, "step")}, all branches counted${where}`;
}

/** The kernels that have a patch, and the functions that do something else with it. */
function patchText({ program }: Snapshot, patch: PatchSymbol): string {
	const kernels = releaseRanges(program.kernels, ({ patches }) => patches.has(patch.name));
	const readers = allFiles(program).flatMap((file) => {
		const uses = usesIn(file, patch);
		const tasks = [...file.lanes, ...file.scenarios.flatMap((scenario) => scenario.tasks)];
		const functions = file.functionBodies.map(({ symbol, node }) => ({ name: symbol.name, node }));
		return [...functions, ...tasks].filter(({ node }) => uses.some((use) => holds(node.body, use))).map(({ name }) => name);
	});
	return [
		kernels.length > 0 ? t`*In* ${listed(kernels)}` : t`*In* no release of the model`,
		readers.length > 0 ? t`*Changes* ${listed(readers)}` : t`*Changes* nothing here`,
	].join("  \n");
}

/** The patches of a release: those that are new in it with their titles, and the names of those that it has besides. */
function kernelText({ program }: Snapshot, kernel: KernelSymbol): string {
	const before = program.kernels[program.kernels.findIndex(({ name }) => name === kernel.name) - 1];
	const added = [...kernel.patches].filter((name) => before === undefined || !before.patches.has(name));
	const others = [...kernel.patches].filter((name) => !added.includes(name));
	const titles = new Map(program.patches.map(({ name, entries }) => [name, entries.title ?? ""]));
	const lines = added.map(
		(name) => `- ${[codeSpan(name), escapeMarkdown(titles.get(name) ?? "")].filter((part) => part !== "").join(" ")}`,
	);
	const news =
		added.length === 0
			? before
				? t`*Does what* ${codeSpan(before.name)} *does*`
				: t`*Has no patch*`
			: t`*New in it*\n\n${lines.join("\n")}`;
	return [
		news,
		others.length === 0
			? ""
			: t`*Has* ${quantity(others.length, "patch", "patches")} *of releases before it*: ${others.map(codeSpan).join(", ")}`,
	]
		.filter((part) => part !== "")
		.join("\n\n");
}

/** Where a property fails, of all that the document asks about, and with what message. */
function propertyText({ scenarios }: Snapshot, property: PropertySymbol): string {
	const lines: string[] = [];
	/** In how many checks every interleaving was looked at, and in how many not. */
	let decided = 0;
	let open = 0;
	const inScenario = scenarios.some(({ scenario }) => scenario.properties.includes(property));
	for (const { scenario, checks } of scenarios) {
		// Another scenario may have one of the same name.
		if (inScenario && !scenario.properties.includes(property)) continue;
		for (const { outcome, stale, configuration } of checks) {
			if (outcome === undefined || stale) continue;
			const finding = outcome.findings.find(({ kind, subject }) => kind === "race" && subject === property.name);
			if (finding || outcome.result.complete) decided++;
			else open++;
			if (finding === undefined) continue;
			const kernel = configuration.text === "" ? "" : t` under ${escapeMarkdown(configuration.text)}`;
			lines.push(`${codeSpan(scenario.symbol.name)}${kernel}: ${escapeMarkdown(finding.message)}`);
		}
	}
	const left = open === 0 ? "" : t`In ${quantity(open, "check")} here it is not known`;
	if (decided === 0) return left;
	if (lines.length === 0) return [t`Fails in none of ${quantity(decided, "check")} here`, left].filter(Boolean).join("  \n");
	const more = lines.length > SHOWN ? [t`and ${lines.length - SHOWN} more`] : [];
	const failing = t`Fails in\n\n${[...lines.slice(0, SHOWN), ...more].map((line) => `- ${line}`).join("\n")}`;
	return [failing, left].filter(Boolean).join("\n\n");
}

/** What a constant comes to. */
function valueText(symbol: ConstSymbol | EnumMemberSymbol): string {
	const { value } = symbol;
	if (symbol.kind === "const" && symbol.type.kind === "bool") return `= ${codeSpan(value === 0 ? "false" : "true")}`;
	return `= ${codeSpan(String(value))}${value > 9 ? ` = ${codeSpan(`0x${value.toString(16)}`)}` : ""}`;
}

function listed(names: readonly string[]): string {
	const shown = [...new Set(names)];
	return shown.slice(0, SHOWN).map(codeSpan).join(", ") + (shown.length > SHOWN ? t`, and ${shown.length - SHOWN} more` : "");
}
