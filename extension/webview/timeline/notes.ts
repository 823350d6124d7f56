/** What stands at the end of a step's row, and how much of its label is shown beside that. */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import type { Field } from "./fields";
import { nameOfLabel, type ShownLabel, shownLabel } from "./names";
import { awaited } from "./rows";
import type { Item } from "./sequence";

export interface Note {
	readonly text: string;
	/** `waited`: a lane waits for it for ever. `pair`: of the racing pair. `effect`: what else the step does. */
	readonly tone: "waited" | "pair" | "effect";
	/** All of it, where the text has no room for that. */
	readonly full: string;
}

export interface Fonts {
	/** How wide a character of a label is, in pixels, and one of a note. */
	readonly label: number;
	readonly note: number;
}

/** What notes of a run's steps are made of. */
export interface NoteSources {
	readonly run: TimelineRun;
	readonly compares: boolean;
	/** Of the run whose step it is. */
	readonly bars: readonly Bar[];
	/** Fields that have a strip, which need no note. */
	readonly strips: readonly Field[];
}

const MARGIN = 16;
const GAP = 10;

/** The note of a step's row and its label in a column of this width. */
export function noted(item: Item, sources: NoteSources, width: number, fonts: Fonts): { readonly label: ShownLabel; readonly note?: Note } {
	const room = width - MARGIN;
	const { label } = item.step;
	const nameWidth = nameOfLabel(label).length * fonts.label;
	const said = strongNote(item, sources);
	if (said) {
		const fits = (text: string) => nameWidth + text.length * fonts.note + GAP <= room;
		const text = said.variants.find(fits) ?? said.variants[said.variants.length - 1];
		const left = Math.floor((room - text.length * fonts.note - GAP) / fonts.label);
		// The name is shown whole as long as it has room alone.
		const shown = nameWidth <= room ? Math.max(left, nameOfLabel(label).length) : left;
		return { label: shownLabel(label, shown), note: { text, tone: said.tone, full: said.variants[0] } };
	}
	const shown = shownLabel(label, Math.floor(room / fonts.label));
	const done = effectsOf(item, sources);
	// Who does nothing looks: what he finds is what there is to say.
	const found = (item.step.sees ?? []).map(({ name, value }) => `${name} = ${value}`);
	const effects = done.length > 0 || item.step.changes.length > 0 ? done : found;
	let left = room - (shown.name.length + shown.rest.length) * fonts.label - GAP;
	const fitting: string[] = [];
	for (const effect of effects) {
		left -= (effect.length + 2) * fonts.note;
		if (left < 0) break;
		fitting.push(effect);
	}
	if (fitting.length > 0) return { label: shown, note: { text: fitting.join("  "), tone: "effect", full: effects.join(", ") } };
	// What is taken or let go of is worth more than the arguments of the call.
	const [first] = effects;
	if (first && /^[+−]/.test(first) && nameWidth + first.length * fonts.note + GAP + fonts.label <= room) {
		const beside = Math.floor((room - first.length * fonts.note - GAP) / fonts.label);
		return { label: shownLabel(label, beside), note: { text: first, tone: "effect", full: effects.join(", ") } };
	}
	return { label: shown };
}

/** What must be said of a step, in words from many to few. */
function strongNote({ losing, moved }: Item, { run, compares }: NoteSources) {
	if (compares) {
		if (moved === undefined) return undefined;
		return { tone: "pair" as const, variants: [`${moved.direction === "up" ? "↑" : "↓"} ${losing ? "✓" : "#"}${moved.number}`] };
	}
	if (losing === undefined) return undefined;
	if (awaited(run).has(losing.number)) {
		const waiting = (run.waits ?? []).filter(({ since }) => since === losing.number).map(({ lane }) => run.lanes[lane].name);
		const names = waiting.join(t` and `);
		return {
			tone: "waited" as const,
			variants: [waiting.length > 1 ? t`${names} wait for this` : t`${names} waits for this`, t`${names} waits`, t`waited for`],
		};
	}
	const { pair } = run;
	if (pair?.first.number === losing.number) return { tone: "pair" as const, variants: [pair.first.note, pair.first.note.split(" ")[0]] };
	if (pair?.second.number === losing.number) {
		return { tone: "pair" as const, variants: shorter(pair.second.note) };
	}
	return undefined;
}

/** `makes #2 stale`, `#2 stale`, `stale`; `clears it`, `clears`. */
function shorter(note: string): readonly string[] {
	const words = note.split(" ");
	if (!/#\d/.test(note)) return [note, words[0]];
	return words.map((_, from) => words.slice(from).join(" "));
}

/** What a step does beside what strips show: what it takes and lets go of, and fields that have no strip. */
export function effectsOf({ step, safe, losing }: Item, { bars, strips }: Pick<NoteSources, "bars" | "strips">): readonly string[] {
	const number = (losing ?? safe)?.number;
	const bar = (sign: string) => (each: Bar) => `${sign}${each.name}`;
	const taken = bars.filter(({ from, kind }) => from === number && kind !== "count").map(bar("+"));
	const given = bars.filter(({ to, kind }) => to === number && kind !== "count").map(bar("−"));
	const barred = new Set(bars.filter(({ kind }) => kind === "state").map(({ name }) => name));
	const changed = step.changes
		.filter((change) => !change.local && !change.holder && change.before !== change.after)
		.filter(({ name, field }) => !strips.some((strip) => strip.name === name) && !barred.has(field) && !isOfBar(name, bars))
		.map(({ name, before, after }) => `${name} ${before}→${after}`);
	return [...taken, ...given, ...changed];
}

/** True for the count of those who share a lock, which bars tell already. */
function isOfBar(name: string, bars: readonly Bar[]): boolean {
	return bars.some((bar) => bar.kind === "shared" && name.startsWith(`${bar.name}.`));
}

/**
 * What happens in steps that are folded, in few words: `+data.i_rwsem +i_mmaplock  data.i_size 1→0`. An object is named
 * once for what follows on it.
 */
export function summary(items: readonly Item[], sources: Pick<NoteSources, "bars">): string {
	const texts: string[] = [];
	for (const item of items)
		for (const text of effectsOf(item, { bars: sources.bars, strips: [] })) {
			const taken = texts.indexOf(`+${text.slice(1)}`);
			// What is taken and given back within the fold is said once.
			if (text.startsWith("−") && taken >= 0) texts[taken] = `±${text.slice(1)}`;
			else texts.push(text);
		}
	if (texts.length > 0) {
		let object = "";
		const short = texts.map((text) => {
			const [, sign, of, name] = /^([+−±])(.*)\.([^.]+)$/.exec(text) ?? [];
			const isSame = of !== undefined && of === object;
			object = of ?? "";
			return isSame ? `${sign}${name}` : text;
		});
		return short.join("  ");
	}
	return items.map(({ step }) => nameOfLabel(step.label)).join("  ");
}
