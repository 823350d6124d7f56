// @ts-check
/**
 * The texts that people read, as they stand in the sources: what `t` and `sentence` are given (`base/l10n.ts`;
 * `vscode.l10n.t` in the extension), and what `quantity` counts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * The templates that translations are made from, in order.
 * @param {readonly string[]} folders
 */
export function textsIn(folders) {
	const found = new Set();
	for (const file of folders.flatMap(sourcesIn)) for (const text of textsOf(file)) found.add(text);
	return [...found].sort(compare);
}

/** As the letters go, whichever case, and otherwise the same on every machine. */
const { compare } = new Intl.Collator("en");

/** @param {string} folder */
function sourcesIn(folder) {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return files.filter((file) => /\.tsx?$/.test(file)).map((file) => join(folder, file));
}

/** @param {string} file */
function textsOf(file) {
	/** @type {string[]} */
	const texts = [];
	const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
	const visit = (/** @type {ts.Node} */ node) => {
		texts.push(...(ts.isTaggedTemplateExpression(node) ? ofTag(node) : ts.isCallExpression(node) ? ofCall(node) : []));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
}

/** @param {ts.TaggedTemplateExpression} node */
function ofTag({ tag, template }) {
	if (!["t", "sentence"].includes(tag.getText())) return [];
	if (ts.isNoSubstitutionTemplateLiteral(template)) return [template.text];
	return [template.templateSpans.reduce((before, { literal }, index) => `${before}{${index}}${literal.text}`, template.head.text)];
}

/** @param {ts.CallExpression} node */
function ofCall(node) {
	const [first, ...others] = node.arguments;
	const name = node.expression.getText();
	if (name === "vscode.l10n.t" && first && ts.isStringLiteralLike(first)) return [first.text];
	const nouns = others.filter(ts.isStringLiteralLike).map(({ text }) => text);
	if (name !== "quantity" || nouns.length === 0) return [];
	const [noun, plural = `${noun}s`] = nouns;
	return [`{0} ${noun}`, `{0} ${plural}`];
}
