import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parser";
import { reparse } from "../../src/syntax/reparse";
import { tries } from "../random";
import { sampleTexts } from "../samples/sample-files";
import { placed } from "./placed";

const ITEMS = `/// Counts.
const N = 3;
struct page { int 0..3 refcount; }
/* Takes
   one. */ fn get(page p) { p.refcount++; }
scenario one {
	page a;
	task t { get(a); }
}
kernel v1; option o = a | b;
int first = 1, second,
	third; static struct page *page_of(struct page *p) { return p; }
// And another:
scenario two { page a; task t { get(a); } property p "{a.refcount}" = true; }
`;
/** As many items as make a file of which most is not near an edit. */
const TEXT = [1, 2, 3, 4].map((round) => ITEMS.replace(/\b(N|page|get|one|two|v1|o)\b/g, `$1_${round}`)).join("\n");

describe("the tree of an edited text is made from the earlier one", () => {
	const cases: Readonly<Record<string, readonly [from: string, to: string]>> = {
		"while a statement is typed": ["{ get_2(a); }\n}", "{ get_2(a); g }\n}"],
		"where a semicolon is missing": ["{ get_2(a); }\n}", "{ get_2(a) }\n}"],
		"where there is no brace yet": ["const N_3", "scenario\nconst N_3"],
		"with a new item": ["const N_3", "const M = 4;\nconst N_3"],
		"without an item": ["struct page_3 { int 0..3 refcount; }\n", ""],
		"with other documentation": ["/// Counts.\nconst N_3", "/// Counts up.\nconst N_3"],
		"with another type of the names in a declaration": ["int first = 1", "bool first = 1"],
		"with its last item": ["property p", "property q"],
	};
	test.each(Object.entries(cases))("%s", (_, [from, to]) => {
		const at = TEXT.lastIndexOf(from);
		expect(at).toBeGreaterThan(0);
		const text = TEXT.slice(0, at) + to + TEXT.slice(at + from.length);
		const tree = reparse(text, parse(TEXT));
		expect(tree && placed(tree)).toEqual(placed(parse(text)));
	});

	test("but not where what is wrong may reach further", () => {
		const [open, comment, stray] = [TEXT.replace("page_2 a;", "page_2 a; /*"), TEXT.replace("page_2 a;", "page_2 a; }"), `} ${TEXT}`];
		expect([open, comment].map((text) => reparse(text, parse(TEXT)))).toEqual([undefined, undefined]);
		expect(reparse(`${stray}\n`, parse(stray))).toBeUndefined();
	});
});

const pieces = fc.constantFrom(
	...'scenario task fn const use struct extend enum kernel { } } ( ) ; , . = + x a N get 3 \n \n\t /// // /* */ " § # { }'.split(" "),
	"const M = 4;",
	"scenario one { page a; task t { get(a); } }",
	"task t {",
	"\nbool x = 1, y, z;\n",
	"\nfn f() {\n\n}\n",
	"\r\n",
	" ",
	"",
);
const edits = fc.array(
	fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.oneof(fc.nat(12), fc.nat(200)), fc.array(pieces, { maxLength: 3 })),
	{
		minLength: 1,
		maxLength: 8,
	},
);

describe("the tree after any edits is the tree of the text", { timeout: 60_000 }, () => {
	const hold = (original: string, times: number): void => {
		fc.assert(
			fc.property(edits, (all) => {
				let text = original;
				let tree = parse(text);
				for (const [at, removed, inserted] of all) {
					const start = Math.floor(at * text.length);
					text = text.slice(0, start) + inserted.join(" ") + text.slice(start + removed);
					tree = parse(text, tree);
					expect(placed(tree)).toEqual(placed(parse(text)));
				}
			}),
			tries(times),
		);
	};

	test("of many items", () => hold(TEXT, 400));
	test("of samples, one behind the other", () => hold([...sampleTexts.values()].slice(0, 12).join("\n"), 20));
});
