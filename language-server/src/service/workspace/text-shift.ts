/** Moves places of an earlier text to where they are in a later one, so that what was found before an edit can still be shown. */
import { encloses, type FileSpan, type Span } from "../../base/span";
import type { Compilation } from "../../compiler/compile";
import type { Timeline } from "../../explain/timeline/timeline";
import type { Finding, Outcome } from "../../explain/verdict/verdict";
import type { SystemText } from "../../system/system-text";

/** Maps a place of the earlier text to the later one; what the edit touched shrinks to what is left of it. */
export type Shift = (span: FileSpan) => FileSpan;

/** So much text is compared at once, before letters are. */
const PIECE = 1024;

/** The shift of one file from `before` to `after`, found from what the two texts have in common at both ends. */
export function textShift(file: string, before: string, after: string): Shift {
	const shorter = Math.min(before.length, after.length);
	let head = 0;
	while (head + PIECE <= shorter && before.slice(head, head + PIECE) === after.slice(head, head + PIECE)) head += PIECE;
	while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
	let tail = 0;
	const ending = (text: string): string => text.slice(text.length - tail - PIECE, text.length - tail);
	while (tail + PIECE <= shorter - head && ending(before) === ending(after)) tail += PIECE;
	while (tail < shorter - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
	const growth = after.length - before.length;
	const changedEnd = before.length - tail;
	const start = (offset: number): number => {
		if (offset >= changedEnd) return offset + growth;
		return offset <= head ? offset : changedEnd + growth;
	};
	const end = (offset: number): number => {
		if (offset <= head) return offset;
		return offset >= changedEnd ? offset + growth : head;
	};
	return (span) => {
		if (span.file !== file) return span;
		const moved = start(span.start);
		return { file, start: moved, end: Math.max(moved, end(span.end)) };
	};
}

/** A shift after others, in their order. */
export function shiftedBy(shifts: readonly Shift[]): Shift {
	return (span) => shifts.reduce((moved, shift) => shift(moved), span);
}

/** Where the parts of a program stand that one scenario depends on. */
export interface Places {
	/** Of each file the items but scenarios, in order. */
	readonly items: ReadonlyMap<string, readonly Span[]>;
	readonly scenario: FileSpan;
}

/** The shift between two texts that differ in nothing but where these parts stand; undefined where they stand at the same places. */
export function placesShift(before: Places, after: Places): Shift | undefined {
	const stay = [...before.items].every(([file, spans]) =>
		spans.every(({ start }, index) => start === after.items.get(file)?.[index]?.start),
	);
	if (stay && before.scenario.start === after.scenario.start) return undefined;
	return (span) => {
		const move = (from: Span, to: Span | undefined): FileSpan => {
			const growth = to === undefined ? 0 : to.start - from.start;
			return { file: span.file, start: span.start + growth, end: span.end + growth };
		};
		if (span.file === before.scenario.file && encloses(before.scenario, span)) return move(before.scenario, after.scenario);
		const items = before.items.get(span.file) ?? [];
		const index = items.findIndex((item) => encloses(item, span));
		return index < 0 ? span : move(items[index], after.items.get(span.file)?.[index]);
	};
}

/** What compiling gave, with all places moved. The system, which has none, stays the same one. */
export function shiftCompilation(compilation: Compilation, shift: Shift): Compilation {
	const { problems, neverReached, runs } = compilation;
	const moved = {
		problems: problems.map((problem) => ({ ...problem, span: shift(problem.span) })),
		neverReached: neverReached.map(shift),
		runs: runs.map((run) => ({ ...run, place: shift(run.place) })),
	};
	if (compilation.system === undefined) return { ...compilation, ...moved };
	return { ...compilation, ...moved, text: shiftText(compilation.text, shift) };
}

function shiftText(text: SystemText, shift: Shift): SystemText {
	return {
		...text,
		objects: text.objects.map((object) => (object.span ? { ...object, span: shift(object.span) } : object)),
		lanes: text.lanes.map((lane) => ({
			...lane,
			span: shift(lane.span),
			steps: lane.steps.map((step) => ({ ...step, span: shift(step.span), stack: shiftFrames(step.stack, shift) })),
		})),
		failures: text.failures.map((failure) => ({
			...failure,
			span: shift(failure.span),
			...(failure.at && { at: shift(failure.at) }),
		})),
	};
}

function shiftFrames<T extends { readonly span: FileSpan }>(frames: readonly T[], shift: Shift): readonly T[] {
	return frames.map((frame) => ({ ...frame, span: shift(frame.span) }));
}

/** An outcome with the places of its runs moved, when they are looked at. The text of its system stays as it was, or is the one that is given. */
export function shiftOutcome(outcome: Outcome, shift: Shift, text?: () => SystemText): Outcome {
	const { configuration, system, result, verdict } = outcome;
	const findings = outcome.findings.map((finding) => shiftFinding(finding, shift));
	return {
		configuration,
		system,
		get text() {
			return text?.() ?? outcome.text;
		},
		result,
		verdict,
		findings,
	};
}

function shiftFinding(finding: Finding, shift: Shift): Finding {
	const { kind, subject, message, effect, place, origin } = finding;
	let moved: Timeline | undefined;
	return {
		kind,
		subject,
		message,
		effect,
		place: place && shift(place),
		origin: origin && shift(origin),
		get timeline() {
			moved ??= shiftTimeline(finding.timeline, shift);
			return moved;
		},
	};
}

function shiftTimeline(timeline: Timeline, shift: Shift): Timeline {
	const shiftStep = (step: Timeline["steps"][number]): Timeline["steps"][number] => ({
		...step,
		span: shift(step.span),
		scenarioSpan: shift(step.scenarioSpan),
		stack: shiftFrames(step.stack, shift),
	});
	return {
		...timeline,
		steps: timeline.steps.map(shiftStep),
		cycle: timeline.cycle.map(shiftStep),
		waiting: timeline.waiting.map((waiting) => ({ ...waiting, span: shift(waiting.span), scenarioSpan: shift(waiting.scenarioSpan) })),
	};
}
