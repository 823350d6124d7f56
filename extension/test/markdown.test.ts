import { expect, test } from "vitest";
import { extendMarkdownIt, highlighted, type MarkdownIt } from "../src/markdown";

/** The words of each class, in their order. */
function colored(code: string): Record<string, string[]> {
	const found: Record<string, string[]> = {};
	for (const [, name, text] of highlighted(code).matchAll(/<span class="hljs-(\w+)">([^<]*)<\/span>/g))
		found[name] = [...(found[name] ?? []), text];
	return found;
}

test("a scenario is coloured word by word, contextual keywords where they are some", () => {
	expect(
		colored(
			'/// Two.\nscenario s {\n\tint count;\n\ttask t { count = 1; }\n\texpect safe under v4.18;\n\tproperty p "it is" = count < 2;\n}',
		),
	).toEqual({
		comment: ["/// Two."],
		keyword: ["scenario", "int", "task", "expect", "safe", "under", "property"],
		number: ["1", "2"],
		string: ["&quot;it is&quot;"],
	});
});

test("what is written stays what it is, and becomes no markup", () => {
	const code = "scenario s { // <b>\n\tif (a < b && c > d) x = 1; \u0000 @\n}";
	const text = highlighted(code).replace(/<span class="hljs-\w+">|<\/span>/g, "");
	expect(text).not.toMatch(/[<>]/);
	expect(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&").replaceAll("&quot;", '"')).toHaveLength(code.length);
});

test("other languages are left to who coloured them before", () => {
	const seen: string[] = [];
	const markdown: { options: MarkdownIt["options"] } & MarkdownIt = {
		options: { highlight: (code, language) => `${language}: ${code}` },
		set({ highlight }) {
			for (const language of ["c", "race"]) seen.push(highlight("wait", language, ""));
			return this;
		},
	};
	extendMarkdownIt(markdown);
	expect(seen).toEqual(["c: wait", '<span class="hljs-keyword">wait</span>']);
});
