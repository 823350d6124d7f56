/**
 * Parsing after an edit: only the items around it are read, what stands before and behind is that of the earlier tree.
 *
 * Invariant: what comes out is the tree of the text. So this gives up wherever the parser might have come to the kept
 * items in another way: where something is wrong outside of what is read anew, or there with its braces, or where an
 * item ends elsewhere than before. All but its own tokens that an item depends on are a few next to it.
 */
import { firstIndex } from "../base/first-index";
import type { Anchor } from "../base/span";
import { textShift } from "../base/text-shift";
import { DiagnosticList } from "./diagnostic-list";
import { parseNextItem } from "./parse-item";
import { TokenCursor } from "./token-cursor";
import { type Item, type SyntaxTree, spanIn, type TokenList } from "./tree";

/**
 * How many items behind the edit are lexed: two are parsed, until the parser stands where it stood before, and it looks
 * at a few tokens of those behind.
 */
const LEXED_BEHIND = 5;
/** How many of these must be left when the parser has come to where the kept items begin. */
const AHEAD = 2;

/** The tree of a text, made from that of an earlier one; undefined where that cannot be. */
export function reparse(text: string, earlier: SyntaxTree): SyntaxTree | undefined {
	const { items } = earlier;
	const { head, tail, growth } = textShift(earlier.text, text);
	const startOf = (index: number): number => spanIn(earlier, items[index]).start;
	const endOf = (index: number): number => spanIn(earlier, items[index]).end;
	const startsLine = (index: number): boolean => /[\n\r][ \t]*$/.test(earlier.text.slice(endOf(index - 1), startOf(index)));
	// The item before the edit may go on in it, and how far a line is indented only its start says.
	let first = firstIndex(items.length, (index) => endOf(index) >= head) - 1;
	while (first > 0 && !startsLine(first)) first--;
	first = Math.max(0, first);
	const behind = firstIndex(items.length, (index) => startOf(index) >= tail);
	const last = behind + LEXED_BEHIND;

	const from = first === 0 ? 0 : endOf(first - 1);
	const toEnd = last >= items.length;
	const diagnostics = new DiagnosticList();
	const cursor = new TokenCursor(text, diagnostics, from, toEnd ? text.length : endOf(last - 1) + growth);
	if (cursor.hasStrayBraces) return undefined;

	const read: Item[] = [];
	let kept = behind;
	/** Whether the item before `kept` is one that was there. */
	let inStep = false;
	for (;;) {
		if (cursor.atEnd) {
			if (!toEnd) return undefined;
			kept = items.length;
			break;
		}
		while (kept < items.length && startOf(kept) + growth < cursor.offset) {
			kept++;
			inStep = false;
		}
		const isThere = kept < items.length && startOf(kept) + growth === cursor.offset;
		// Behind a `,` the type of the declaration before holds.
		if (isThere && inStep && !cursor.at(",")) break;
		inStep = isThere;
		if (isThere) kept++;
		read.push(parseNextItem(cursor, read.at(-1) ?? items[first - 1]));
	}
	if (kept < items.length && !toEnd && kept > last - AHEAD) return undefined;
	const until = kept < items.length ? startOf(kept) : earlier.text.length + 1;
	// What is said at the end of an item is said of that item.
	if (earlier.diagnostics.some(({ span }) => (first > 0 && span.start <= from) || span.start >= until)) return undefined;

	const anchors = new Map<Anchor, number>(cursor.anchors);
	const keep = (item: Item, by: number): Item => {
		const anchorsOf = "name" in item ? [item.anchor, item.name.anchor] : [item.anchor];
		for (const anchor of anchorsOf) anchors.set(anchor, spanIn(earlier, { anchor, from: 0, to: 0 }).start + by);
		return item;
	};
	return {
		text,
		items: [...items.slice(0, first).map((item) => keep(item, 0)), ...read, ...items.slice(kept).map((item) => keep(item, growth))],
		anchors,
		tokens: kept < items.length ? joined(earlier.tokens, from, cursor, until, growth) : joined(earlier.tokens, from, cursor),
		diagnostics: diagnostics.sorted(),
	};
}

/**
 * The tokens of a text up to `from`, those that a cursor read, and those of the earlier text from `until` on, moved by
 * its growth.
 */
function joined(earlier: TokenList, from: number, { tokens, offset }: TokenCursor, until?: number, growth = 0): TokenList {
	const before = firstIndex(earlier.length, (index) => earlier.starts[index] >= from);
	const own = until === undefined ? tokens.length : firstIndex(tokens.length, (index) => tokens.starts[index] >= offset);
	const behind = until === undefined ? earlier.length : firstIndex(earlier.length, (index) => earlier.starts[index] >= until);
	const join = <T>(of: (list: TokenList) => readonly T[], move: (value: T) => T): T[] => {
		const all = of(earlier).slice(0, before).concat(of(tokens).slice(0, own));
		const rest = of(earlier);
		for (let index = behind; index < rest.length; index++) all.push(move(rest[index]));
		return all;
	};
	const kinds = join(
		(list) => list.kinds,
		(kind) => kind,
	);
	const moved = (offset: number): number => offset + growth;
	const starts = join((list) => list.starts, moved);
	const ends = join((list) => list.ends, moved);
	return { length: kinds.length, kinds, starts, ends };
}
