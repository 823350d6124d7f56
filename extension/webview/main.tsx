/**
 * The timeline panel's page: the losing runs of one scenario, a column for each lane, time downwards.
 *
 * Invariants: the page knows only what it was sent, and nothing of the language or the kernel; texts reach the page as
 * text and never as markup; everything that can be clicked can be reached with the keyboard, and says in words what its
 * place and color say.
 */
import { render } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Detail, DetailKind } from "../../language-server/src/lsp/protocol/details";
import type { Place } from "../../language-server/src/lsp/protocol/place";
import type { TimelineRun, TimelinesResult } from "../../language-server/src/lsp/protocol/timelines";
import { Details, type DetailsProperties } from "./details";
import type { FromPanel, ToPanel } from "./messages";
import { type Row, rowsOf, withoutIrrelevant } from "./rows";
import { RunTable } from "./run-table";
import "./timeline.css";

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; getState(): unknown; setState(state: unknown): void };

const editor = acquireVsCodeApi();

/** What the panel was asked for, kept for when the window is loaded again. */
interface PanelState {
	readonly uri: string;
	readonly line: number;
	readonly character: number;
}

function Panel() {
	const [timelines, setTimelines] = useState<TimelinesResult | null>();
	const [cursor, setCursor] = useState<{ uri: string; line: number }>();
	const [showsAll, setShowsAll] = useState(false);
	const [answers, setAnswers] = useState<readonly Answer[]>([]);
	const [details, setDetails] = useState<Partial<Record<DetailKind, readonly Detail[] | null>>>({});
	useEffect(() => {
		const listen = ({ data }: MessageEvent<ToPanel>) => {
			if (data.kind === "cursor") return setCursor(data);
			if (data.kind === "different") return setAnswers((known) => [...known, data]);
			if (data.kind === "details") return setDetails((known) => ({ ...known, [data.section]: data.lines }));
			setTimelines(data.timelines);
			const place = data.timelines?.place;
			if (place) editor.setState({ uri: place.uri, ...place.range.start } satisfies PanelState);
		};
		addEventListener("message", listen);
		editor.postMessage({ kind: "ready" });
		return () => removeEventListener("message", listen);
	}, []);
	if (timelines === undefined) return <p class="nothing">Loading…</p>;
	if (timelines === null) return <p class="nothing">No scenario here. Put the cursor into a scenario of a .race file.</p>;
	return (
		<Scenario
			timelines={timelines}
			answers={answers}
			details={details}
			onAskDetails={(section, fromNow) => {
				setDetails((known) => ({ ...known, [section]: undefined }));
				editor.postMessage({ kind: "details", section, fromNow });
			}}
			cursor={cursor}
			showsAll={showsAll}
			onShowAll={setShowsAll}
			key={`${timelines.uri} ${timelines.scenario}`}
		/>
	);
}

/** What was found beyond the runs that the server shows by itself; `asked` names the run that it was asked for. */
type Answer = Extract<ToPanel, { kind: "different" }>;

interface ScenarioProperties extends Omit<RunProperties, "run"> {
	readonly timelines: TimelinesResult;
	readonly answers: readonly Answer[];
	readonly details: DetailsProperties["found"];
	readonly onAskDetails: DetailsProperties["onAsk"];
}

function Scenario({ timelines, answers, details, onAskDetails, cursor, showsAll, onShowAll }: ScenarioProperties) {
	const runs = withAnswers(timelines.runs, answers);
	const [waiting, setWaiting] = useState<string>();
	/** The run that was chosen, by what it shows, since the runs may change under it. */
	const [chosen, setChosen] = useState<string>();
	const found = runs.findIndex((run) => nameOf(run) === chosen);
	const index = found >= 0 ? found : timelines.shown;
	const run: TimelineRun | undefined = runs[index];
	/** Runs that fail in the same way; each has another racing pair. */
	const alike = runs.filter((other) => run && failsAlike(other, run));
	const asked = alike.map(nameOf).join("\n\n");
	const answer = answers.find((other) => other.asked === asked);
	const orders = alike.flatMap(({ pair }) => (pair ? [pair.order] : []));
	useEffect(() => {
		// The answer to the last question makes one run more, and it is the one to look at.
		const found = answers.find((other) => other.asked === waiting);
		if (found === undefined) return;
		setWaiting(undefined);
		if (found.run) setChosen(nameOf(found.run));
	}, [answers, waiting]);
	const choose = (next: number) => setChosen(nameOf(runs[(next + runs.length) % runs.length]));
	return (
		<main class={run?.stale || timelines.busy ? "stale" : ""}>
			<header>
				<h1>{timelines.scenario}</h1>
				<p class="verdict" role="status">
					{timelines.verdict}
				</p>
				{runs.length > 0 && (
					<div class="toolbar" role="toolbar" aria-label="Runs">
						<button
							type="button"
							title="Previous run"
							aria-label="Previous run"
							disabled={runs.length < 2}
							onClick={() => choose(index - 1)}
						>
							‹
						</button>
						<select aria-label="Run" value={index} onChange={(event) => choose(Number(event.currentTarget.value))}>
							{[...new Map(runs.map((run) => [run.configurationKey, run.under]))].map(([key, under]) => (
								<optgroup key={key} label={under || "as written"}>
									{runs.map((run, number) =>
										run.configurationKey === key ? (
											<option key={nameOf(run)} value={number}>
												{[`${number + 1} of ${runs.length}`, `${run.kind} ${run.subject}`, run.under].filter(Boolean).join(" · ")}
											</option>
										) : undefined,
									)}
								</optgroup>
							))}
						</select>
						<button type="button" title="Next run" aria-label="Next run" disabled={runs.length < 2} onClick={() => choose(index + 1)}>
							›
						</button>
						{run?.pair && run.kind === "race" && !run.stale && (
							<button
								type="button"
								class="text"
								disabled={waiting !== undefined || answer !== undefined}
								onClick={() => {
									setWaiting(asked);
									const { configurationKey, subject } = run;
									editor.postMessage({ kind: "different", asked, run: { configurationKey, subject }, orders });
								}}
							>
								{waiting !== undefined ? "Searching…" : answer ? "No Other Run Found" : "Next Different Run"}
							</button>
						)}
						<button type="button" class="text" onClick={() => editor.postMessage({ kind: "copy", text: run.diagram })}>
							Copy as Changelog Diagram
						</button>
					</div>
				)}
			</header>
			<Details
				timelines={timelines}
				found={details}
				onAsk={onAskDetails}
				onReveal={(place, focus) => editor.postMessage({ kind: "reveal", place, focus })}
			/>
			{run ? (
				<Run run={run} cursor={cursor} showsAll={showsAll} onShowAll={onShowAll} key={nameOf(run)} />
			) : (
				<p class="nothing">{timelines.nothing}</p>
			)}
		</main>
	);
}

interface RunProperties {
	readonly run: TimelineRun;
	readonly cursor: { uri: string; line: number } | undefined;
	/** Whether steps that the failure does not depend on are shown like the others. */
	readonly showsAll: boolean;
	onShowAll(showsAll: boolean): void;
}

function Run({ run, cursor, showsAll, onShowAll }: RunProperties) {
	const all = useMemo(() => rowsOf(run), [run]);
	const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
	const rows = useMemo(() => (showsAll ? all : withoutIrrelevant(all, run, unfolded)), [all, run, showsAll, unfolded]);
	const unfold = (id: string) => setUnfolded(new Set([...unfolded, id]));
	const [compares, setCompares] = useState(false);
	const safe = useMemo(() => (compares ? safeRunOf(run) : undefined), [run, compares]);
	const safeRows = useMemo(() => {
		if (safe === undefined) return [];
		const rows = rowsOf(safe);
		return showsAll ? rows : withoutIrrelevant(rows, safe, unfolded);
	}, [safe, showsAll, unfolded]);
	const differs = compares ? run.safe?.differs : undefined;
	const skipped = run.steps.filter((step) => !step.relevant).length;
	const calls = useMemo(() => rows.flatMap((row) => (row.kind === "call" ? [row.id] : [])), [rows]);
	const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
	const reveal = useCallback((place: Place | undefined, focus: boolean) => {
		if (place) editor.postMessage({ kind: "reveal", place, focus });
	}, []);
	const table = (run: TimelineRun, rows: readonly Row[]) => (
		<RunTable
			run={run}
			rows={rows}
			folded={folded}
			onFold={setFolded}
			onUnfold={unfold}
			cursor={cursor}
			differs={differs}
			onReveal={reveal}
		/>
	);
	return (
		<section aria-label={run.headline}>
			<h2 class={run.kind}>
				{run.headline}
				{run.under && <span class="under"> {run.under}</span>}
			</h2>
			{run.effect !== "" && <p class="effect">{run.effect}</p>}
			{run.pair && (
				<div class="pair">
					<p>{run.pair.sentence}</p>
					<p>
						{run.pair.window}; {run.pair.otherwise}
					</p>
				</div>
			)}
			{(calls.length > 0 || skipped > 0 || run.safe) && (
				<div class="toolbar" role="toolbar" aria-label="Steps">
					{skipped > 0 && (
						<button type="button" class="text" aria-pressed={showsAll} onClick={() => onShowAll(!showsAll)}>
							{showsAll ? "Only Steps That Matter" : `All ${run.steps.length} Steps`}
						</button>
					)}
					{run.safe && (
						<button type="button" class="text" aria-pressed={compares} onClick={() => setCompares(!compares)}>
							Compare With a Safe Run
						</button>
					)}
					<button type="button" class="text" onClick={() => setFolded(new Set(calls))}>
						Fold All Calls
					</button>
					<button type="button" class="text" onClick={() => setFolded(new Set())}>
						Unfold All Calls
					</button>
				</div>
			)}
			<div class={safe ? "tables comparing" : "tables"}>
				<div>{table(run, rows)}</div>
				{safe && (
					<div>
						<h3>Safe: {run.pair?.otherwise}</h3>
						{table(safe, safeRows)}
					</div>
				)}
			</div>
		</section>
	);
}

/** The run to compare with as one of its own, so that it is shown the same way. */
function safeRunOf(run: TimelineRun): TimelineRun | undefined {
	return run.safe && { ...run, steps: run.safe.steps, waiting: [], pair: undefined, safe: undefined, headline: "safe run" };
}

/**
 * The runs that the server shows, with those that were found after them; an answer to a question about other runs is
 * none any more.
 */
function withAnswers(runs: readonly TimelineRun[], answers: readonly Answer[]): readonly TimelineRun[] {
	let all = runs;
	for (const { asked, run } of answers) {
		if (run === null) continue;
		const alike = all.filter((other) => failsAlike(other, run));
		if (alike.map(nameOf).join("\n\n") === asked) all = [...all, run];
	}
	return all;
}

/** True for runs that fail in the same way under the same configuration. */
function failsAlike(a: TimelineRun, b: TimelineRun): boolean {
	return a.kind === b.kind && a.subject === b.subject && a.configurationKey === b.configurationKey;
}

function nameOf({ kind, subject, configurationKey, headline, diagram }: TimelineRun): string {
	return [kind, subject, configurationKey, headline, diagram].join("\n");
}

const root = document.getElementById("panel");
if (root) render(<Panel />, root);
