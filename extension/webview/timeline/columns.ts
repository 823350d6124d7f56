/**
 * How wide the columns of a timeline are. Nothing scrolls sideways: what has no room is left out, and the step's own
 * column takes the rest.
 */

/** Whether there is room for the names of lanes, and for where steps are called. */
export type Tier = "narrow" | "medium" | "wide";

export interface Columns {
	readonly tier: Tier;
	/** Whether the state at the selected step is beside the rows, and not below them. */
	readonly isBeside: boolean;
	/** Width of the state where it is beside the rows. */
	readonly state: number;
	/** Width of the minimap; 0 without one. */
	readonly minimap: number;
	/** Of a column for step numbers; there are two in a comparison, one for each run. */
	readonly number: number;
	/** Of the window's bracket. */
	readonly bracket: number;
	/** Where the lanes begin. */
	readonly lanesFrom: number;
	readonly lane: number;
	readonly lanes: number;
	/** Where in a lane its line is. */
	readonly line: number;
	/** Of what the steps do. */
	readonly label: number;
	/** Of the functions that steps are in; 0 where that is not shown. */
	readonly called: number;
	/** Of one strip. */
	readonly strip: number;
	/** How many strips there are. */
	readonly strips: number;
	/** How many there is room for. */
	readonly capacity: number;
}

export interface ColumnsInput {
	/** Of the panel, without scroll bars. */
	readonly width: number;
	readonly height: number;
	/** How much larger than the default the fonts are. */
	readonly scale: number;
	readonly lanes: number;
	readonly steps: number;
	readonly compares: boolean;
	readonly hasMinimap: boolean;
	/** How many fields there are that change. */
	readonly fields: number;
	/** How many of them someone chose to see; undefined when nobody did. */
	readonly chosen: number | undefined;
	/** How wide the longest name of a function is. */
	readonly longestName: number;
}

const MEDIUM_FROM = 700;
const WIDE_FROM = 1200;
const SMALLEST_LABEL = 150;
const NAME_MARGIN = 16;
/** What notes behind names are best given. */
const NOTE = 110;

export function columnsOf(input: ColumnsInput): Columns {
	const { scale, lanes, compares, chosen, fields } = input;
	const px = (size: number) => Math.round(size * scale);
	const tier: Tier = input.width < px(MEDIUM_FROM) ? "narrow" : input.width < px(WIDE_FROM) ? "medium" : "wide";
	const isBeside = input.height < px(560) && input.width >= px(900);
	const state = isBeside ? px(312) : 0;
	const minimap = input.hasMinimap ? px(34) : 0;
	const width = input.width - state - minimap;
	const digits = `${input.steps}`.length;
	const number = px((tier === "narrow" ? 16 : 18) + 6 * Math.max(2, digits));
	const bracket = px(13);
	const lanesFrom = number * (compares ? 2 : 1) + bracket;
	const [smallest, largest, all] = { narrow: [18, 24, 104], medium: [40, 76, 280], wide: [64, 150, 480] }[tier];
	// A comparison needs more columns for numbers: where there is little room, lanes give it.
	const most = compares && tier === "narrow" ? smallest : largest;
	const wished = Math.max(smallest, Math.min(most, Math.floor(all / lanes)));
	// Many lanes leave room for the steps.
	const widest = Math.max(6, Math.min(px(wished), Math.floor((width - lanesFrom - px(SMALLEST_LABEL)) / lanes)));
	const narrowest = tier === "wide" ? Math.min(widest, px(smallest)) : widest;
	const called = tier === "wide" ? px(200) : 0;
	const strip = px({ narrow: 59, medium: 74, wide: 80 }[tier]);
	const beside = (lane: number) => width - lanesFrom - lane * lanes - called;
	const left = beside(widest);
	const capacity = Math.max(0, Math.min(fields, Math.floor((left - px(SMALLEST_LABEL)) / strip)));
	let strips = Math.min(capacity, chosen ?? { narrow: 3, medium: 4, wide: 5 }[tier]);
	const name = input.longestName + px(NAME_MARGIN);
	// Beside a safe run there are the same as alone; and there a name that would be cut is worth more than the last
	// one.
	if (chosen === undefined && compares) strips = Math.min(strips, columnsOf({ ...input, compares: false }).strips);
	else if (chosen === undefined) while (strips > 1 && beside(narrowest) - strips * strip < name) strips--;
	// The last strip goes where names are whole without it; else they would be cut in any case.
	if (chosen === undefined && strips === 1 && beside(narrowest) - strip < name && beside(narrowest) >= name) strips = 0;
	// Names of functions, and a note behind them, are worth more than wide lanes.
	const wanted = Math.floor((beside(0) - strips * strip - name - px(NOTE)) / lanes);
	const lane = Math.max(narrowest, Math.min(widest, wanted));
	return {
		tier,
		isBeside,
		state,
		minimap,
		number,
		bracket,
		lanesFrom,
		lane,
		lanes: lane * lanes,
		line: tier === "narrow" ? Math.round(lane / 2) - Math.min(2, lane / 8) : Math.min(px(20), lane / 2),
		label: beside(lane) - strips * strip,
		called,
		strip,
		strips,
		capacity,
	};
}

/** The columns as CSS has them. */
export function gridTemplate({ number, bracket, lanes, called, strip, strips }: Columns, compares: boolean): string {
	const widths = [number, ...(compares ? [number] : []), bracket, lanes].map((width) => `${width}px`);
	const rest = [...(called > 0 ? [called] : []), ...Array.from({ length: strips }, () => strip)].map((width) => `${width}px`);
	return [...widths, "minmax(0, 1fr)", ...rest].join(" ");
}
