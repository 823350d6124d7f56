/**
 * A run as the column diagram that kernel changelogs use: a column for each lane, time downwards, calls indented.
 *
 *       reader                             truncator
 *       ------                             ---------
 *       get_user_pages_fast()
 *     1   page = pte.page
 *                                          truncate()
 *     2                                      pte.page = null
 *                                              [pte 0.page page 0 -> null]
 *
 * Behind the run to a hang stand the steps that follow it again and again, if there are any, and who stays where,
 * waiting for whom.
 *
 * Invariants: ASCII alone, whatever names and labels hold; up to six columns stay within 75 characters; no line ends in
 * a space.
 */
import { type AnchoredSpan, samePlace } from "../base/span";
import type { Change, TimelineStep, WaitingLane } from "../explain/timeline/timeline";
import type { Finding } from "../explain/verdict/verdict";

/** What the diagram needs of a finding. */
export type DiagramSource = Pick<Finding, "kind" | "subject" | "timeline" | "dataRace">;

const LINE_WIDTH = 75;
const GAP = 2;
/** Of columns that overlap. */
const OVERLAPPING_WIDTH = 35;
/** So many characters at least lie between the left sides of columns that overlap. */
const LEAST_DISTANCE = 8;
const INDENT = 2;
/** Deeper calls are not indented further, so that there is room for the text. */
const DEEPEST = 3;

/** One line of one column; without a lane one across all of them. */
interface Entry {
	readonly lane: number | undefined;
	readonly text: string;
	readonly step?: number;
}

export interface DiagramOptions {
	/** Puts the number of each step at the left, or of these alone. */
	readonly numbers?: boolean | ReadonlySet<number>;
	/**
	 * Of the calls that lead to a step only the outermost, which the scenario makes, and the innermost, which the step
	 * is in.
	 */
	readonly brief?: boolean;
}

/** The lines of the diagram; none when the run has no steps. */
export function diagram(whole: DiagramSource, options: DiagramOptions = {}): readonly string[] {
	const source = options.brief ? briefly(whole) : whole;
	const { timeline } = source;
	const lanes = timeline.lanes.map((_, lane) => lane).filter((lane) => takesPart(source, lane));
	if (lanes.length === 0) return [];
	const { numbers = false } = options;
	const isNumbered = (step: number): boolean => numbers === true || (numbers !== false && numbers.has(step));
	const numbered = [...timeline.steps, ...timeline.cycle].flatMap(({ number }) => (isNumbered(number) ? [number] : []));
	const gutter = numbered.length > 0 ? String(Math.max(...numbered)).length + 1 : 0;
	const columns = layOut(source, lanes, LINE_WIDTH - gutter);
	const entries = bodyEntries(
		source,
		timeline.lanes.map((_, lane) => columns.get(lane)?.width ?? 0),
	);
	const titles = lanes.map((lane) => titleOf(source, lane, columns.get(lane)?.title ?? 0));
	const heading = (texts: readonly string[]): string =>
		texts.reduce((line, text, index) => line.padEnd(gutter + (columns.get(lanes[index])?.start ?? 0)) + text, "");
	const line = ({ lane, step, text }: Entry): string => {
		const shown = step !== undefined && isNumbered(step) ? String(step) : "";
		const number = gutter === 0 ? "" : `${shown.padStart(gutter - 1)} `;
		const start = lane === undefined ? 0 : (columns.get(lane)?.start ?? 0);
		return `${number}${" ".repeat(start)}${text}`.trimEnd();
	};
	return [heading(titles).trimEnd(), heading(titles.map((title) => "-".repeat(title.length))).trimEnd(), ...entries.map(line)];
}

function briefly(source: DiagramSource): DiagramSource {
	const ends = <Call>(calls: readonly Call[]): readonly Call[] => calls.filter((_, index) => index === 0 || index === calls.length - 1);
	const { timeline } = source;
	const brief = (step: TimelineStep): TimelineStep => ({ ...step, stack: ends(step.stack) });
	const waiting = timeline.waiting.map((lane) => ({ ...lane, functions: ends(lane.functions) }));
	return { ...source, timeline: { ...timeline, steps: timeline.steps.map(brief), cycle: timeline.cycle.map(brief), waiting } };
}

/** Where a lane's text stands, in characters. */
interface Column {
	readonly start: number;
	readonly width: number;
	/** How long its title may be. */
	readonly title: number;
}

/**
 * Two lanes, or more where they fit, have columns side by side: all as wide, but what narrow ones leave over goes to
 * the others. The columns of more lanes overlap, since no line has text of two.
 */
function layOut(source: DiagramSource, lanes: readonly number[], width: number): ReadonlyMap<number, Column> {
	const entries = bodyEntries(
		source,
		source.timeline.lanes.map(() => LINE_WIDTH),
	);
	const natural = lanes.map((lane) => Math.max(titleOf(source, lane, LINE_WIDTH).length, widthOf(entries, lane)));
	const gaps = GAP * (lanes.length - 1);
	const fits = natural.reduce((sum, own) => sum + own, gaps) <= width;
	if (lanes.length > 2 && !fits) {
		const distance = Math.max(LEAST_DISTANCE, Math.floor((width - OVERLAPPING_WIDTH) / (lanes.length - 1)));
		return new Map(
			lanes.map((lane, index) => [
				lane,
				{ start: index * distance, width: OVERLAPPING_WIDTH, title: index === lanes.length - 1 ? OVERLAPPING_WIDTH : distance - GAP },
			]),
		);
	}
	const even = Math.floor((width - gaps) / lanes.length);
	const spare = natural.reduce((sum, own) => sum + Math.max(0, even - own), 0);
	const wide = natural.filter((own) => own > even).length;
	const limits = natural.map((own) => (fits || own <= even ? own : even + Math.floor(spare / wide)));
	const widths = lanes.map((lane, index) => {
		const texts = bodyEntries(
			source,
			source.timeline.lanes.map(() => limits[index]),
		);
		return Math.max(titleOf(source, lane, limits[index]).length, widthOf(texts, lane));
	});
	let start = 0;
	return new Map(
		lanes.map((lane, index) => {
			const column = { start, width: limits[index], title: limits[index] };
			start += widths[index] + GAP;
			return [lane, column];
		}),
	);
}

function widthOf(entries: readonly Entry[], lane: number): number {
	return Math.max(0, ...entries.filter((entry) => entry.lane === lane).map((entry) => entry.text.length));
}

function titleOf({ timeline }: DiagramSource, lane: number, limit: number): string {
	const { name, context } = timeline.lanes[lane];
	const title = context === undefined ? name : `${name} (${context})`;
	return ascii(title.length <= limit ? title : name).slice(0, limit);
}

function takesPart({ subject, timeline }: DiagramSource, lane: number): boolean {
	const { steps, cycle } = timeline;
	return [...steps, ...cycle, ...shownWaiting(timeline, subject)].some((part) => part.lane === lane);
}

/**
 * The lanes that are stuck after a hang. A device or daemon that waits is only idle, unless one of them waits for it.
 */
function shownWaiting({ lanes, waiting }: DiagramSource["timeline"], subject: string): readonly WaitingLane[] {
	const stuck = new Set(waiting.flatMap(({ lane }) => (lanes[lane].kind === "task" || lanes[lane].name === subject ? [lane] : [])));
	for (const lane of stuck) for (const other of waiting.find((one) => one.lane === lane)?.waitsFor ?? []) stuck.add(other);
	return waiting.filter(({ lane }) => stuck.has(lane));
}

/** What stands between the run to a hang and the steps that follow it for ever. */
function cycleHeading({ lanes, cycle }: DiagramSource["timeline"], subject: string): string {
	const goesRound = cycle.some(({ lane }) => lanes[lane].name === subject);
	return ascii(`-- again and again${goesRound ? `, and ${subject} never finishes` : ""}:`)
		.slice(0, LINE_WIDTH - GUTTER)
		.trimEnd();
}

/** The numbers at the left take no more than this. */
const GUTTER = 6;

function bodyEntries({ kind, subject, timeline, dataRace }: DiagramSource, limits: readonly number[]): readonly Entry[] {
	/** The calls that each lane is in, as the diagram shows them so far. */
	const inside = new Map<number, readonly Call[]>();
	const describe = (lane: number, calls: readonly Call[], text: StepText, step?: number): Entry[] => {
		const before = inside.get(lane) ?? [];
		const width = limits[lane];
		inside.set(lane, calls);
		const first = calls.findIndex((call, depth) => !isSame(call, before[depth]));
		const entered = first < 0 ? [] : calls.slice(first).flatMap((call, index) => wrap(indentAt(first + index), `${call.name}()`, width));
		const own = stepLines(indentAt(calls.length), text, width);
		return [
			...entered.map((text) => ({ lane, text })),
			...own.map((text, index) => ({ lane, text, step: index === 0 ? step : undefined })),
		];
	};
	const describeStep = (step: TimelineStep): Entry[] => {
		const mark = step.failing && kind === "race" ? `<-- ${dataRace?.fails ?? subject}` : "";
		return describe(step.lane, step.stack.map(callOf), { label: step.label, changes: changeTexts(step), mark }, step.number);
	};
	return [
		...timeline.steps.flatMap(describeStep),
		...(timeline.cycle.length > 0 ? [{ lane: undefined, text: cycleHeading(timeline, subject) }] : []),
		...timeline.cycle.flatMap(describeStep),
		...shownWaiting(timeline, subject).flatMap(({ lane, label, functions, waitsFor }) => {
			const others = waitsFor.map((other) => timeline.lanes[other].name).join(" and ");
			const state = timeline.lanes[lane].name === subject ? "hangs" : "stays";
			const mark = others === "" ? `<-- ${state}` : `<-- ${state}, waits for ${others}`;
			const calls = functions.map((name) => ({ name }));
			return describe(lane, calls, { label, changes: [], mark });
		}),
	];
}

/** What there is to say about a step. */
interface StepText {
	readonly label: string;
	readonly changes: readonly string[];
	/** Says that here it goes wrong; empty where it does not. */
	readonly mark: string;
}

interface Call {
	readonly name: string;
	/** Where it is called; unknown for a lane that waits. */
	readonly place?: AnchoredSpan;
}

function callOf({ function: name, span: place }: TimelineStep["stack"][number]): Call {
	return { name, place };
}

function isSame(call: Call, other: Call | undefined): boolean {
	if (call.name !== other?.name) return false;
	const [a, b] = [call.place, other.place];
	return a === undefined || b === undefined || samePlace(a, b);
}

/**
 * What a step changed; what it only learned, in its task's own variables, where it changed nothing else; and what it
 * found, where it did not keep that either.
 */
function changeTexts({ label, changes, sees }: TimelineStep): readonly string[] {
	const shared = changes.filter((change) => !change.local);
	if (changes.length === 0 && sees.length > 0) {
		const [{ name, value }] = sees;
		return [name === label ? `= ${value}` : `sees ${sees.map((sight) => `${sight.name} = ${sight.value}`).join(", ")}`];
	}
	return (shared.length > 0 ? shared : changes).map((change) => changeText(change, label));
}

/** `page 0.refcount 1 -> 2`; of a local its new value, without the name where the label is that name. */
function changeText({ name, before, after, local }: Change, label: string): string {
	if (!local) return `${name} ${before} -> ${after}`;
	return name === label ? `= ${after}` : `${name} = ${after}`;
}

/**
 * A label, its changes behind it where they fit, else below it, together or each by itself, and at the end its mark.
 */
function stepLines(indent: number, { label, changes, mark }: StepText, width: number): readonly string[] {
	const lines = [...wrap(indent, label, width)];
	const together = ascii(`[${changes.join(", ")}]`);
	const append = (text: string): boolean => {
		const joined = `${lines[lines.length - 1]} ${text}`;
		if (joined.length > width) return false;
		lines[lines.length - 1] = joined;
		return true;
	};
	const below = indent + INDENT;
	if (changes.length > 0 && !append(together)) {
		const fits = below + together.length <= width;
		lines.push(...(fits ? [together] : changes.map((change) => `[${change}]`)).flatMap((text) => wrap(below, text, width)));
	}
	// A mark is kept on one line, if need be without an indent.
	if (mark !== "" && !append(ascii(mark))) lines.push(...wrap(Math.max(0, Math.min(below, width - ascii(mark).length)), mark, width));
	return lines;
}

function indentAt(depth: number): number {
	return Math.min(depth, DEEPEST) * INDENT;
}

/**
 * Cuts a text into lines of at most `width`, at spaces where there are any, else before a dot or behind a bracket or
 * comma.
 */
function wrap(indent: number, text: string, width: number): readonly string[] {
	const hanging = " ".repeat(indent + INDENT);
	const lines: string[] = [];
	let line = " ".repeat(indent);
	const add = (piece: string, gap: string): void => {
		const empty = line.trim() === "";
		const joined = line + (empty ? "" : gap) + piece;
		if (joined.length <= width) {
			line = joined;
			return;
		}
		if (!empty) {
			lines.push(line);
			line = hanging;
		}
		const room = Math.max(1, width - line.length);
		if (piece.length <= room) line += piece;
		else {
			lines.push(line + piece.slice(0, room));
			line = hanging;
			add(piece.slice(room), "");
		}
	};
	for (const word of ascii(text).split(" ")) {
		const pieces = hanging.length + word.length <= width ? [word] : word.split(/(?<=[(,])|(?=\.)/);
		for (const [index, piece] of pieces.entries()) add(piece, index === 0 ? " " : "");
	}
	return [...lines, line];
}

function ascii(text: string): string {
	return text
		.replace(/…/g, "...")
		.replace(/→/g, "->")
		.replace(/\s+/g, " ")
		.trim()
		.replace(/[^\x20-\x7e]/gu, "?");
}
