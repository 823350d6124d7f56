/** How a run is told from the others of its scenario. */
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
}

/** The runs by name, in groups of the configurations in which they are the same: `dma_into_foreign_file, 20 steps`. */
export function runNames(runs: readonly TimelineRun[]): readonly { readonly group: string; readonly runs: readonly NamedRun[] }[] {
	const groups = new Map<string, NamedRun[]>();
	for (const [index, run] of runs.entries()) {
		const group = groupName(run);
		groups.set(group, [...(groups.get(group) ?? []), { index, name: nameAmong(run, runs) }]);
	}
	return [...groups].map(([group, named]) => ({ group, runs: named }));
}

/** Runs of one configuration that fail alike are told apart by what races in them. */
function nameAmong(run: TimelineRun, runs: readonly TimelineRun[]): string {
	const what = run.kind === "hang" ? `${run.subject} hangs` : run.subject;
	const name = `${what}, ${run.steps.length} steps`;
	const symptom = run.kind === "race" && run.symptom !== "" ? `: ${run.symptom}` : "";
	const alike = runs.filter((other) => failsAlike(other, run));
	if (alike.length < 2) return `${name}${symptom}`;
	const { pair } = run;
	const nth = alike.indexOf(run) + 1;
	const order = pair ? `, #${pair.first.number} before #${pair.second.number}` : "";
	return `${name}${order} (${nth})${symptom}`;
}

function groupName({ under, alike }: TimelineRun): string {
	return [under, ...alike.map((other) => other.under)].map((one) => (one === "" ? "as written" : one)).join(", ");
}
