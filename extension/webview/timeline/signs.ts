/** What the signs of a drawing mean, in words: all that are in it, and no others. Heights and widths of a legend. */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import { box, circle, cross, head, type Shape, shape } from "./shapes";

/** A sign and its meaning. */
export interface Sign {
	/** Distinguishes it from all others. */
	readonly key: string;
	readonly words: string;
	/** What is drawn before the words, in a square of 16 pixels; a text where it is one in the drawing. */
	readonly picture: readonly Shape[];
	readonly text?: string;
	/** Whose color it has. */
	readonly lane: number;
	/** True for the name of a bar. */
	readonly isName?: boolean;
	/** What stands before the first of the bars of a lane. */
	readonly begins?: string;
}

interface Known {
	/** The classes of the shape that it stands for. */
	readonly of: string;
	readonly words: string;
	readonly picture: readonly Shape[];
}

const line = "M8 0V16";

function drawn(name: string, d: string): Shape {
	return shape(name, d, 0, 16);
}

/** What shapes mean, by their classes, those first that one looks for first. */
const KNOWN: readonly Known[] = [
	{ of: "mark looks", words: t`looks`, picture: [drawn("mark looks", circle(8, 8, 4.3))] },
	{ of: "mark changes", words: t`changes`, picture: [drawn("mark changes", circle(8, 8, 4.3))] },
	{
		of: "mark fails",
		words: t`fails`,
		picture: [drawn("mark fails", circle(8, 8, 6.5)), drawn("mark crossed", cross(8, 8, 2.6))],
	},
	{
		of: "ring pair",
		words: t`step that decides`,
		picture: [drawn("ring pair", circle(8, 8, 7)), drawn("mark changes", circle(8, 8, 3.8))],
	},
	{
		of: "ring waited",
		words: t`is waited for`,
		picture: [drawn("ring waited", circle(8, 8, 7)), drawn("mark changes", circle(8, 8, 3.8))],
	},
	{ of: "window", words: t`window of the race`, picture: [drawn("window", "M12 2H5V14H12")] },
	{
		of: "conflict",
		words: t`racing pair, in this order`,
		picture: [drawn("conflict", "M1 3C9 3 11 5 11 13"), drawn("conflict", head(11, 14, "down", 3))],
	},
	{
		of: "moved",
		words: t`where it is in the safe run`,
		picture: [drawn("moved", "M13 2H4V13H12"), drawn("moved", head(13, 13, "right", 3))],
	},
	{
		of: "loop",
		words: t`for ever`,
		picture: [drawn("loop", "M12 13H5V4H10"), drawn("loop", head(12, 4, "right", 3))],
	},
	{ of: "mark waits", words: t`stays for ever`, picture: [drawn("mark waits", box(3.5, 3.5, 9, 9))] },
	{
		of: "runs",
		words: t`runs, stands still`,
		picture: [drawn("runs", "M4 0V16"), drawn("lives", "M12 0V16")],
	},
	{ of: "switches", words: t`another goes on`, picture: [drawn("switches", "M2 1C2 8 14 8 14 15")] },
	{
		of: "wakes",
		words: t`wakes`,
		picture: [drawn("wakes", "M0 8H14"), drawn("wakes tip", head(15, 8, "right", 2.5))],
	},
	{
		of: "mark folded",
		words: t`folded steps`,
		picture: [drawn("mark folded", [3, 8, 13].map((y) => circle(8, y, 1.3)).join(""))],
	},
	{ of: "strip-line alone", words: t`value`, picture: [drawn("strip-line alone", "M4 0V8H11V16")] },
	{ of: "strip-line losing", words: t`value in the losing run`, picture: [drawn("strip-line losing", line)] },
	{ of: "strip-line safe", words: t`in the safe run`, picture: [drawn("strip-line safe", line)] },
	{ of: "nothing", words: "null", picture: [drawn("strip-line nothing", line)] },
];

export interface Drawn {
	readonly run: TimelineRun;
	readonly compares: boolean;
	/** Beside the rows. */
	readonly shapes: readonly Shape[];
	/** Of those that are drawn. */
	readonly bars: readonly Bar[];
}

/** The signs of a drawing: those of its shapes, of its rows, and what each lane holds by name. */
export function signsOf({ run, compares, shapes, bars }: Drawn): readonly Sign[] {
	const classes = shapes.map((shape) => ` ${shape.class} `);
	const shown = KNOWN.filter(({ of }) => classes.some((each) => each.includes(` ${of} `)));
	const signs: Sign[] = shown.map(({ of, words, picture }) => ({ key: of, words, picture, lane: 0 }));
	const text = (sign: string, words: string) => signs.push({ key: sign, words, text: sign, picture: [], lane: 0 });
	if (!compares && run.waiting.length > 0) text("∞", t`instead of a step: for ever`);
	if (compares) {
		text("#", t`step of the losing run`);
		text("✓", t`step of the safe run`);
		text("↑↓", t`earlier, later in the other run`);
	}
	if (bars.some(({ kind }) => kind !== "count")) text("+ −", t`takes, lets go`);
	return [...signs, ...run.lanes.flatMap((_, lane) => held(run, lane, bars))];
}

/** What a lane holds, and in which states of its own it is, each name once, in the order in which bars are drawn. */
function held({ lanes }: TimelineRun, lane: number, bars: readonly Bar[]): readonly Sign[] {
	const own = bars.filter((bar) => bar.lane === lane).sort((a, b) => a.column - b.column);
	const signs = (of: (kind: Bar["kind"]) => boolean, begins: string): readonly Sign[] => {
		const names = new Map(own.filter(({ kind }) => of(kind)).map((bar) => [`${bar.kind} ${bar.name}`, bar]));
		return [...names.values()].map(({ kind, name }, index) => ({
			key: `${lane} ${kind} ${name}`,
			words: kind === "shared" ? t`${name} (shared)` : name,
			picture: [{ ...drawn(`bar ${kind}`, box(6, 0.5, kind === "state" ? 4 : 2.5, 15)), isHatched: kind === "state" }],
			lane,
			isName: true,
			...(index === 0 && { begins }),
		}));
	};
	const { name } = lanes[lane];
	return [...signs((kind) => kind === "state", `${name}:`), ...signs((kind) => kind !== "state", t`${name} holds`)];
}

/** How wide what stands before the words of a sign is, and what stands between signs, for fonts of the default size. */
const PICTURE = 17;
const GAP = 9;
export const LEGEND_LINE = 17;

/** What leads to all signs, where there is no room for them. */
export const MORE_SIGNS = t`What the signs mean`;

/** How many lines signs take in a width, and what leads to more of them. */
export function legendLines(signs: readonly Sign[], more: string, width: number, scale: number, characterWidth: number): number {
	let lines = 1;
	let left = width;
	const all: readonly Pick<Sign, "words" | "text" | "begins">[] = more === "" ? signs : [...signs, { words: more }];
	for (const { words, text = "", begins = "" } of all) {
		const wide = (PICTURE + GAP) * scale + (words.length + text.length + begins.length * 1.2) * characterWidth;
		if (wide > left) {
			lines++;
			left = width;
		}
		left -= wide;
	}
	return lines;
}
