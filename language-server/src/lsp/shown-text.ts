/**
 * The last gate of everything that the server says: nothing that is not seen and does something (`base/escape.ts`)
 * leaves it in a text that somebody is shown, whatever feature made it. What is written back into a document, and what
 * leads somewhere, stays as it is.
 */
import { printableLines } from "../base/escape";

/**
 * Names of what nobody is shown, and of lines for a terminal, whose colours were added behind the gate of their own.
 */
const exact = new Set([
	"id",
	"token",
	"scopeUri",
	"uris",
	"newText",
	"insertText",
	"uri",
	"targetUri",
	"target",
	"data",
	"changes",
	"href",
	"terminalLines",
	"lastTerminalLine",
]);

/** A value with its texts made fit to be shown; itself where there is nothing to do. */
export function shownText<T>(value: T): T {
	return shown(value) as T;
}

function shown(value: unknown): unknown {
	if (typeof value === "string") return printableLines(value);
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(shown);
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exact.has(name) ? inner : shown(inner)]));
}
