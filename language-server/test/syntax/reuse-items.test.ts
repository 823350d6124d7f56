import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parser";
import { type FunctionItem, type SyntaxTree, spanIn } from "../../src/syntax/tree";
import { namesIn } from "../../src/syntax/walk";
import { tries } from "../random";
import { placed } from "./placed";

const TEXT = `/// Counts.
const N = 3;
struct page { int 0..3 refcount; }
fn get(page p) { p.refcount++; }
scenario one { page a; task t { get(a); } }
scenario two { page a; task t { get(a); } }
`;

/** The trees of a text before and after a change of it. */
function edited(change: (text: string) => string): { readonly before: SyntaxTree; readonly after: SyntaxTree } {
	const before = parse(TEXT);
	return { before, after: parse(change(TEXT), before) };
}

/** Of each item of a changed text, whether it is that of the text before. */
function kept(change: (text: string) => string): readonly boolean[] {
	const { before, after } = edited(change);
	return after.items.map((item) => before.items.includes(item));
}

describe("of an edited text", () => {
	test("all items but the edited one stay", () => {
		expect(kept((text) => text.replace("two { page a", "two { page aa"))).toEqual([true, true, true, true, false]);
	});

	test("all stay where lines are inserted between them, wherever they stand then", () => {
		expect(kept((text) => text.replace("struct", "\n// more\n\nstruct"))).toEqual([true, true, true, true, true]);
		expect(kept((text) => `\n\n${text}\n`)).toEqual([true, true, true, true, true]);
	});

	test("those that go elsewhere stay", () => {
		const { before, after } = edited((text) => {
			const lines = text.trimEnd().split("\n");
			return [...lines.slice(-2).reverse(), ...lines.slice(0, -2)].join("\n");
		});
		expect(after.items).toEqual([before.items[4], before.items[3], ...before.items.slice(0, 3)]);
		expect(after.items.every((item) => before.items.includes(item))).toBe(true);
	});

	test("one whose documentation is edited does not stay", () => {
		expect(kept((text) => text.replace("Counts.", "Counts up."))).toEqual([false, true, true, true, true]);
	});

	test("what others see of a function stays when its body is edited", () => {
		const { before, after } = edited((text) => text.replace("refcount++", "refcount += 2"));
		const [old, now] = [before.items[2] as FunctionItem, after.items[2] as FunctionItem];
		expect(now).not.toBe(old);
		expect(now.name).toBe(old.name);
		expect(now.parameters).toBe(old.parameters);
	});

	test("the head of an item goes to one item alone", () => {
		const { after } = edited((text) => {
			const line = "scenario two { page a; task t { get(a); } }";
			return text.replace(line, `${line.replace("page a", "page b")}\n${line.replace("page a", "page c")}`);
		});
		const names = after.items.slice(-2).flatMap((item) => ("name" in item ? [spanIn(after, item.name)] : []));
		expect(names.map(({ start, end }) => after.text.slice(start, end))).toEqual(["two", "two"]);
		expect(names[0].start).toBeLessThan(names[1].start);
	});

	test("the name of a scenario stays when its members are edited", () => {
		const { before, after } = edited((text) => text.replace("one { page a", "one { page b"));
		expect("name" in after.items[3] && after.items[3].name).toBe("name" in before.items[3] && before.items[3].name);
	});
});

const pieces = fc.constantFrom(
	...'scenario task fn const { } ( ) ; , . = + x a N get 3 \n /// // /* */ " expect safe; struct page'.split(" "),
	"const M = 4;",
	"scenario one { page a; task t { get(a); } }",
	"\n\n",
	" ",
	"",
);

test("the tree after any edits is the tree of the text", { timeout: 60_000 }, () => {
	const edits = fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.array(pieces, { maxLength: 3 })), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(edits, (all) => {
			let text = TEXT;
			let tree = parse(text);
			for (const [at, removed, inserted] of all) {
				const start = at % (text.length + 1);
				text = text.slice(0, start) + inserted.join(" ") + text.slice(start + removed);
				tree = parse(text, tree);
				expect(placed(tree)).toEqual(placed(parse(text)));
				for (const item of tree.items) for (const name of namesIn(item)) expect(tree.anchors.has(name.anchor)).toBe(true);
			}
		}),
		tries(200),
	);
});
