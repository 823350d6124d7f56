import { type BackportPlan, type Cure, type Examination, type Suffering, settingName } from "../explain/patches/backport";
import type { Program } from "../semantics/program";
import { diagram } from "./diagram";
import { essence, wrapText } from "./explanation";

/**
 * What a tree that takes only some patches still suffers from, as text for a mail: each effect once, with one run and
 * what would cure it.
 */
export function backportText(program: Program, { base, take }: BackportPlan, examinations: readonly Examination[]): string {
	const what = take.length === 0 ? base : `${base} and ${take.join(", ")}`;
	const lines: string[] = [];
	const paragraph = (text: string, indent = ""): void => {
		lines.push(...wrapText(text, 72 - indent.length).map((line) => indent + line), "");
	};
	const sufferings = examinations.flatMap((one) => one.sufferings);
	const open = examinations.flatMap((one) => one.open);
	const failing = examinations.filter((one) => one.sufferings.length > 0).length;
	const effects = new Map<string, Suffering[]>();
	for (const one of sufferings) effects.set(effectOf(one), [...(effects.get(effectOf(one)) ?? []), one]);
	const [count, verb] = failing === 0 ? ["none", "fails"] : [String(failing), failing === 1 ? "fails" : "fail"];
	paragraph(
		`With ${what}, ${count} of ${examinations.length} ${examinations.length === 1 ? "scenario" : "scenarios"} ${open.length > 0 ? "is known to fail" : verb}.`,
	);
	let number = 0;
	const visible = ([{ finding }]: readonly Suffering[]): number => (finding.effect === "" ? 1 : 0);
	// What a user sees comes first.
	for (const group of [...effects.values()].sort((a, b) => visible(a) - visible(b))) {
		const [first] = [...group].sort((a, b) => a.finding.timeline.steps.length - b.finding.timeline.steps.length);
		const { kind, subject, message, effect } = first.finding;
		paragraph(`${++number}. ${effect === "" ? "" : `${effect} `}${capital(kind)} ${subject}: ${message}.`);
		lines.push(...diagram(essence({ ...first, scenario: first.scenario.symbol.name }).finding, { brief: true }), "");
		for (const { cure, scenarios } of groupByCure(group)) {
			const names = scenarios.join(", ");
			if (cure.kind !== "patches") {
				paragraph(`${NO_CURE[cure.kind]} ${names}.`, "   ");
				continue;
			}
			paragraph(`Missing, for ${names}${cure.decided ? "" : " (perhaps not all of them)"}:`, "   ");
			for (const patch of cure.patches) {
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
	if (open.length > 0) paragraph(`Not decided: ${open.join("; ")}.`);
	return lines.join("\n");
}

const NO_CURE: Readonly<Record<Exclude<Cure["kind"], "patches">, string>> = {
	nothing: "Nothing in the model's later releases cures it in",
	untried: "The model has no later release that could cure it in",
	undecided: "No later release of the model was found to cure it, but not all of them could be decided, in",
};

/** Failures of one kind are one effect: of one property, or of tasks of one name, which is what is said of it. */
function effectOf({ finding }: Suffering): string {
	return `${finding.kind} ${finding.subject}`;
}

function groupByCure(group: readonly Suffering[]): readonly { readonly cure: Cure; readonly scenarios: readonly string[] }[] {
	const found = new Map<string, { cure: Cure; scenarios: string[] }>();
	for (const { cure, scenario, setting } of group) {
		const key = cure.kind === "patches" ? `${cure.decided} ${[...cure.patches].sort().join(" ")}` : cure.kind;
		const known = found.get(key) ?? { cure, scenarios: [] };
		known.scenarios.push(settingName(scenario, setting));
		found.set(key, known);
	}
	return [...found.values()];
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
