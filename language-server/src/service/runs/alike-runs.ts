/** Runs of several configurations that go the same way and fail alike are one for whoever chooses between them. */
import { t } from "../../base/l10n";
import { stepCount } from "../../explain/verdict/headline";
import type { ScenarioRun, ScenarioTimelines } from "./timelines";

/** A run, and the configurations in which the same comes to pass. */
export interface AlikeRuns {
	readonly run: ScenarioRun;
	readonly alike: readonly Pick<ScenarioRun, "configurationKey" | "under">[];
	/** What tells it from others in a list: `v4.18, under v4.17: dma_into_foreign_file, 20 steps`. */
	readonly title: string;
}

/** More configurations than these are counted. */
const NAMED = 3;

/**
 * The runs of a scenario, each once, in the order of the first of each, and which of them the text is annotated with.
 */
export function alikeRuns({ runs, shown }: Pick<ScenarioTimelines, "runs" | "shown">): {
	readonly runs: readonly AlikeRuns[];
	readonly shown: number;
} {
	const groups = new Map<string, ScenarioRun[]>();
	for (const run of runs) {
		const key = whatHappens(run);
		groups.set(key, [...(groups.get(key) ?? []), run]);
	}
	const all = [...groups.values()];
	return {
		runs: all.map((group) => {
			const [run, ...others] = group;
			return { run, alike: others.map(({ configurationKey, under }) => ({ configurationKey, under })), title: titleOf(group) };
		}),
		shown: Math.max(
			0,
			all.findIndex((group) => group.includes(runs[shown])),
		),
	};
}

function titleOf(group: readonly ScenarioRun[]): string {
	const [{ finding }] = group;
	const names = group.map(({ under, outcome }) => under || outcome.configuration.text || t`as the scenario stands`);
	const left = names.length - NAMED;
	const configurations = [...names.slice(0, NAMED), ...(left > 0 ? [t`${left} more`] : [])].join(", ");
	const what = finding.kind === "hang" ? t`${finding.subject} hangs` : finding.subject;
	return `${configurations}: ${what}, ${stepCount(finding)}`;
}

/** All that is told of a run but its configuration. */
function whatHappens({ finding: { kind, subject, message, timeline }, stale }: ScenarioRun): string {
	const steps = [...timeline.steps, ...timeline.cycle].map(({ lane, label, stack, changes }) => [
		lane,
		label,
		stack.map((frame) => frame.function),
		changes.map(({ name, before, after }) => [name, before, after]),
	]);
	return JSON.stringify([
		kind,
		subject,
		message,
		stale,
		steps,
		timeline.cycle.length,
		timeline.waiting.map(({ lane, label }) => [lane, label]),
	]);
}
