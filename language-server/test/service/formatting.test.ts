import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { formattingEdits } from "../../src/service/editing/formatting";
import { parse } from "../../src/syntax/parser";
import { tries } from "../random";
import { cSample } from "../syntax/c-sample";
import { sample } from "../syntax/sample";

const root = join(import.meta.dirname, "../../..");

function raceFiles(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".race"))
		.map((name) => join(folder, name));
}

const files: readonly (readonly [string, string])[] = [
	["a text with every construct", sample],
	["a text with every construct of C", cSample],
	...[...raceFiles("samples"), ...raceFiles("language-server/kernel")].map(
		(name) => [name, readFileSync(join(root, name), "utf8")] as const,
	),
];

const format = (text: string): string => applyEdits(text, formattingEdits(parse(text)));

/** The texts of all tokens, comments included. */
function tokenTexts(text: string): string[] {
	const { tokens } = parse(text);
	return Array.from({ length: tokens.length }, (_, index) => text.slice(tokens.starts[index], tokens.ends[index]));
}

const places = new Set(["anchor", "from", "to"]);

/** The tree without its places. */
function shape(text: string): string {
	return JSON.stringify(parse(text).items, (key, value) => (places.has(key) ? undefined : value));
}

function expectSameProgram(before: string): void {
	const after = format(before);
	expect(tokenTexts(after)).toEqual(tokenTexts(before));
	expect(shape(after)).toBe(shape(before));
	expect(format(after)).toBe(after);
}

test("spaces, indentation and braces are those of the kernel", () => {
	const source = `fn int f( page p,int * nr )
{
  int x=-1+ *nr ;
      if(p .a[ 0 ]&&!x)
  {
  x ++;
  }
  else x-=1;


  return x?p.a [1]:x;   // done
}`;
	expect(format(source)).toBe(`fn int f(page p, int *nr) {
	int x = -1 + *nr;
	if (p.a[0] && !x) {
		x++;
	} else x -= 1;

	return x ? p.a[1] : x;   // done
}
`);
});

test("a parenthesis after a word stands apart unless the word is called", () => {
	const source = "fn int f(int a) {\n\tif(a) return(a + 1) * f (a);\n\treturn a;\n}\n";
	expect(format(source)).toBe("fn int f(int a) {\n\tif (a) return (a + 1) * f(a);\n\treturn a;\n}\n");
});

test("an else is as deep as its if", () => {
	const source = "fn f(bool a, bool b) {\n\tif (a)\n\t\tif (b)\n\t\t\tx();\n\t\telse\n\t\t\ty();\n\telse if (b)\n\t\ty();\n}\n";
	expect(format(source)).toBe(source);
	expect(format(source.replaceAll("\t", ""))).toBe(source);
});

test("a function of C has its name and its brace where C has them", () => {
	const source = "static int *  f( struct page *  p )\n{\n  g( & p -> lock, ( *p ) . x );\n}\nstatic void\n  g(struct page **p) {\n}\n";
	expect(format(source)).toBe("static int *f(struct page *p)\n{\n\tg(&p->lock, (*p).x);\n}\nstatic void\ng(struct page **p) {\n}\n");
	expectSameProgram(source);
});

test("guards end without a semicolon", () => {
	const text =
		"DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())\n\n/// Of one.\nDEFINE_GUARD(lock, struct lock *, lock(_T), unlock(_T))\n\nstruct lock {\n\tbool held;\n};\n";
	expect(format(text)).toBe(text);
});

test("cases stand as deep as their switch, labels as deep as their function", () => {
	const source = `scenario s {
	void f(int n)
	{
		switch (n) {
		case 0 ... 1:
			// Nothing.
			g(n);
			break;
		case 2: {
			int m = n;

			if (m)
				goto out;
			break;
		}
		default:
			for (;;) {
				again: /* once more */
				g(0);
				goto again;
			}
		}
	out:
		g(1);
	}
}
`;
	const labelled = source.replace("\t\t\t\tagain: /*", "\tagain: /*");
	expect(format(source)).toBe(labelled);
	expect(format(source.replaceAll("\t", "  ").replace("switch (n)", "switch(n)").replace("0 ... 1:", "0...1 :"))).toBe(labelled);
	expectSameProgram(source);
});

test("signs that would become another one stay apart", () => {
	const source = "void f(int x)\n{\n\tx = - -x;\n\tx = -  --x + ! ++x;\n\tx ++;\n\t-- x;\n\tx = y ++ + ++ y;\n}\n";
	expect(format(source)).toBe("void f(int x)\n{\n\tx = - -x;\n\tx = - --x + !++x;\n\tx++;\n\t--x;\n\tx = y++ + ++y;\n}\n");
	expectSameProgram(source);
});

test("what is aligned by hand stays aligned", () => {
	const source = "scenario s {\n\tfile data  = f();\n\tfile other = f();\n\ttask one   { a(); }\n\ttask three { a(); }\n}\n";
	expect(format(source)).toBe(source);
});

test("a text with a syntax error is left alone", () => {
	const source = "fn f( ) {\n  int x = ;\n}\n";
	expect(format(source)).toBe(source);
});

test("a range changes nothing outside of it", () => {
	const source = "fn f() {\n  a( );\n  b( );\n}\n";
	const range = { start: source.indexOf("a("), end: source.indexOf("b(") };
	expect(applyEdits(source, formattingEdits(parse(source), undefined, range))).toBe("fn f() {\n  a();\n\tb( );\n}\n");
});

describe("formatting keeps tokens, tree and itself", () => {
	test.each(files)("%s", (_, text) => expectSameProgram(text));

	test("whatever the white space was", () => {
		const blank = fc.constantFrom(" ", "\t", "  ", "   \t ");
		fc.assert(
			fc.property(fc.constantFrom(...files), fc.array(blank, { minLength: 1, maxLength: 20 }), ([, text], blanks) => {
				const { tokens } = parse(text);
				let mutated = "";
				for (let index = 0; index < tokens.length; index++) {
					const written = text.slice(index === 0 ? 0 : tokens.ends[index - 1], tokens.starts[index]);
					// Where there was white space there is some, and lines stay lines.
					mutated += written === "" ? "" : written.includes("\n") ? `\n${blanks[index % blanks.length]}` : blanks[index % blanks.length];
					mutated += text.slice(tokens.starts[index], tokens.ends[index]);
				}
				expect(parse(mutated).diagnostics).toEqual(parse(text).diagnostics);
				expectSameProgram(mutated);
			}),
			tries(60),
		);
	});
});
