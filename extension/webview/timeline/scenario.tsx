/** A scenario: which of its runs is shown, or what is known of it where there is none. */

import { useCallback, useEffect, useState } from "preact/hooks";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Details, type DetailsProperties } from "../details";
import type { FromPanel, ToPanel } from "../messages";
import type { Cursor } from "./grid";
import { Icon } from "./icons";
import { failsAlike, keyOf } from "./run-names";
import type { Repairs } from "./safe-with";
import { TimelineView } from "./timeline-view";
import { INITIAL_VIEW } from "./view-state";

/** What was found beyond the runs that the server shows by itself; `asked` names the runs that it was asked for. */
export type Answer = Extract<ToPanel, { kind: "different" }>;

interface ScenarioProperties {
	readonly timelines: TimelinesResult;
	readonly answers: readonly Answer[];
	readonly details: DetailsProperties["found"];
	readonly repairs: Repairs | undefined;
	readonly cursor: Cursor | undefined;
	onAskDetails: DetailsProperties["onAsk"];
	post(message: FromPanel): void;
}

export function Scenario({ timelines, answers, details, repairs, cursor, onAskDetails, post }: ScenarioProperties) {
	const runs = withAnswers(timelines.runs, answers);
	const [state, setState] = useState(INITIAL_VIEW);
	/** What was asked for, and the answers that were there before. */
	const [waiting, setWaiting] = useState<{ readonly asked: string; readonly before: readonly Answer[] }>();
	/** The run that was chosen, by what it shows, since the runs may change under it. */
	const [chosen, setChosen] = useState<string>();
	const found = runs.findIndex((run) => keyOf(run) === chosen);
	const index = found >= 0 ? found : timelines.shown;
	const run: TimelineRun | undefined = runs[index];
	/** Runs that fail in the same way; each has another racing pair. */
	const alike = runs.filter((other) => run && failsAlike(other, run));
	const asked = alike.map(keyOf).join("\n\n");
	const answer = answers.findLast((other) => other.asked === asked);
	useEffect(() => {
		// The answer to the last question makes one run more, and it is the one to look at.
		const found = answers.find((other) => other.asked === waiting?.asked && !waiting.before.includes(other));
		if (found === undefined) return;
		setWaiting(undefined);
		if (found.run) setChosen(keyOf(found.run));
	}, [answers, waiting]);
	const reveal = useCallback((place: Location, focus: boolean) => post({ kind: "reveal", place, focus }), []);
	if (run === undefined) return <WithoutRun timelines={timelines} found={details} onAsk={onAskDetails} onReveal={reveal} />;
	const canDiffer = run.pair !== undefined && run.kind === "race" && !run.stale;
	return (
		<TimelineView
			timelines={timelines}
			runs={runs}
			index={index}
			state={state}
			cursor={cursor}
			details={details}
			repairs={repairs}
			different={!canDiffer ? "impossible" : waiting !== undefined ? "searching" : answer?.run === null ? "none" : "possible"}
			onState={setState}
			onChooseRun={(next) => setChosen(keyOf(runs[next]))}
			onFindDifferent={() => {
				setWaiting({ asked, before: answers });
				const { configurationKey, subject } = run;
				const orders = alike.flatMap(({ pair }) => (pair ? [pair.order] : []));
				post({ kind: "different", asked, run: { configurationKey, subject }, orders });
			}}
			onRepair={post}
			onAskDetails={onAskDetails}
			onReveal={reveal}
			onCopy={(text) => post({ kind: "copy", text })}
		/>
	);
}

/** A scenario that nothing fails in, or of which that is not known. */
function WithoutRun(properties: DetailsProperties) {
	const { timelines } = properties;
	return (
		<main class={timelines.busy ? "without-run stale" : "without-run"}>
			<header>
				<div class="verdict">
					<h1 class={timelines.safe ? "safe" : "unknown"}>
						<Icon name={timelines.safe ? "safe" : "unknown"} />
						<span>{timelines.scenario}</span>
					</h1>
				</div>
				<p class="status" role="status">
					{timelines.verdict}
				</p>
			</header>
			<p class="nothing">{timelines.nothing}</p>
			<Details {...properties} />
		</main>
	);
}

/**
 * The runs that the server shows, with those that were found after them; an answer to a question about other runs is
 * none any more.
 */
function withAnswers(runs: readonly TimelineRun[], answers: readonly Answer[]): readonly TimelineRun[] {
	let all = runs;
	for (const { asked, run } of answers) {
		if (!run) continue;
		const alike = all.filter((other) => failsAlike(other, run));
		if (alike.map(keyOf).join("\n\n") === asked) all = [...all, run];
	}
	return all;
}
