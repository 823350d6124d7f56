import type { Timeline } from "../../explain/timeline/timeline";
import { headline } from "../../explain/verdict/headline";
import { changelog } from "../../report/explanation";
import { type PairText, pairRole } from "../../service/reading/pair-text";
import { isHolder, type ScenarioRun, type ScenarioTimelines } from "../../service/runs/timelines";
import type { NamedSystem } from "../../system/system-text";
import type { TimelinePair, TimelineRun, TimelineStep, TimelinesResult } from "../protocol/timelines";
import type { ToLsp } from "../to-lsp";

/** What the panel is sent: the same data with places as the protocol has them, and nothing else of a search. */
export function timelinesToLsp(
	uri: string,
	{ scenario, verdict, safe, busy, runs, nothing, shown }: ScenarioTimelines,
	convert: ToLsp,
): TimelinesResult {
	return {
		uri,
		scenario: scenario.symbol.name,
		place: convert.location(scenario.symbol.span),
		verdict,
		safe,
		busy,
		runs: runs.map((run) => runToLsp(run, convert)),
		nothing,
		shown,
	};
}

/** A run as the panel is sent it. */
export function runToLsp(
	{ finding, outcome, configurationKey, under, stale, pair, relevant, safe }: ScenarioRun,
	convert: ToLsp,
): TimelineRun {
	const { kind, subject, timeline } = finding;
	return {
		kind,
		configurationKey,
		subject,
		headline: headline(finding),
		effect: finding.effect,
		under,
		stale,
		lanes: timeline.lanes,
		steps: stepsToLsp(timeline, relevant, outcome, convert),
		safe: safe && { differs: safe.differs, steps: stepsToLsp(safe.timeline, safe.relevant, outcome, convert) },
		waiting: timeline.waiting.map((waiting) => ({
			lane: waiting.lane,
			label: waiting.label,
			functions: waiting.functions,
			place: convert.location(waiting.span),
		})),
		pair: pair && pairToLsp(pair, timeline.steps),
		diagram: changelog({ scenario: outcome.text.name, outcome, finding }),
	};
}

function pairToLsp(text: PairText, steps: Timeline["steps"]): TimelinePair {
	const { pair, sentence, window } = text;
	const roles = steps.flatMap(({ number }) => {
		const role = pairRole(text, number);
		return role === undefined ? [] : [{ number, role }];
	});
	const from = pair.first.number;
	const place = ({ lane, location }: typeof pair.first) => ({ lane, location });
	const order = { first: place(pair.first), second: place(pair.second) };
	return { sentence, window, otherwise: pair.otherwise, order, roles, from, to: pair.closing?.second.number ?? from };
}

function stepsToLsp(timeline: Timeline, relevant: readonly number[], named: NamedSystem, convert: ToLsp): readonly TimelineStep[] {
	return timeline.steps.map((step) => ({
		number: step.number,
		lane: step.lane,
		label: step.label,
		place: convert.location(step.span),
		scenarioPlace: convert.location(step.scenarioSpan),
		stack: step.stack.map((frame) => ({ function: frame.function, place: convert.location(frame.span) })),
		changes: step.changes.map((change) => ({
			name: change.name,
			field: change.field,
			before: change.before,
			after: change.after,
			local: change.local,
			holder: isHolder(named, change),
		})),
		failing: step.failing,
		relevant: relevant.includes(step.number),
	}));
}
