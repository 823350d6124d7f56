/**
 * The racing pair in words: who trusts what, who changed it meanwhile, and between which places of the text that must
 * land.
 *
 * Invariant: every name comes from the scenario and the model, and every step number counts in the run that is shown.
 */
import type { AnchoredSpan } from "../../base/span";
import type { Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { buildTimeline } from "../timeline/build-timeline";
import { printValue } from "../timeline/print-value";
import { stepName } from "../timeline/step-name";
import type { Timeline, TimelineStep, WaitingLane } from "../timeline/timeline";
import type { Finding, Outcome } from "../verdict/verdict";
import { missingProtection } from "./missing-protection";
import { type OrderedPair, type RacingPair, racingPair } from "./racing-pair";
import { relevantSteps } from "./relevant-steps";
import { type FailingRun, reversal } from "./reversal";

/** A step of the pair as a person finds it. */
export interface PairStep {
	/** Its number in the run, from 1; of a lane that waits after a hang the number that its step would have next. */
	readonly number: number;
	/** Index into the timeline's lanes. */
	readonly lane: number;
	/** Which step of the lane it is. */
	readonly location: number;
	readonly label: string;
	/** What it is to the pair, in a few words: `sees page 0`, `makes #2 stale`; empty of other steps. */
	readonly note: string;
}

/** The racing pair of a finding: data for what marks it, sentences for what says it. */
export interface PairExplanation {
	/** What opens the window. */
	readonly first: PairStep;
	/** What should have come before `first`, or not at all yet. */
	readonly second: PairStep;
	/**
	 * The last step of the other lane that must land in the window, and the step that closes it; absent where nothing
	 * in the run does.
	 */
	readonly closing: { readonly first: PairStep; readonly second: PairStep } | undefined;
	/** The shared cell in which the two meet: index into `TransitionSystem.cells`. */
	readonly cell: number;
	/** Its value as the first one sees or leaves it, and after the second one. */
	readonly before: string;
	readonly after: string;
	/**
	 * `get_page(p) at #4 trusts page table.pmd as #2 saw it; truncator changed it from present to none at #3`.
	 */
	readonly sentence: string;
	/** What becomes of the run the other way round: `with #2 and #3 the other way round nothing fails`. */
	readonly otherwise: string;
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
	const { system, text } = named;
	const pair = racingPair(named, failing);
	const relevant = relevantSteps(system, failing, pair).map((step) => step + 1);
	let missing: { readonly said: string | undefined } | undefined;
	return {
		pair: pair && explain(text, failing, pair),
		relevant,
		missing: () => {
			missing ??= { said: missingProtection(named, failing, pair, relevant) };
			return missing.said;
		},
		safe: safeRun(system, failing, pair, relevant),
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

function explain(text: SystemText, failing: FailingRun, pair: RacingPair): PairExplanation {
	const {
		closing,
		cells: [cell],
	} = pair;
	const { states, steps } = failing.run;
	const value = (index: number): string => printValue(text, text.cells[cell].type, states[Math.min(index + 1, steps.length)][cell]);
	const step = (index: number, note = ""): PairStep => pairStep(text, failing, index, note);
	const before = value(pair.first);
	const after = value(pair.second);
	const isChanged = (index: number): boolean => changeOf(text, failing, cell, index) !== undefined;
	const first = step(pair.first, `${isChanged(pair.first) ? "leaves" : "sees"} ${before}`);
	const looks = pair.second < steps.length ? `sees ${after}` : "waits";
	const second = step(pair.second, isChanged(pair.second) ? `makes ${stepName(first.number)} stale` : looks);
	const both = { first, second, cell, before, after };
	const outcome = pair.reversed === "passes" ? "nothing fails" : "this does not happen";
	const otherwise = `with ${stepName(first.number)} and ${stepName(second.number)} the other way round ${outcome}`;
	if (closing === undefined) return { ...both, closing, sentence: meeting(text, failing, pair, first, second), otherwise };
	const closed = { first: step(closing.first), second: step(closing.second) };
	return { ...both, closing: closed, sentence: trust(text, failing, pair, first, second, closed.second), otherwise };
}

/** Where there is a window: what closes it relies on what opened it. */
function trust(text: SystemText, failing: FailingRun, pair: OrderedPair, first: PairStep, second: PairStep, last: PairStep): string {
	const [cell] = pair.cells;
	const { name } = text.cells[cell];
	const knows = changeOf(text, failing, cell, pair.first) ? "left" : "saw";
	const change = changeOf(text, failing, cell, pair.second);
	const other = text.lanes[second.lane].name;
	const meanwhile = `${other} ${change ? `changed it ${change}` : "looked at it"} at ${stepName(second.number)}`;
	return `${last.label} at ${stepName(last.number)} trusts ${name} as ${stepName(first.number)} ${knows} it; ${meanwhile}`;
}

/** Where the run has no window: only that one comes before the other. */
function meeting(text: SystemText, failing: FailingRun, pair: OrderedPair, first: PairStep, second: PairStep): string {
	const [cell] = pair.cells;
	const { name } = text.cells[cell];
	const change = changeOf(text, failing, cell, pair.second);
	const does = change ? `changes ${name} ${change}` : pair.second < failing.run.steps.length ? `looks at ${name}` : `waits for ${name}`;
	const earlier = changeOf(text, failing, cell, pair.first);
	const has = earlier ? `changed it ${earlier}` : "looked at it";
	const at = pair.second < failing.run.steps.length ? ` at ${stepName(second.number)}` : "";
	const [one, other] = [first, second].map(({ lane }) => text.lanes[lane].name);
	return `${other} ${does} in ${second.label}${at}, after ${one} ${has} in ${first.label} at ${stepName(first.number)}`;
}

/** `from present to none`; undefined when the step did not change the cell. */
function changeOf(text: SystemText, { run }: FailingRun, cell: number, index: number): string | undefined {
	const before = run.states[index]?.[cell];
	const after = run.states[index + 1]?.[cell];
	if (before === undefined || after === undefined || before === after) return undefined;
	const { type } = text.cells[cell];
	return `from ${printValue(text, type, before)} to ${printValue(text, type, after)}`;
}

function pairStep(text: SystemText, { run, fails }: FailingRun, index: number, note: string): PairStep {
	const step = run.steps[index] ?? ("hang" in fails ? fails.hang.waiting[index - run.steps.length] : undefined);
	if (step === undefined) throw new Error("a pair has steps of its run");
	return {
		number: Math.min(index, run.steps.length) + 1,
		lane: step.lane,
		location: step.location,
		label: text.lanes[step.lane].steps[step.location].label,
		note,
	};
}

/**
 * Where the other lane must land, as a sentence: `truncator must land between lines 12 and 14 of reader (#2 and #4)`.
 * `lineOf` writes the line of a place, such as `12` or `mm/gup.race:12`; it gives undefined for a place that is not
 * known.
 */
export function windowSentence(
	{ timeline }: Finding,
	pair: PairExplanation,
	lineOf: (span: AnchoredSpan) => { readonly file: string; readonly line: number } | undefined,
): string {
	const { first } = pair;
	const last = pair.closing?.second ?? laterStep(timeline, first);
	const other = timeline.lanes[pair.second.lane].name;
	const own = timeline.lanes[first.lane].name;
	const must = `${other} must land`;
	const places = [first, last].map((step) => step && placeOf(timeline, step));
	const written = (of: "scenarioSpan" | "span") => places.map((place) => place && lineOf(place[of]));
	const isSame = ([start, end]: ReturnType<typeof written>): boolean => start?.file === end?.file && start?.line === end?.line;
	const inScenario = written("scenarioSpan");
	if (pair.closing === undefined) {
		const [start] = inScenario;
		if (start === undefined) return `${must} after ${stepName(first.number)} of ${own}`;
		// What the lane does after the step is still in that line.
		if (last !== undefined && isSame(inScenario))
			return `${must} within line ${lineName(start)} of ${own}, after ${stepName(first.number)}`;
		return `${must} after line ${lineName(start)} of ${own} (${stepName(first.number)})`;
	}
	const [from, to] = [first, pair.closing.second].map(({ number }) => stepName(number));
	// Within one statement of the scenario the window is in the function that it calls.
	const [start, end] = isSame(inScenario) ? written("span") : inScenario;
	if (start === undefined || end === undefined) return `${must} between ${from} and ${to} of ${own}`;
	const steps = `(${from} and ${to})`;
	if (isSame([start, end])) return `${must} within line ${lineName(start)} of ${own} ${steps}`;
	const till = end.file === start.file ? `${end.line}` : lineName(end);
	return `${must} between lines ${lineName(start)} and ${till} of ${own} ${steps}`;
}

function lineName({ file, line }: { readonly file: string; readonly line: number }): string {
	return file === "" ? `${line}` : `${file}:${line}`;
}

/** Where a step of the pair is: in the run, or where its lane waits behind it. */
function placeOf(timeline: Timeline, { number, lane }: Pick<PairStep, "number" | "lane">): WaitingLane | TimelineStep | undefined {
	const step = timeline.steps[number - 1];
	return step?.lane === lane ? step : timeline.waiting.find((waiting) => waiting.lane === lane);
}

/** What a lane does next after a step, if it is to take one, in the run or where it waits behind it. */
function laterStep(timeline: Timeline, { number, lane }: PairStep): Pick<PairStep, "number" | "lane"> | undefined {
	const later = timeline.steps.find((step) => step.number > number && step.lane === lane);
	const waits = timeline.waiting.some((waiting) => waiting.lane === lane);
	return later ?? (waits ? { number: timeline.steps.length + 1, lane } : undefined);
}
