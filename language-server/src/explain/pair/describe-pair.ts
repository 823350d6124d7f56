/**
 * The racing pair in words: who trusts what, and who changed it meanwhile.
 *
 * Invariant: every name comes from the scenario and the model, and every step number counts in the run that is shown.
 */
import { t } from "../../base/l10n";
import type { AnchoredSpan } from "../../base/span";
import type { Run } from "../../checker/result";
import type { NamedSystem, StepText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { buildTimeline } from "../timeline/build-timeline";
import { changeWords, shortLabel } from "../timeline/change-words";
import { printValue } from "../timeline/print-value";
import { stepName } from "../timeline/step-name";
import type { Timeline } from "../timeline/timeline";
import type { Finding, Outcome } from "../verdict/verdict";
import { type MissingProtection, missingProtection } from "./missing-protection";
import { type PairStep, pairStep } from "./pair-step";
import { isChangedBy, orderWords, windowWords } from "./pair-words";
import { type RacingPair, racingPair } from "./racing-pair";
import { relevantSteps } from "./relevant-steps";
import { type FailingRun, reversal, type ViolatedProperty } from "./reversal";
import { windowEnd } from "./window-end";

/** The racing pair of a finding: data for what marks it, sentences for what says it. */
export interface PairExplanation {
	/** What opens the window. */
	readonly first: PairStep;
	/** What should have come before `first`, or not at all yet. */
	readonly second: PairStep;
	/**
	 * The last step of the other lane that must land in the window, the step that closes it, and the shared cell in
	 * which these meet; absent where nothing in the run does.
	 */
	readonly closing: { readonly first: PairStep; readonly second: PairStep; readonly cell: number } | undefined;
	/** Where nothing in the run closes the window what would have, if that is known. */
	readonly end: WindowEnd | undefined;
	/** The shared cell in which the two meet: index into `TransitionSystem.cells`. */
	readonly cell: number;
	/** Its value as the first one sees or leaves it, and after the second one. */
	readonly before: string;
	readonly after: string;
	/**
	 * `get_page(p) at #4 trusts page table.pmd as #2 saw it; truncator changed it from present to none at #3`, or
	 * without a window `reader's #2 sees pmd = present before truncator's #3 clears it`.
	 */
	readonly sentence: string;
	/** What becomes of the run the other way round: `with #2 and #3 the other way round nothing fails`. */
	readonly otherwise: string;
}

/** A step that the run does not come to. */
export interface WindowEnd extends Pick<StepText, "span" | "stack"> {
	readonly name: string;
	/** Where the scenario's own text leads to it. */
	readonly scenarioSpan: AnchoredSpan;
}

/** What a losing run comes down to. */
export interface RunExplanation {
	/** Undefined where no order of two steps is to blame. */
	readonly pair: PairExplanation | undefined;
	/** Numbers of the steps that the failure depends on, ascending. */
	readonly relevant: readonly number[];
	/** Which protection is missing, and where the run shows that; undefined where that does not follow from it. */
	readonly missing: string | undefined;
	/**
	 * The run with the pair, or what closes its window, the other way round; undefined when that fails in another way.
	 */
	readonly safe: SafeRun | undefined;
}

/** A run in which nothing goes wrong, to be read beside a losing one. */
export interface SafeRun {
	readonly run: Run;
	readonly timeline: Timeline;
	/** The number of the first step that is not the losing run's. */
	readonly differs: number;
	/** Numbers of the steps to compare: what differs, and what the failure of the other depends on. */
	readonly relevant: readonly number[];
}

/** What is so wherever the text stands. */
interface KnownExplanation {
	readonly pair: PairExplanation | undefined;
	readonly relevant: readonly number[];
	/** Costs some runs that are tried, so only where somebody asks. */
	readonly missing: () => string | undefined;
	readonly safe: Omit<SafeRun, "timeline"> | undefined;
}

/** By the failing run, which a finding keeps when the places in its text are moved. */
const known = new WeakMap<FailingRun, KnownExplanation>();

/** What a finding of an outcome comes down to. Undefined where no run is known. Costs some milliseconds once. */
export function explainRun(outcome: Outcome, { failing }: Finding): RunExplanation | undefined {
	if (failing === undefined) return undefined;
	const explained = known.get(failing) ?? explainFailing(outcome, failing);
	known.set(failing, explained);
	const { pair, relevant, missing, safe } = explained;
	return {
		pair,
		relevant,
		get missing() {
			return missing();
		},
		get safe() {
			return safe && { ...safe, timeline: buildTimeline(outcome, safe.run, "well") };
		},
	};
}

function explainFailing(named: NamedSystem, failing: FailingRun): KnownExplanation {
	const { system } = named;
	if ("property" in failing.fails && failing.fails.dataRace) return explainDataRace(named, failing, failing.fails.dataRace);
	const pair = racingPair(named, failing);
	const relevant = relevantSteps(system, failing, pair).map((step) => step + 1);
	let found: MissingProtection | undefined;
	const missing = (): MissingProtection => {
		found ??= missingProtection(named, failing, pair, relevant);
		return found;
	};
	return {
		pair: pair && explain(named, failing, pair, () => missing().isElsewhere),
		relevant,
		missing: () => missing().said(),
		safe: safeRun(system, failing, pair, relevant),
	};
}

/** Of a data race the two accesses, which the search has found: nothing need be tried. */
function explainDataRace(
	named: NamedSystem,
	failing: FailingRun,
	{ first, second, cell, consequence }: NonNullable<ViolatedProperty["dataRace"]>,
): KnownExplanation {
	const { text } = named;
	const { steps, states } = failing.run;
	const value = (state: number): string => printValue(text, text.cells[cell].type, states[state][cell]);
	const pair: PairExplanation = {
		first: pairStep(text, failing, first, isChangedBy(failing.run, cell, first) ? t`leaves ${value(first + 1)}` : t`sees ${value(first)}`),
		second: pairStep(text, failing, second, t`nothing orders the two`),
		closing: undefined,
		end: undefined,
		cell,
		before: value(first + 1),
		after: value(second + 1),
		sentence: t`nothing orders ${text.lanes[steps[first].lane].name}'s ${stepName(first + 1)} and ${text.lanes[steps[second].lane].name}'s ${stepName(second + 1)}, which access ${text.cells[cell].name}${consequence && `: ${consequence}`}`,
		otherwise: t`nothing orders the two`,
	};
	return {
		pair,
		relevant: [first + 1, second + 1, ...(steps.length > second + 1 ? [steps.length] : [])],
		missing: () => undefined,
		safe: undefined,
	};
}

/** The racing pair of a finding of an outcome. Undefined where no order of two steps is to blame. */
export function explainPair(outcome: Outcome, finding: Finding): PairExplanation | undefined {
	return explainRun(outcome, finding)?.pair;
}

/** The run with all up to the pair the same, and the pair the other way round. */
function safeRun(
	system: TransitionSystem,
	failing: FailingRun,
	pair: RacingPair | undefined,
	relevant: readonly number[],
): KnownExplanation["safe"] {
	const turned = [pair, pair?.closing].find((candidate) => candidate?.reversed === "passes");
	if (turned === undefined) return undefined;
	const { run } = reversal(system, failing, turned.from, turned.second);
	const key = ({ lane, location }: Run["steps"][number]): string => `${lane} ${location}`;
	const telling = new Set(relevant.map((number) => key(failing.run.steps[number - 1])));
	const differs = turned.from + 1;
	const numbers = run.steps.flatMap((step, index) => (index + 1 === differs || telling.has(key(step)) ? [index + 1] : []));
	return { run, differs, relevant: numbers };
}

/** `isElsewhere`: whether what the first step saw is not to be blamed, so that it is not called stale. */
function explain(named: NamedSystem, failing: FailingRun, pair: RacingPair, isElsewhere: () => boolean): PairExplanation {
	const { text } = named;
	const {
		closing,
		cells: [cell],
	} = pair;
	const { states, steps } = failing.run;
	const value = (index: number): string => printValue(text, text.cells[cell].type, states[Math.min(index + 1, steps.length)][cell]);
	const step = (index: number, note = ""): PairStep => pairStep(text, failing, index, note);
	const before = value(pair.first);
	const after = value(pair.second);
	// In the language in which it is asked for: a run is exported in English.
	const first = (): PairStep => step(pair.first, isChangedBy(failing.run, cell, pair.first) ? t`leaves ${before}` : t`sees ${before}`);
	const looking = (): PairStep => step(pair.second, pair.second < steps.length ? t`sees ${after}` : t`waits`);
	const changes = isChangedBy(failing.run, cell, pair.second);
	const changing = (): PairStep => {
		const does = isElsewhere() ? changeWords(named, failing.run, pair.second + 1, cell, t`it`) : t`makes ${stepName(first().number)} stale`;
		return step(pair.second, does);
	};
	const second = (): PairStep => (changes ? changing() : looking());
	const stepAtEnd = windowEnd(named, failing, pair);
	const closed = closing && { first: step(closing.first), second: step(closing.second), cell: closing.cells[0] };
	return {
		get first() {
			return first();
		},
		get second() {
			return second();
		},
		closing: closed,
		end: stepAtEnd && windowEndOf(stepAtEnd),
		cell,
		before,
		after,
		get sentence() {
			const both = { first: first(), second: looking() };
			return closed && !isElsewhere()
				? windowWords(named, failing, pair, { ...both, last: closed.second })
				: orderWords(named, failing, pair, both);
		},
		get otherwise() {
			const both = [first(), looking()].map(({ number }) => stepName(number));
			return pair.reversed === "passes"
				? t`with ${both[0]} and ${both[1]} the other way round nothing fails`
				: t`with ${both[0]} and ${both[1]} the other way round this does not happen`;
		},
	};
}

function windowEndOf({ label, span, stack }: StepText): WindowEnd {
	return { name: shortLabel(label) ?? label, span, scenarioSpan: stack[0]?.span ?? span, stack };
}
