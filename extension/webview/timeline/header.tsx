/** What the user of such a machine suffers, why, and the tools. */
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Icon } from "./icons";
import { failureText, titled } from "./rows";
import { runNames } from "./run-names";
import { LaneName, Sentence } from "./sentence";
import { IconButton, Toolbar } from "./toolbar";
import type { ViewState } from "./view-state";

/** What the buttons and their keys do. */
export interface Actions {
	previousConflict(): void;
	nextConflict(): void;
	toggleAll(): void;
	togglePaths(): void;
	toggleComparison(): void;
	toggleDetails(): void;
	findDifferent(): void;
	chooseValues(): void;
	showKeys(): void;
	copy(): void;
	chooseRun(index: number): void;
}

interface HeaderProperties {
	readonly timelines: TimelinesResult;
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	readonly view: ViewState;
	readonly isWide: boolean;
	/** Whether a different run is searched for, or none was found. */
	readonly different: "possible" | "searching" | "none" | "impossible";
	readonly actions: Actions;
	onGo(number: number): void;
}

export function Header({ timelines, runs, index, view, isWide, different, actions, onGo }: HeaderProperties) {
	const run = runs[index];
	const compares = view.compares && run.safe !== undefined;
	const configurations = configurationsOf(run);
	const isStale = run.stale || timelines.busy;
	return (
		<header>
			<div class="verdict">
				<h1 class={run.kind} title={`${timelines.scenario}: ${run.headline}`}>
					<Icon name={run.kind} />
					<span>{verdictOf(run)}</span>
				</h1>
				<span class="about" title={[...configurations, timelines.scenario].join(" · ")}>
					{configurations.length > 0 && <span class="under">{configurations.join(", ")} · </span>}
					<span class="scenario">{timelines.scenario}</span>
				</span>
				<span class="status" role="status">
					{isStale ? (timelines.busy ? "checking…" : "of an earlier text") : ""}
					<span class="unseen">{timelines.verdict}</span>
				</span>
			</div>
			<div class="why">
				{compares ? <Difference run={run} onGo={onGo} /> : <Why run={run} isSafeAsWritten={timelines.safe} onGo={onGo} />}
			</div>
			<Toolbar label="Timeline">
				<IconButton icon="up" label="Previous step that decides" shortcut="[" onClick={actions.previousConflict} />
				<IconButton icon="down" label="Next step that decides" shortcut="]" onClick={actions.nextConflict} />
				<span class="separator" />
				<IconButton icon="all" label="All steps" shortcut="F" pressed={view.showsAll} onClick={actions.toggleAll} />
				{!isWide && (
					<IconButton
						icon="paths"
						label="Functions that steps are in"
						shortcut="P"
						pressed={view.showsPaths}
						onClick={actions.togglePaths}
					/>
				)}
				<IconButton
					icon="compare"
					label={run.safe ? "Compare with a safe run" : "There is no safe run to compare with"}
					shortcut="C"
					pressed={compares}
					disabled={run.safe === undefined}
					onClick={actions.toggleComparison}
				/>
				<IconButton
					icon="different"
					label={
						{ possible: "Next different run", searching: "Searching…", none: "No other run found", impossible: "No other run" }[different]
					}
					shortcut="D"
					disabled={different !== "possible"}
					onClick={actions.findDifferent}
				/>
				<span class="separator" />
				<IconButton icon="values" label="Values to show" shortcut="V" opens="dialog" onClick={actions.chooseValues} />
				<IconButton icon="copy" label="Copy as changelog diagram" onClick={actions.copy} />
				<IconButton
					icon="details"
					label="What edits changed, and statistics"
					shortcut="I"
					pressed={view.showsDetails}
					onClick={actions.toggleDetails}
				/>
				<IconButton icon="keys" label="Keys and marks" shortcut="?" opens="dialog" onClick={actions.showKeys} />
				<RunChoice runs={runs} index={index} onChoose={actions.chooseRun} />
			</Toolbar>
		</header>
	);
}

function RunChoice({ runs, index, onChoose }: { runs: readonly TimelineRun[]; index: number; onChoose: (index: number) => void }) {
	const away = (by: number) => onChoose((index + by + runs.length) % runs.length);
	return (
		<span class="runs">
			<IconButton icon="left" label="Previous run" disabled={runs.length < 2} onClick={() => away(-1)} />
			<select
				aria-label="Run"
				title={[runs[index].title, runs[index].under].filter(Boolean).join(" ")}
				value={index}
				onChange={(event) => onChoose(Number(event.currentTarget.value))}
			>
				{runNames(runs).map(({ group, runs: named }) => (
					<optgroup key={group} label={group}>
						{named.map(({ index: at, name }) => (
							<option key={at} value={at}>
								{name}
							</option>
						))}
					</optgroup>
				))}
			</select>
			<IconButton icon="right" label="Next run" disabled={runs.length < 2} onClick={() => away(1)} />
		</span>
	);
}

/** What is suffered, in the words of a user. */
function verdictOf(run: TimelineRun): string {
	if (run.kind === "hang" && run.waiting.length > 1) {
		const names = run.waiting.map(({ lane }) => run.lanes[lane].name);
		return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]} never return`;
	}
	return titled(run.effect || failureText(run), run);
}

/** Under what the run comes to pass, if that is not only the scenario as it is written. */
function configurationsOf({ under, alike }: TimelineRun): readonly string[] {
	if (under === "" && alike.length === 0) return [];
	return [under, ...alike.map((other) => other.under)].map((one) => one || "as written");
}

interface WhyProperties {
	readonly run: TimelineRun;
	/** True where the run is one under another configuration only. */
	readonly isSafeAsWritten: boolean;
	onGo(number: number): void;
}

/** Who must land where, and which protection is missing. A circle of lanes that wait is drawn instead. */
function Why({ run, isSafeAsWritten, onGo }: WhyProperties) {
	const { pair, circle } = run;
	const missing = circle ? undefined : run.missing;
	const sentences = [...(pair ? [pair.window] : []), ...(missing ? [missing] : [])];
	if (sentences.length === 0) sentences.push(titled(failureText(run), run));
	return (
		<>
			{sentences.map((sentence, index) => (
				<p key={sentence} title={index === 0 && pair ? `${pair.sentence}; ${pair.otherwise}` : sentence}>
					<Sentence text={sentence} onGo={onGo} />
					{index === 0 && isSafeAsWritten && <span class="safe"> · safe as written</span>}
				</p>
			))}
		</>
	);
}

/** What is otherwise in the safe run. */
function Difference({ run, onGo }: { readonly run: TimelineRun; onGo(number: number): void }) {
	const { pair } = run;
	if (pair === undefined) return null;
	return (
		<p>
			<LaneName run={run} lane={pair.first.lane} />
			’s <Sentence text={`#${pair.first.number} after #${pair.second.number} instead of before it: nothing fails`} onGo={onGo} />
		</p>
	);
}
