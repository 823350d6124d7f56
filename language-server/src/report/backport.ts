import type { BackportPlan, Suffering } from "../explain/backport";
import type { Program } from "../semantics/program";
import { diagram } from "./diagram";
import { essence, wrapText } from "./explanation";

/** What a tree that takes only some patches still suffers from, as text for a mail: each effect once, with one run and what would cure it. */
export function backportText(program: Program, { base, take }: BackportPlan, sufferings: readonly Suffering[], scenarios: number): string {
	const what = take.length === 0 ? base : `${base} and ${take.join(", ")}`;
	const lines: string[] = [];
	const paragraph = (text: string, indent = ""): void => {
		lines.push(...wrapText(text, 72 - indent.length).map((line) => indent + line), "");
	};
	const effects = new Map<string, Suffering[]>();
	for (const one of sufferings) effects.set(effectOf(one), [...(effects.get(effectOf(one)) ?? []), one]);
	if (effects.size === 0) {
		paragraph(`With ${what}, none of ${scenarios} scenarios fails.`);
		return lines.join("\n");
	}
	paragraph(`With ${what}, ${sufferings.length} of ${scenarios} scenarios ${sufferings.length === 1 ? "fails" : "fail"}.`);
	let number = 0;
	const visible = ([{ finding }]: readonly Suffering[]): number => (finding.effect === "" ? 1 : 0);
	// What a user sees comes first.
	for (const group of [...effects.values()].sort((a, b) => visible(a) - visible(b))) {
		const [first] = [...group].sort((a, b) => a.finding.timeline.steps.length - b.finding.timeline.steps.length);
		const { kind, subject, message, effect } = first.finding;
		paragraph(`${++number}. ${effect === "" ? "" : `${effect} `}${capital(kind)} ${subject}: ${message}.`);
		lines.push(...diagram(essence({ ...first, scenario: first.scenario.symbol.name }).finding, { brief: true }), "");
		for (const missing of groupByMissing(group)) {
			const names = missing.scenarios.join(", ");
			if (missing.patches === undefined) paragraph(`Nothing in the model's later releases cures it in ${names}.`, "   ");
			else {
				paragraph(`Missing, for ${names}:`, "   ");
				for (const patch of missing.patches) {
					const { title, commit } = program.patches.find(({ name }) => name === patch)?.entries ?? {};
					lines.push(
						...wrapText(`${commit ? `${commit} ` : ""}("${title ?? patch}") [${patch}]`, 66).map(
							(line, index) => `   ${index === 0 ? "- " : "  "}${line}`,
						),
					);
				}
				lines.push("");
			}
		}
	}
	return lines.join("\n");
}

/** Failures of one kind are one effect. */
function effectOf({ finding }: Suffering): string {
	return finding.kind === "race" ? finding.subject : "hang";
}

function groupByMissing(
	group: readonly Suffering[],
): readonly { readonly patches: readonly string[] | undefined; readonly scenarios: readonly string[] }[] {
	const found = new Map<string, { patches: readonly string[] | undefined; scenarios: string[] }>();
	for (const { missing, scenario } of group) {
		const key = missing === undefined ? "" : [...missing].sort().join(" ");
		const known = found.get(key) ?? { patches: missing, scenarios: [] };
		known.scenarios.push(scenario.symbol.name);
		found.set(key, known);
	}
	return [...found.values()];
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
