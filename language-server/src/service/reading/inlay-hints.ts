import { codeSpan, escapeMarkdown } from "../../base/escape";
import type { Span } from "../../base/span";
import type { Change, TimelineStep } from "../../explain/timeline/timeline";
import type { SystemText } from "../../system/system-text";
import { type ScenarioSnapshot, type Snapshot, shownRun } from "../workspace/snapshot";
import { type PairText, pairRole, pairText } from "./pair-text";
import { circled, rangesText } from "./step-numbers";

/** A few words beside the end of a line. */
export interface InlayHint {
	readonly offset: number;
	readonly label: string;
	/** Markdown; empty for none. */
	readonly tooltip: string;
	/** `parameter` stands before an argument, `step` at the end of a line. */
	readonly kind: "step" | "parameter";
}

/** How many changes one hint names. */
const SHOWN_CHANGES = 3;

/**
 * For each line of `within` that takes part in the run that a scenario is shown with: its place in the order and what
 * it changed.
 */
export function inlayHints(snapshot: Snapshot, within: Span): readonly InlayHint[] {
	return snapshot.scenarios
		.filter(({ scenario: { symbol } }) => {
			const { start, end } = snapshot.file.spanOf(symbol.node);
			return start <= within.end && within.start <= end;
		})
		.flatMap((scenario) => scenarioHints(snapshot, scenario))
		.filter(({ offset }) => within.start <= offset && offset <= within.end);
}

function scenarioHints(snapshot: Snapshot, scenario: ScenarioSnapshot): InlayHint[] {
	const shown = shownRun(scenario);
	if (shown === undefined) return [];
	const { finding, check, outcome } = shown;
	const pair = pairText(snapshot, outcome, finding);
	const lines = new Map<number, TimelineStep[]>();
	for (const step of finding.timeline.steps) {
		const { file, start } = snapshot.locate(step.scenarioSpan);
		if (file !== snapshot.uri) continue;
		const end = endOfLine(snapshot.file.text, start);
		lines.set(end, [...(lines.get(end) ?? []), step]);
	}
	const under = check === scenario.checks[0] ? "" : ` under ${check.configuration.text}`;
	return [...lines]
		.sort(([a], [b]) => a - b)
		.map(([offset, steps]) => ({
			offset,
			label: [
				rangesText(steps.map((step) => step.number)),
				changesText(
					shown.outcome.text,
					steps.flatMap((step) => step.changes),
				),
				pair ? bracket(pair, steps) : "",
			]
				.filter(Boolean)
				.join(" "),
			kind: "step" as const,
			tooltip: tooltip(steps, `${finding.kind} ${finding.subject}${under}`, finding.timeline.lanes, pair),
		}));
}

/** The end of what is written in the line at `offset`. */
function endOfLine(text: string, offset: number): number {
	const newline = text.indexOf("\n", offset);
	const line = newline < 0 ? text.length : newline;
	return offset + text.slice(offset, line).trimEnd().length;
}

/**
 * What several steps changed together: `refcount 1→2, pmd present→none`; empty when they changed nothing that is
 * shared.
 */
function changesText(text: SystemText, changes: readonly Change[]): string {
	const net = netChanges(changes).sort((a, b) => Number(isBookkeeping(text, a)) - Number(isBookkeeping(text, b)));
	const texts = net.slice(0, SHOWN_CHANGES).map((change) => {
		const ambiguous = net.some((other) => other.field === change.field && other.name !== change.name);
		return `${ambiguous ? change.name : change.field} ${change.before}→${change.after}`;
	});
	return texts.join(", ") + (net.length > SHOWN_CHANGES ? ", …" : "");
}

/**
 * True for what a task notes about itself and for which task holds something, such as a lock: less telling than the
 * data that tasks race for.
 */
function isBookkeeping({ cells, objects }: SystemText, { cell }: Change): boolean {
	const { object, type } = cells[cell];
	return (object !== undefined && objects[object].struct === "task") || (type.kind === "reference" && type.struct === "task");
}

/** Changes of shared cells from the first step to the last, without those that were undone. */
function netChanges(changes: readonly Change[]): Change[] {
	const byCell = new Map<number, Change>();
	for (const change of changes) {
		if (change.local) continue;
		const first = byCell.get(change.cell);
		byCell.set(change.cell, first ? { ...first, after: change.after } : change);
	}
	return [...byCell.values()].filter((change) => change.before !== change.after);
}

/** `┌` where the window opens, `└` where it closes, with who must land in it; empty on other lines. */
function bracket({ pair, window }: PairText, steps: readonly TimelineStep[]): string {
	const has = (number: number | undefined): boolean => steps.some((step) => step.number === number);
	const [opens, closes] = [has(pair.first.number), has(pair.closing?.second.number)];
	if (opens) return `${closes ? "[" : "┌"} ${window}`;
	return closes ? "└ window closes" : "";
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
			`${circled(step.number)} **${escapeMarkdown(lanes[step.lane].name)}** ${codeSpan(step.label)}`,
			functions === "" ? "" : ` in ${escapeMarkdown(functions)}`,
			changes.length === 0 ? "" : `: ${escapeMarkdown(changes.join(", "))}`,
			role === undefined ? "" : ` — **${role}**`,
		];
		return parts.join("");
	});
	const story = pair ? `\n\n${escapeMarkdown(pair.sentence)}  \n${escapeMarkdown(pair.window)}` : "";
	return `**${escapeMarkdown(title)}**${story}\n\n${lines.join("  \n")}`;
}
