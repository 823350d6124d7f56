/** How a run is told from the others of its scenario. */
import { t } from "../../../language-server/src/base/l10n";
import { quantity } from "../../../language-server/src/base/quantities";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";

/** Distinguishes a run from all others, and finds it again among those of a later answer. */
export function keyOf({ kind, subject, configurationKey, headline, diagram }: TimelineRun): string {
	return [kind, subject, configurationKey, headline, diagram].join("\n");
}

/** True for runs that fail in the same way under the same configuration. */
export function failsAlike(a: TimelineRun, b: TimelineRun): boolean {
	return a.kind === b.kind && a.subject === b.subject && a.configurationKey === b.configurationKey;
}

export interface NamedRun {
	readonly index: number;
	readonly name: string;
	/** What its user suffers in a few words; empty where that is not known. */
	readonly symptom: string;
}

/** Which of the findings under its configuration a run is, as `2 of 3`; undefined where there is no other. */
export function placeAmong(run: TimelineRun, runs: readonly TimelineRun[]): string | undefined {
	const alike = runs.filter(({ configurationKey }) => configurationKey === run.configurationKey);
	return alike.length > 1 ? t`${alike.indexOf(run) + 1} of ${alike.length}` : undefined;
}

/** The runs by name, in groups of the configurations in which they are the same: `dma_into_foreign_file, 20 steps`. */
export function runNames(runs: readonly TimelineRun[]): readonly { readonly group: string; readonly runs: readonly NamedRun[] }[] {
	const groups = new Map<string, NamedRun[]>();
	for (const [index, run] of runs.entries()) {
		const group = configurationOf(run);
		const symptom = run.kind === "race" ? run.symptom : "";
		groups.set(group, [...(groups.get(group) ?? []), { index, name: nameAmong(run, runs), symptom }]);
	}
	return [...groups].map(([group, named]) => ({ group, runs: named }));
}

/** Runs of one configuration that fail alike are told apart by what races in them. */
export function nameAmong(run: TimelineRun, runs: readonly TimelineRun[]): string {
	const what = run.kind === "hang" ? t`${run.subject} hangs` : run.subject;
	const name = `${what}, ${quantity(run.steps.length, "step")}`;
	const alike = runs.filter((other) => failsAlike(other, run));
	if (alike.length < 2) return name;
	const { pair } = run;
	const order = pair ? `, ${t`#${pair.first.number} before #${pair.second.number}`}` : "";
	return `${name}${order} (${alike.indexOf(run) + 1})`;
}

/**
 * Under what a run comes to pass, with what several configurations have in common said once:
 * `v4.18; under v4.17, tlb_mode = broadcast or pv`.
 */
export function configurationOf({ under, alike, configuration }: Pick<TimelineRun, "under" | "alike" | "configuration">): string {
	const own = configuration || t`the scenario's own`;
	const values = new Map<string, string[]>();
	for (const text of [under, ...alike.map((other) => other.under)]) {
		const [, before = text, value] = /^(.* = )([^=]*)$/.exec(text) ?? [];
		values.set(before, [...(values.get(before) ?? []), ...(value === undefined ? [] : [value])]);
	}
	return [...values].map(([before, several]) => `${before || own}${anyOf(several)}`).join("; ");
}

function anyOf(values: readonly string[]): string {
	if (values.length < 2) return values.join("");
	return t`${values.slice(0, -1).join(", ")} or ${values[values.length - 1]}`;
}
