/**
 * What colours scenarios in Markdown: code blocks whose language is `race`, injected into the editor's grammar of
 * Markdown.
 */

/** The scopes of the grammar, of what it is injected into, and of a scenario within. */
export const markdownScopes = {
	grammar: "markdown.raceline.codeblock",
	markdown: "text.html.markdown",
	scenario: "meta.embedded.block.raceline",
} as const;

/** As data, to be written as JSON. */
export function markdownGrammar(): object {
	return {
		scopeName: markdownScopes.grammar,
		injectionSelector: `L:${markdownScopes.markdown}`,
		patterns: [{ include: "#code" }],
		repository: {
			code: {
				name: "markup.fenced_code.block.markdown",
				// A fence is closed by one that is as long.
				begin: "(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?i:(race|raceline)((\\s+|:|,|\\{|\\?)[^`]*)?$)",
				end: "(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$",
				beginCaptures: {
					3: { name: "punctuation.definition.markdown" },
					4: { name: "fenced_code.block.language.markdown" },
					5: { name: "fenced_code.block.language.attributes.markdown" },
				},
				endCaptures: { 3: { name: "punctuation.definition.markdown" } },
				patterns: [
					{
						begin: "(^|\\G)(\\s*)(.*)",
						while: "(^|\\G)(?!\\s*([`~]{3,})\\s*$)",
						contentName: markdownScopes.scenario,
						patterns: [{ include: "source.raceline" }],
					},
				],
			},
		},
	};
}
