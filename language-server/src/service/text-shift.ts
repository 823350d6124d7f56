/** Moves places of an earlier text to where they are in a later one, so that what was found before an edit can still be shown. */
import type { FileSpan } from "../base/span";
import type { Finding, Outcome } from "../explain/verdict";

/** Maps a place of the earlier text to the later one; what the edit touched shrinks to what is left of it. */
export type Shift = (span: FileSpan) => FileSpan;

/** The shift of one file from `before` to `after`, found from what the two texts have in common at both ends. */
export function textShift(file: string, before: string, after: string): Shift {
	const shorter = Math.min(before.length, after.length);
	let head = 0;
	while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
	let tail = 0;
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

/** An outcome with the places of its runs moved; its transition system stays as it was. */
export function shiftOutcome(outcome: Outcome, shift: Shift): Outcome {
	return { ...outcome, findings: outcome.findings.map((finding) => shiftFinding(finding, shift)) };
}

function shiftFinding(finding: Finding, shift: Shift): Finding {
	const { timeline } = finding;
	return {
		...finding,
		timeline: {
			...timeline,
			steps: timeline.steps.map((step) => ({
				...step,
				span: shift(step.span),
				scenarioSpan: shift(step.scenarioSpan),
				stack: step.stack.map((frame) => ({ ...frame, span: shift(frame.span) })),
			})),
			waiting: timeline.waiting.map((waiting) => ({ ...waiting, span: shift(waiting.span), scenarioSpan: shift(waiting.scenarioSpan) })),
		},
	};
}
