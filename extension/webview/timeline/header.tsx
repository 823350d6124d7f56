/** What the user of such a machine suffers, why, and the tools. */
import { t } from "../../../language-server/src/base/l10n";
import { quantity } from "../../../language-server/src/base/quantities";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Icon } from "./icons";
import { reasons } from "./rows";
import { RunChoice } from "./run-choice";
import { nameAmong } from "./run-names";
import { type Repairs, SafeWith } from "./safe-with";
import { LaneName, Sentence } from "./sentence";
import { IconButton, Toolbar } from "./toolbar";
import { titled, verdictOf } from "./verdict-text";
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
	findRepairs(): void;
	stopRepairs(): void;
	applyRepair(title: string): void;
	listRepairs(): void;
	listRuns(): void;
	chooseRun(index: number): void;
}

interface HeaderProperties {
	readonly timelines: TimelinesResult;
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	readonly repairs: Repairs | undefined;
	readonly view: ViewState;
	readonly isWide: boolean;
	/** Whether a different run is searched for, or none was found. */
	readonly different: "possible" | "searching" | "none" | "impossible";
	readonly actions: Actions;
	onGo(number: number): void;
}

export function Header({ timelines, runs, index, repairs, view, isWide, different, actions, onGo }: HeaderProperties) {
	const run = runs[index];
	const compares = view.compares && run.safe !== undefined;
	const away = (by: number) => actions.chooseRun((index + by + runs.length) % runs.length);
	const isStale = run.stale || timelines.busy;
	return (
		<header>
			<div class="verdict">
				<h1 class={run.kind} title={`${timelines.scenario}: ${run.headline}`}>
					<Icon name={run.kind} />
					<span>
						<Sentence text={verdictOf(run)} onGo={onGo} />
					</span>
				</h1>
				<RunChoice runs={runs} index={index} onList={actions.listRuns} />
				<span class="status" role="status">
					{isStale ? (timelines.busy ? t`checking…` : t`of an earlier text`) : ""}
					<span class="unseen">{timelines.verdict}</span>
				</span>
			</div>
			{index !== timelines.shown && <Annotated runs={runs} shown={timelines.shown} onShow={actions.chooseRun} />}
			<div class="why">{compares ? <Difference run={run} onGo={onGo} /> : <Why run={run} onGo={onGo} />}</div>
			<SafeWith timelines={timelines} run={run} repairs={repairs} actions={actions} />
			<Toolbar label={t`Timeline`}>
				<IconButton icon="up" label={t`Previous step that decides`} shortcut="[" onClick={actions.previousConflict} />
				<IconButton icon="down" label={t`Next step that decides`} shortcut="]" onClick={actions.nextConflict} />
				<span class="separator" />
				<IconButton icon="all" label={t`All steps`} shortcut="F" pressed={view.showsAll} onClick={actions.toggleAll} />
				{!isWide && (
					<IconButton
						icon="paths"
						label={t`Functions that steps are in`}
						shortcut="P"
						pressed={view.showsPaths}
						onClick={actions.togglePaths}
					/>
				)}
				<IconButton
					icon="compare"
					label={run.safe ? t`Compare with a safe run` : t`There is no safe run to compare with`}
					shortcut="C"
					pressed={compares}
					disabled={run.safe === undefined}
					onClick={actions.toggleComparison}
				/>
				<IconButton
					icon="different"
					label={
						{ possible: t`Next different run`, searching: t`Searching…`, none: t`No other run found`, impossible: t`No other run` }[
							different
						]
					}
					shortcut="D"
					disabled={different !== "possible"}
					onClick={actions.findDifferent}
				/>
				<span class="separator" />
				<IconButton icon="values" label={t`Values to show`} shortcut="V" opens="dialog" onClick={actions.chooseValues} />
				<IconButton icon="copy" label={t`Copy as changelog diagram`} onClick={actions.copy} />
				<IconButton
					icon="details"
					label={t`What edits changed, and statistics`}
					shortcut="I"
					pressed={view.showsDetails}
					onClick={actions.toggleDetails}
				/>
				<IconButton icon="keys" label={t`Keys and marks`} shortcut="?" opens="dialog" onClick={actions.showKeys} />
				{runs.length > 1 && (
					<>
						<span class="separator" />
						<IconButton icon="left" label={t`Previous run`} onClick={() => away(-1)} />
						<IconButton icon="right" label={t`Next run`} onClick={() => away(1)} />
					</>
				)}
				<span class="scenario" title={timelines.scenario}>
					{timelines.scenario}
				</span>
			</Toolbar>
		</header>
	);
}

interface AnnotatedProperties {
	readonly runs: readonly TimelineRun[];
	readonly shown: number;
	onShow(index: number): void;
}

/** That the editor shows another finding, and the way to it. */
function Annotated({ runs, shown, onShow }: AnnotatedProperties) {
	const run = runs[shown];
	return (
		<p class="annotated">
			{t`In the editor:`}{" "}
			<button type="button" class="link" onClick={() => onShow(shown)}>
				{run.symptom ? t`${run.symptom}, ${quantity(run.steps.length, "step")}` : nameAmong(run, runs)}
			</button>
		</p>
	);
}

interface WhyProperties {
	readonly run: TimelineRun;
	onGo(number: number): void;
}

/** Which protection is missing, and which order is to blame. */
function Why({ run, onGo }: WhyProperties) {
	const { pair } = run;
	const sentences = [...reasons(run)];
	const failure = titled(run.message, run);
	if (sentences.length === 0 && failure !== verdictOf(run)) sentences.push(failure);
	return (
		<>
			{sentences.map((sentence) => (
				<p key={sentence} title={sentence === pair?.window ? `${pair.sentence}; ${pair.otherwise}` : sentence}>
					<Sentence text={sentence} onGo={onGo} />
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
			<Sentence text={t`’s #${pair.first.number} after #${pair.second.number} instead of before it: nothing fails`} onGo={onGo} />
		</p>
	);
}
