/** Scenarios in the preview of Markdown, coloured as other languages are there. */
import { xmlText } from "../../language-server/src/base/escape";
import { keywords } from "../../language-server/src/syntax/grammar-table";
import { lex } from "../../language-server/src/syntax/lexer";

/** As much of a `markdown-it` as is asked for here. */
export interface MarkdownIt {
	readonly options: { readonly highlight?: Highlight | null };
	set(options: { highlight: Highlight }): MarkdownIt;
}

type Highlight = (code: string, language: string, attributes: string) => string;

/** What the editor asks of an extension that adds to its Markdown preview. */
export function extendMarkdownIt(markdown: MarkdownIt): MarkdownIt {
	const { highlight } = markdown.options;
	return markdown.set({
		highlight: (code, language, attributes) =>
			/^(race|raceline)$/i.test(language) ? highlighted(code) : (highlight?.(code, language, attributes) ?? ""),
	});
}

const classes = { keyword: "keyword", number: "number", string: "string", comment: "comment", docComment: "comment" } as const;
const contextual = new Map(keywords.flatMap(({ word, category, reserved }) => (reserved ? [] : [[word, category]])));

/** HTML with the classes that the preview has colours for. */
export function highlighted(code: string): string {
	const { tokens, significant } = lex(code);
	const written = (token: number | undefined): string => (token === undefined ? "" : code.slice(tokens.starts[token], tokens.ends[token]));
	const kinds = new Map(significant.map((token, index) => [token, kindOf(significant[index - 1], token, significant[index + 1])]));
	/** Words that are keywords only in their places, as far as their neighbours tell. */
	function kindOf(before: number | undefined, token: number, behind: number | undefined): string {
		const category = tokens.kinds[token] === "name" ? contextual.get(written(token)) : undefined;
		if (category === undefined) return tokens.kinds[token];
		if (category === "outcome") return written(before) === "expect" ? "keyword" : "name";
		const isDeclared = before !== undefined && /^(\.|->|bool|int)$/.test(written(before));
		return !isDeclared && /^[\w"{(]/.test(written(behind)) ? "keyword" : "name";
	}
	let html = "";
	let end = 0;
	for (let token = 0; token < tokens.length; token++) {
		const className = classes[(kinds.get(token) ?? tokens.kinds[token]) as keyof typeof classes];
		const text = xmlText(written(token));
		html += xmlText(code.slice(end, tokens.starts[token])) + (className ? `<span class="hljs-${className}">${text}</span>` : text);
		end = tokens.ends[token];
	}
	return html + xmlText(code.slice(end));
}
