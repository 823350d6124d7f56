/**
 * The steps of a run that touch an object: that change it, or what refers to it, or see what the racing pair is about.
 */

import { cellCode, escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import type { Run } from "../../checker/result";
import { printValue } from "../../explain/timeline/print-value";
import { stepAccesses } from "../../explain/timeline/step-accesses";
import { stepName } from "../../explain/timeline/step-name";
import type { Change, TimelineStep } from "../../explain/timeline/timeline";
import { tellingFields } from "./object-facts";
import type { PairText } from "./pair-text";
import type { Evidence, Point } from "./point";
import { kindOf, ownerField, rankOf } from "./step-effects";

/** A hover that is longer is not read. */
const SHOWN = 8;

interface Touch {
	readonly step: TimelineStep;
	/** Markdown. */
	readonly text: string;
	/** Smaller tells more. */
	readonly rank: number;
}

/** Of the racing pair, or failing. */
const FIRST = -1;
/** Only looked at. */
const LAST = 9;

/** A Markdown table of the steps, those at the point in bold; empty where none touches it, or there is no run. */
export function objectSteps(evidence: Evidence, point: Point, object: number, pair: PairText | undefined): string {
	const { shown, run, text } = evidence;
	if (shown === undefined || run === undefined) return "";
	const { timeline, kind, message } = shown.finding;
	const touches = timeline.steps.flatMap((step): Touch[] => {
		const told = effects(evidence, run, object, pair, step);
		const fails = step.failing && kind === "race" ? [{ text: `✗ ${escapeMarkdown(message)}`, rank: FIRST }] : [];
		const all = [...told, ...fails];
		if (all.length === 0) return [];
		return [{ step, text: all.map(({ text }) => text).join(", "), rank: Math.min(...all.map(({ rank }) => rank)) }];
	});
	if (!touches.some(({ step }) => !step.failing)) return "";
	const chosen = [...touches].sort((a, b) => a.rank - b.rank || a.step.number - b.step.number).slice(0, SHOWN);
	const rows = touches
		.filter((touch) => chosen.includes(touch))
		.map(({ step, text }) => {
			const number = point.steps.includes(step.number) ? `**${stepName(step.number)}**` : stepName(step.number);
			return `| ${number} | ${escapeMarkdown(timeline.lanes[step.lane].name)} | ${text} |`;
		});
	const more = touches.length - chosen.length;
	const title = escapeMarkdown(text.objects[object].name);
	return [`| | | ${more > 0 ? t`${title} in this run, and ${more} more` : t`${title} in this run`} |`, "|--:|:--|:--|", ...rows].join("\n");
}

/**
 * What a step does to an object: changes of it, of what refers to it and of whether that lives of which it is part;
 * what it sees of the pair's cell, or of what is told first.
 */
function effects(
	evidence: Evidence,
	run: Run,
	object: number,
	pair: PairText | undefined,
	step: TimelineStep,
): readonly Omit<Touch, "step">[] {
	const { text, system } = evidence;
	const isPaired = pair !== undefined && [pair.pair.first, pair.pair.second].some(({ number }) => number === step.number);
	const name = text.objects[object].name;
	const told = tellingFields(evidence, object, step.number);
	const { life } = text.objects[text.objects[object].root ?? object];
	const isTold = (index: number): boolean => told.some(({ field: { operand } }) => operand.kind === "cell" && operand.cell === index);
	const changes = step.changes
		.filter((change) => !change.local)
		.filter(({ cell: index, before, after }) => {
			const refers = text.cells[index].type.kind === "reference" && (before === name || after === name);
			return text.cells[index].object === object || index === life || isTold(index) || refers;
		})
		.map((change) => ({ text: changeMarkdown(evidence, object, change), rank: isPaired ? FIRST : rankOf(kindOf(text, change.cell)) }));
	if (changes.length > 0) return changes;
	const { reads } = stepAccesses(system, run.steps[step.number - 1], run.states[step.number - 1]);
	const seen = [...reads].filter((index) => {
		if (isPaired && index === pair.pair.cell)
			return printValue(text, text.cells[index].type, run.states[step.number][index]) === name || text.cells[index].object === object;
		return isTold(index) && text.cells[index].holders !== undefined;
	});
	return seen.slice(0, 1).map((index) => {
		const { name: full, field, type, object: owner } = text.cells[index];
		const value = printValue(text, type, run.states[step.number - 1][index]);
		return {
			text: t`sees ${cellCode(owner === object ? (field ?? full) : full)} = ${escapeMarkdown(value)}`,
			rank: isPaired ? FIRST : LAST,
		};
	});
}

/** `refcount 1 → **2**`, `data.pmd[0] page 0 → **null**`, `block 0: data → **free**`. */
function changeMarkdown({ text }: Evidence, object: number, { cell: index, name, field, before, after }: Change): string {
	const { object: owner } = text.cells[index];
	const owned = owner === object ? undefined : ownerField(text, index);
	const word = (value: string): string => escapeMarkdown(owned && value === "null" ? owned.owner : value);
	const what = owned && owner !== undefined ? `${escapeMarkdown(text.objects[owner].name)}:` : cellCode(owner === object ? field : name);
	return `${what} ${word(before)} → **${word(after)}**`;
}
