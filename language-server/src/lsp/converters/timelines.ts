import type { WaitEdge } from "../../explain/hang/wait-edges";
import type { PairStep } from "../../explain/pair/pair-step";
import type { RunCell } from "../../explain/timeline/run-cells";
import type { Timeline } from "../../explain/timeline/timeline";
import { headline } from "../../explain/verdict/headline";
import { changelog } from "../../report/explanation";
import { type PairText, pairRole } from "../../service/reading/pair-text";
import { type AlikeRuns, alikeRuns } from "../../service/runs/alike-runs";
import type { RunAccount } from "../../service/runs/run-account";
import { isHolder, type ScenarioRun, type ScenarioTimelines } from "../../service/runs/timelines";
import type { NamedSystem } from "../../system/system-text";
import type {
	PairAccess,
	TimelineCell,
	TimelineChange,
	TimelineHold,
	TimelinePair,
	TimelineRun,
	TimelineStep,
	TimelinesResult,
	TimelineWait,
} from "../protocol/timelines";
import type { ToLsp } from "../to-lsp";

/** What the panel is sent: the same data with places as the protocol has them, and nothing else of a search. */
export function timelinesToLsp(
	uri: string,
	{ scenario, verdict, safe, busy, nothing, ...found }: ScenarioTimelines,
	convert: ToLsp,
): TimelinesResult {
	const { runs, shown } = alikeRuns(found);
	return {
		uri,
		scenario: scenario.symbol.name,
		place: convert.location(scenario.symbol.span),
		verdict,
		safe,
		busy,
		runs: runs.map((run) => alikeToLsp(run, convert)),
		nothing,
		shown,
	};
}

/** A run as the panel is sent it. */
export function runToLsp(run: ScenarioRun, convert: ToLsp): TimelineRun {
	const found = alikeRuns({ runs: [run], shown: 0 });
	return alikeToLsp(found.runs[0], convert);
}

function alikeToLsp({ run, alike, title }: AlikeRuns, convert: ToLsp): TimelineRun {
	const { finding, outcome, configurationKey, under, stale, pair, relevant, missing, safe, account } = run;
	const { kind, subject, timeline } = finding;
	const { cells = [], waits = [], circle, ended = [] } = account ?? {};
	const { steps, cycle } = timeline;
	return {
		kind,
		configurationKey,
		subject,
		headline: headline(finding),
		message: finding.message,
		effect: finding.effect,
		symptom: finding.symptom,
		...(missing && { missing }),
		under,
		configuration: outcome.configuration.text,
		title,
		alike,
		stale,
		lanes: timeline.lanes.map((lane, index) => ({ ...lane, ended: ended[index] ?? false })),
		steps: stepsToLsp([...steps, ...cycle], relevant, outcome, account, convert),
		...(cycle.length > 0 && { loop: { from: steps.length + 1, to: steps.length + cycle.length } }),
		cells: cells.map(cellToLsp),
		holds: account ? holdsToLsp(account) : [],
		waits: waits.map(waitToLsp),
		...(circle && { circle }),
		...(safe &&
			account?.safe && {
				safe: {
					differs: safe.differs,
					steps: stepsToLsp(safe.timeline.steps, safe.relevant, outcome, account.safe, convert),
					cells: account.safe.cells.map(cellToLsp),
					holds: holdsToLsp(account.safe),
				},
			}),
		waiting: timeline.waiting.map((waiting) => ({
			lane: waiting.lane,
			label: waiting.label,
			functions: waiting.functions,
			place: convert.location(waiting.span),
		})),
		...(pair && account && { pair: pairToLsp(pair, timeline.steps, account.cells) }),
		diagram: changelog({ scenario: outcome.text.name, outcome, finding }),
	};
}

export function cellToLsp({ name, object, field, kind, start, changes, relevant, decides }: RunCell): TimelineCell {
	return { name, object, field, kind, start, changes, relevant, decides };
}

function holdsToLsp({ cells, holds }: Pick<RunAccount, "cells" | "holds">): readonly TimelineHold[] {
	return holds.map(({ lane, cell, what, from, to }) => ({
		lane,
		cell: cells.findIndex((one) => one.cell === cell),
		what,
		from,
		...(to !== undefined && { to }),
	}));
}

function waitToLsp({ lane, what, condition, holder, since, sentence }: WaitEdge): TimelineWait {
	return { lane, what, condition, ...(holder !== undefined && { holder }), ...(since !== undefined && { since }), sentence };
}

function pairToLsp(text: PairText, steps: Timeline["steps"], cells: readonly RunCell[]): TimelinePair {
	const { pair, sentence, window } = text;
	const roles = steps.flatMap(({ number }) => {
		const role = pairRole(text, number);
		return role === undefined ? [] : [{ number, role }];
	});
	const from = pair.first.number;
	const place = ({ lane, location }: typeof pair.first) => ({ lane, location });
	const order = { first: place(pair.first), second: place(pair.second) };
	return {
		sentence,
		window,
		otherwise: pair.otherwise,
		order,
		roles,
		cell: cells.findIndex(({ cell }) => cell === pair.cell),
		before: pair.before,
		after: pair.after,
		first: accessToLsp(pair.first),
		second: accessToLsp(pair.second),
		from,
		to: pair.closing?.second.number ?? from,
	};
}

function accessToLsp({ number, lane, note }: PairStep): PairAccess {
	return { number, lane, note };
}

function stepsToLsp(
	steps: Timeline["steps"],
	relevant: readonly number[],
	named: NamedSystem,
	account: Pick<RunAccount, "cells" | "wakes"> | undefined,
	convert: ToLsp,
): readonly TimelineStep[] {
	return steps.map((step, index) => ({
		number: step.number,
		lane: step.lane,
		label: step.label,
		access: step.access,
		wakes: account?.wakes[index] ?? [],
		place: convert.location(step.span),
		scenarioPlace: convert.location(step.scenarioSpan),
		stack: step.stack.map((frame) => ({ function: frame.function, place: convert.location(frame.span) })),
		changes: step.changes.map((change) => ({
			name: change.name,
			...cellOf(change.cell, account?.cells),
			field: change.field,
			before: change.before,
			after: change.after,
			local: change.local,
			holder: isHolder(named, change),
		})),
		...(step.sees.length > 0 && {
			sees: step.sees.map(({ name, field, value, cell }) => ({ name, ...cellOf(cell, account?.cells), field, value })),
		}),
		failing: step.failing,
		relevant: relevant.includes(step.number),
	}));
}

function cellOf(cell: number, cells: readonly RunCell[] = []): Pick<TimelineChange, "cell"> {
	const index = cells.findIndex((one) => one.cell === cell);
	return index < 0 ? {} : { cell: index };
}
