/** Colours for a terminal: a handful of styles that read well on light and dark backgrounds. */

/** What decides whether colours are used; the caller takes it from its environment. */
export interface ColorEnvironment {
	/** `NO_COLOR`: any text that is not empty turns colours off (https://no-color.org). */
	readonly noColor?: string;
	/** `FORCE_COLOR`: anything but `0` or `false` turns them on where there is no terminal, and `0` turns them off. */
	readonly forceColor?: string;
	readonly isTerminal: boolean;
}

/** Explicit wishes go before what the terminal can do, and `FORCE_COLOR` before `NO_COLOR`, as in Node. */
export function wantsColor({ noColor, forceColor, isTerminal }: ColorEnvironment): boolean {
	if (forceColor !== undefined) return forceColor !== "0" && forceColor !== "false";
	if (noColor !== undefined && noColor !== "") return false;
	return isTerminal;
}

type Style = (text: string) => string;

export interface Palette {
	readonly bold: Style;
	readonly dim: Style;
	readonly red: Style;
	readonly green: Style;
	readonly yellow: Style;
	readonly blue: Style;
}

/** The styles, or such as leave every text as it is. */
export function palette(enabled: boolean): Palette {
	const style =
		(on: number, off: number): Style =>
		(text) =>
			enabled && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
	return { bold: style(1, 22), dim: style(2, 22), red: style(31, 39), green: style(32, 39), yellow: style(33, 39), blue: style(34, 39) };
}
