/** A message with the line of source that it is about, as rustc prints it. */

import { printable } from "../base/escape";
import type { Palette } from "./ansi";
import type { FileDiagnostic } from "./check-report";
import type { SourcePlaces } from "./source-places";

/** How much of a long line is shown. */
const LINE_WIDTH = 100;

/** What a frame shows: a diagnostic, or a result that stands somewhere. */
export interface Frame extends Omit<FileDiagnostic, "code"> {
	readonly code?: string;
	/** A remark under the source, behind the marks. */
	readonly label?: string;
	/** Remarks below the source that belong to no place. */
	readonly notes?: readonly string[];
}

export function codeFrame(frame: Frame, places: SourcePlaces, paint: Palette): readonly string[] {
	const color = frame.severity === "error" ? paint.red : frame.severity === "warning" ? paint.yellow : paint.blue;
	const place = places.at(frame.span);
	const code = frame.code === undefined ? "" : `[${frame.code}]`;
	const number = String(place.line);
	const margin = " ".repeat(number.length);
	const bar = paint.blue("|");
	const source = places.line(frame.span.file, place.line);
	const end = place.endLine === place.line ? place.endColumn - 1 : source.length;
	const { text, start, length } = excerpt(source, place.column - 1, end);
	const marks = color("^".repeat(length) + (frame.label ? ` ${printable(frame.label)}` : ""));
	return [
		`${color(paint.bold(`${frame.severity}${code}`))}${paint.bold(`: ${printable(frame.message)}`)}`,
		`${margin}${paint.blue("-->")} ${printable(place.file)}:${place.line}:${place.column}`,
		...(places.has(frame.span.file)
			? [`${margin} ${bar}`, `${paint.blue(number)} ${bar} ${text}`.trimEnd(), `${margin} ${bar} ${" ".repeat(start)}${marks}`]
			: []),
		...(frame.related ?? []).map(({ span, message }) => {
			const { file, line, column } = places.at(span);
			return `${margin} ${paint.blue("=")} ${printable(`${file}:${line}:${column}: ${message}`)}`;
		}),
		...(frame.notes ?? []).map((note) => `${margin} ${paint.blue("=")} ${printable(note)}`),
	];
}

/**
 * The part of a line around `start..end` (offsets in it), with tabs and control characters made visible, and where the
 * part to mark is.
 */
function excerpt(source: string, start: number, end: number): { text: string; start: number; length: number } {
	const from = source.length <= LINE_WIDTH || start <= LINE_WIDTH / 2 ? 0 : start - Math.floor(LINE_WIDTH / 4);
	const to = Math.min(source.length, from + LINE_WIDTH);
	const show = (a: number, b: number): string => printable(source.slice(Math.max(from, a), Math.max(from, Math.min(b, to))));
	const before = (from > 0 ? "…" : "") + show(from, start);
	const marked = show(start, end);
	const after = show(end, to) + (to < source.length ? "…" : "");
	return { text: before + marked + after, start: width(before), length: Math.max(1, width(marked)) };
}

/** Columns that a text takes: characters, not UTF-16 units. */
function width(text: string): number {
	return [...text].length;
}
