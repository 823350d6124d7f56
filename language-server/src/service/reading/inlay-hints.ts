import { codeSpan, escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import type { AnchoredSpan, Span } from "../../base/span";
import { stepName } from "../../explain/timeline/step-name";
import type { TimelineStep } from "../../explain/timeline/timeline";
import { annotatedRun, type Followed, type ScenarioSnapshot, type ShownRun, type Snapshot, shownRun } from "../workspace/snapshot";
import { type PairText, pairRole, pairText } from "./pair-text";
import { changeText, kindOf, netChanges, rankOf } from "./step-effects";
import { rangesText } from "./step-numbers";

/** A few words beside the end of a line. */
export interface InlayHint {
	readonly offset: number;
	readonly label: string;
	/** Markdown; empty for none. */
	readonly tooltip: string;
	/** `parameter` stands before an argument, `step` at the end of a line. */
	readonly kind: "step" | "parameter";
}

/** What is more on a line an editor cuts off: `editor.inlayHints.maximumLength` of VS Code. */
export const LONGEST_LABEL = 43;
/** Where other hints leave less room than this they are not regarded. */
const SHORTEST_LABEL = 20;

/**
 * For each line of `within` that takes part in the run that a scenario is shown with: at which steps, and what of them
 * tells most. `others` are hints that are shown as well: what is on a line shares the room.
 */
export function inlayHints(snapshot: Snapshot, within: Span, others: readonly InlayHint[] = []): readonly InlayHint[] {
	return snapshot.scenarios
		.filter(({ scenario: { node } }) => {
			const { start, end } = snapshot.file.spanOf(node);
			return start <= within.end && within.start <= end;
		})
		.flatMap((scenario) => scenarioHints(snapshot, scenario, others))
		.filter(({ offset }) => within.start <= offset && offset <= within.end);
}

/**
 * For each line of a file of the kernel model that the run of a scenario of another document passes: what it sees,
 * changes or breaks there.
 */
export function modelHints(model: Snapshot, within: Span, followed: Followed, others: readonly InlayHint[] = []): readonly InlayHint[] {
	return runHints(model, followed, others, ({ span }) => span).filter(({ offset }) => within.start <= offset && offset <= within.end);
}

function scenarioHints(snapshot: Snapshot, scenario: ScenarioSnapshot, others: readonly InlayHint[]): InlayHint[] {
	return runHints(snapshot, { snapshot, scenario }, others, ({ scenarioSpan }) => scenarioSpan);
}

/** How many steps of the run that a scenario is shown with are in a file. */
export function stepsIn(snapshot: Snapshot, scenario: ScenarioSnapshot, file: string): number {
	const steps = shownRun(scenario)?.finding.timeline.steps ?? [];
	return steps.filter(({ span }) => snapshot.locate(span).file === file).length;
}

/** The hints of the run of a scenario in a document; `placeOf` says where a step is told of. */
function runHints(
	snapshot: Snapshot,
	{ snapshot: around, scenario }: Followed,
	others: readonly InlayHint[],
	placeOf: (step: TimelineStep) => AnchoredSpan,
): InlayHint[] {
	const shown = annotatedRun(scenario);
	if (shown === undefined) return [];
	const { finding, check, outcome, isEarlier } = shown;
	const pair = pairText(around, outcome, finding);
	const lines = new Map<number, TimelineStep[]>();
	for (const step of finding.timeline.steps) {
		const { file, start } = (isEarlier ? around.untouched(placeOf(step)) : around.locate(placeOf(step))) ?? {};
		if (file !== snapshot.uri || start === undefined) continue;
		const end = endOfLine(snapshot.file.text, start);
		lines.set(end, [...(lines.get(end) ?? []), step]);
	}
	const roomBefore = (end: number): number => {
		const start = snapshot.file.text.lastIndexOf("\n", end - 1);
		const taken = others.filter(({ offset }) => offset > start && offset <= end).reduce((sum, other) => sum + other.label.length, 0);
		return Math.max(SHORTEST_LABEL, LONGEST_LABEL - taken);
	};
	const under = isEarlier || check === scenario.checks[0] ? "" : t` under ${check.configuration.text}`;
	const title = `${finding.kind === "race" ? t`race` : t`hang`} ${finding.subject}${under}${isEarlier ? t`, before the last edit` : ""}`;
	return [...lines]
		.sort(([a], [b]) => a - b)
		.map(([offset, steps]) => ({
			offset,
			label: isEarlier
				? t`was ${label(shown, pair, steps, roomBefore(offset) - t`was ${""}`.length)}`
				: label(shown, pair, steps, roomBefore(offset)),
			kind: "step" as const,
			tooltip: tooltip(steps, title, finding.timeline.lanes, isEarlier ? undefined : pair),
		}));
}

/** The end of what is written in the line at `offset`. */
function endOfLine(text: string, offset: number): number {
	const newline = text.indexOf("\n", offset);
	const line = newline < 0 ? text.length : newline;
	return offset + text.slice(offset, line).trimEnd().length;
}

/** Something that happens on a line. */
interface Event {
	readonly number: number;
	readonly text: string;
	/** Smaller tells more. */
	readonly rank: number;
}

/** Fewer letters say nothing of a failure. */
const SHORTEST_FAILURE = 14;
/** Before all that only changes something. */
const PAIR = -2;
const FAILURE = -1;
/** From here on it is left out where something else is told. */
const MINOR = rankOf("value");

/**
 * What tells most of a line's steps, each with its number, as many as there is room for, in their order; the numbers
 * alone where nothing tells anything.
 */
function label(shown: ShownRun, pair: PairText | undefined, steps: readonly TimelineStep[], room: number): string {
	const chosen: Event[] = [];
	const events = eventsOf(shown, pair, steps).sort((a, b) => a.rank - b.rank || a.number - b.number);
	for (const found of events) {
		const event = found.rank === FAILURE ? { ...found, text: failureText(found, written(chosen, " "), room) } : found;
		const isMinor = event.rank >= MINOR && chosen.some(({ rank }) => rank < event.rank);
		if (!isMinor && written([...chosen, event], " ").length <= room) chosen.push(event);
	}
	const text = written(chosen, ", ");
	if (chosen.length > 0) return text.length <= room ? text : written(chosen, " ");
	// The text of a failure has any length, and a name may have.
	return events.length > 0 ? shortened(written(events.slice(0, 1), " "), room) : rangesText(steps.map(({ number }) => number));
}

/** Events in their order, with something between those of different steps. */
function written(events: readonly Event[], between: string): string {
	const sorted = [...events].sort((a, b) => a.number - b.number);
	return sorted.reduce((text, event, index) => {
		if (index > 0 && sorted[index - 1].number === event.number) return `${text}, ${event.text}`;
		return `${text}${index === 0 ? "" : between}${stepName(event.number)} ${event.text}`;
	}, "");
}

function eventsOf(shown: ShownRun, pair: PairText | undefined, steps: readonly TimelineStep[]): Event[] {
	const { finding } = shown;
	const { text } = shown.outcome;
	const net = netChanges(
		text,
		steps.flatMap(({ changes }) => changes),
	);
	const events = net.flatMap((change): Event[] => {
		const step = steps.findLast(({ changes }) => changes.some(({ cell }) => cell === change.cell));
		if (step === undefined) return [];
		const named = net.some((other) => other.field === change.field && other.name !== change.name);
		const rank = pair && pairRole(pair, step.number) !== undefined ? PAIR : rankOf(kindOf(text, change.cell));
		return [{ number: step.number, text: changeText(text, change, named), rank }];
	});
	const first = pair && steps.find(({ number, lane }) => number === pair.pair.first.number && lane === pair.pair.first.lane);
	if (first && !events.some(({ number }) => number === first.number)) {
		const { field, name } = text.cells[pair.pair.cell];
		events.push({ number: first.number, text: t`sees ${field ?? name}=${pair.pair.before}`, rank: PAIR });
	}
	const failing = steps.find((step) => step.failing);
	// A message is the text of a scenario, which may have lines: a hint has one.
	const message = finding.message.replace(/\s+/g, " ");
	if (failing && finding.kind === "race") events.push({ number: failing.number, text: `✗ ${message}`, rank: FAILURE });
	return events;
}

/**
 * As much of what fails as there is room for beside what is told before; the mark alone where that is hardly a word.
 */
function failureText({ number, text }: Event, before: string, room: number): string {
	const left = room - (before === "" ? 0 : `${before}, `.length) - `${stepName(number)} `.length;
	return left < SHORTEST_FAILURE ? "✗" : shortened(text, left);
}

/** A text that ends between two words where it is too long. */
function shortened(text: string, length: number): string {
	if (text.length <= length) return text;
	const cut = text.slice(0, length);
	const space = cut.lastIndexOf(" ");
	return `${cut.slice(0, space > length / 2 ? space : length - 1)}…`;
}

function tooltip(
	steps: readonly TimelineStep[],
	title: string,
	lanes: readonly { readonly name: string }[],
	pair: PairText | undefined,
): string {
	const lines = steps.map((step) => {
		const functions = step.stack.map((frame) => frame.function).join(" › ");
		const changes = step.changes.filter((change) => !change.local).map((change) => `${change.name} ${change.before} → ${change.after}`);
		const role = pair && pairRole(pair, step.number);
		const parts = [
			`\\${stepName(step.number)} **${escapeMarkdown(lanes[step.lane].name)}** ${codeSpan(step.label)}`,
			functions === "" ? "" : t` in ${escapeMarkdown(functions)}`,
			changes.length === 0 ? "" : `: ${escapeMarkdown(changes.join(", "))}`,
			role === undefined ? "" : ` — **${role}**`,
		];
		return parts.join("");
	});
	const story = pair ? `\n\n${escapeMarkdown(pair.sentence)}  \n${escapeMarkdown(pair.window)}` : "";
	return `**${escapeMarkdown(title)}**${story}\n\n${lines.join("  \n")}`;
}
