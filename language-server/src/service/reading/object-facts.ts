/**
 * What is told of an object first: how many hold it and who, whose it is, and whose what it consists of is. Which
 * fields say so the model's documentation does (`@holders`, `@owner`).
 */

import { codeSpan, escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { openHolds } from "../../explain/timeline/holds";
import { printValue } from "../../explain/timeline/print-value";
import { stepName } from "../../explain/timeline/step-name";
import { isUnmade, lifeIn } from "../../explain/verdict/life-story";
import type { FieldText, SystemText } from "../../system/system-text";
import { knownValues, valuesText } from "./known-values";
import { type Evidence, type Point, valueIn } from "./point";

/**
 * A field that is told of first, with the object that it is of: the one that is asked about, or one that it refers to.
 */
export interface TellingField {
	readonly object: number;
	readonly field: FieldText;
	readonly tells: "holders" | "owner";
}

/**
 * The fields of an object, and of those that it refers to at a state, that are told of first; at a state of the run, or
 * wherever that is not needed.
 */
export function tellingFields(evidence: Evidence, object: number, state: number | undefined): readonly TellingField[] {
	const { text } = evidence;
	const own = text.objects[object].fields.flatMap((field): TellingField[] => {
		if (field.owner !== undefined) return [{ object, field, tells: "owner" }];
		const counts = field.operand.kind === "cell" && text.cells[field.operand.cell].holders !== undefined;
		return counts ? [{ object, field, tells: "holders" }] : [];
	});
	const parts = text.objects[object].fields.flatMap((field): TellingField[] => {
		const target = field.owner === undefined ? targetOf(evidence, field, state) : undefined;
		const owner = target === undefined ? undefined : text.objects[target].fields.find(({ owner }) => owner !== undefined);
		return target !== undefined && owner ? [{ object: target, field: owner, tells: "owner" }] : [];
	});
	return [...own.filter(({ tells }) => tells === "holders"), ...own.filter(({ tells }) => tells === "owner"), ...parts];
}

/** What a field refers to: the same everywhere, or at a state of the run. */
function targetOf(evidence: Evidence, { type, operand }: FieldText, state: number | undefined): number | undefined {
	if (type.kind !== "reference") return undefined;
	const value =
		operand.kind === "constant"
			? operand.value
			: operand.kind === "cell" && state !== undefined
				? valueIn(evidence, state, operand.cell)
				: undefined;
	return value ? type.objects[value - 1] : undefined;
}

/**
 * The facts of an object, in Markdown; at the point's moment of the run, else over what is known of all interleavings.
 */
export function objectFacts(evidence: Evidence, point: Point, object: number): readonly string[] {
	const state = point.moment?.after;
	const facts = tellingFields(evidence, object, state).flatMap((told) => {
		const fact = told.tells === "holders" ? holdersFact(evidence, point, told) : ownerFact(evidence, point, object, told);
		return fact === undefined ? [] : [fact];
	});
	return [...lifeFact(evidence, point, object), ...facts];
}

/** `freed by closer #4, made by opener #1`, of an object whose life has a beginning or an end in the run. */
function lifeFact({ text, run }: Evidence, { moment }: Point, object: number): readonly string[] {
	if (run === undefined || moment === undefined) return [];
	const until = { steps: run.steps.slice(0, moment.after), states: run.states.slice(0, moment.after + 1) };
	const life = lifeIn(text, object, until);
	if (life === undefined) return [];
	const by = (step: number): string => t`by ${escapeMarkdown(text.lanes[run.steps[step - 1].lane].name)} ${stepName(step)}`;
	const { frame } = text.objects[life.object];
	const { life: cell } = text.objects[life.object];
	if (cell !== undefined && isUnmade(text, cell, run.states[moment.after][cell])) return [t`not made yet`];
	const made = life.made === undefined ? "" : t`, made ${by(life.made)}`;
	if (life.ended === undefined) return [`${frame === undefined ? t`alive` : t`in scope`}${made}`];
	return [`**${frame === undefined ? t`freed` : t`out of scope`}** ${by(life.ended)}${made}`];
}

/** `refcount 2 = 1 at rest + reader's reference #3`. */
function holdersFact(evidence: Evidence, point: Point, { field }: TellingField): string | undefined {
	const { text, run } = evidence;
	const state = point.moment?.after;
	if (field.operand.kind !== "cell") return undefined;
	const { cell } = field.operand;
	if (run === undefined || state === undefined) return valuesFact(evidence, point, field);
	const value = run.states[state][cell];
	const holds = openHolds(evidence, { steps: run.steps.slice(0, state), states: run.states.slice(0, state + 1) }, cell);
	const rest = value - holds.length;
	const held = holds.map(({ lane, what, from }) => {
		const name = escapeMarkdown(text.lanes[lane].name);
		const hold = t`${name}'s ${escapeMarkdown(what)}`;
		return from === 0 ? hold : `${hold} ${stepName(from)}`;
	});
	const sum = [...(rest > 0 ? [t`${rest} at rest`] : []), ...held].join(" + ");
	return `${escapeMarkdown(field.name)} ${codeSpan(String(value))}${held.length === 0 ? "" : ` = ${sum}`}`;
}

/** `mapping null, was data`, and of what the object consists of `block 0 of other, was data`. */
function ownerFact(evidence: Evidence, point: Point, object: number, { object: owned, field }: TellingField): string | undefined {
	const { text } = evidence;
	const name = owned === object ? escapeMarkdown(field.name) : t`${escapeMarkdown(text.objects[owned].name)} of`;
	const now = valueNow(evidence, point, field);
	if (now === undefined) {
		const values = owned === object ? valuesFact(evidence, point, field) : undefined;
		return values ?? ownersText(evidence, point, owned, field);
	}
	const before = formerOwner(evidence, point, field, now);
	const was = before === undefined ? "" : t`, was ${codeSpan(before)}`;
	// What is nobody's all the time is nothing to tell.
	if (now === "null" && field.operand.kind === "constant") return undefined;
	if (now !== "null") return `${name} ${owned === object ? codeSpan(now) : `**${escapeMarkdown(now)}**`}${was}`;
	return owned === object
		? `${name} ${codeSpan("null")}${was}`
		: `${escapeMarkdown(text.objects[owned].name)} ${escapeMarkdown(field.owner ?? "null")}${was}`;
}

/** `block 0 of data or free`, where that differs. */
function ownersText(evidence: Evidence, point: Point, owned: number, field: FieldText): string | undefined {
	if (field.operand.kind !== "cell") return undefined;
	const { values } = knownValues(evidence, point, field.operand.cell);
	if (values.length === 0) return undefined;
	const names = values.map((value) => {
		const name = printValue(evidence.text, field.type, value);
		return name === "null" ? escapeMarkdown(field.owner ?? name) : t`of **${escapeMarkdown(name)}**`;
	});
	return `${escapeMarkdown(evidence.text.objects[owned].name)} ${names.join(t` or `)}`;
}

function valuesFact(evidence: Evidence, point: Point, field: FieldText): string | undefined {
	if (field.operand.kind !== "cell") return undefined;
	const known = knownValues(evidence, point, field.operand.cell);
	if (known.values.length === 0) return undefined;
	return `${escapeMarkdown(field.name)} ${codeSpan(valuesText(evidence.text, field.type, known))}`;
}

/** The value of a field at the point's moment of the run, or everywhere where it never changes; undefined elsewhere. */
function valueNow(evidence: Evidence, { moment }: Point, { type, operand }: FieldText): string | undefined {
	if (operand.kind === "constant") return printValue(evidence.text, type, operand.value);
	if (operand.kind !== "cell" || moment === undefined) return undefined;
	const value = valueIn(evidence, moment.after, operand.cell);
	return value === undefined ? undefined : printValue(evidence.text, type, value);
}

/** Whose it was last before it was what it is now; undefined where it never was another's. */
function formerOwner({ text, run }: Evidence, { moment }: Point, { type, operand }: FieldText, now: string): string | undefined {
	if (operand.kind !== "cell" || moment === undefined || run === undefined) return undefined;
	for (let state = moment.after; state >= 0; state--) {
		const before = printValue(text, type, run.states[state][operand.cell]);
		if (before !== now && before !== "null") return before;
	}
	return undefined;
}

/** What an object is called, with its struct where the name does not say it. */
export function objectTitle({ objects }: SystemText, index: number): string {
	const { name, struct } = objects[index];
	return `**${escapeMarkdown(name)}**${struct === name.split(" ")[0] ? "" : ` (${escapeMarkdown(struct)})`}`;
}
