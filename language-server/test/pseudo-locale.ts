/**
 * A language that nobody speaks: each text that translators are given as it is in English, in letters of its own. So
 * what has not been translated is seen wherever it stands, within another text too, and what nobody can translate.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { translateBy } from "../src/base/l10n";

/** What is written of a text but not said in it: comments and strings left out. */
export const code = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"/g, " ");

const texts = Object.keys(JSON.parse(readFileSync(join(import.meta.dirname, "../../l10n/bundle.l10n.json"), "utf8")));
const OWN = "Ａ".charCodeAt(0) - "A".charCodeAt(0);

/** A text of the language; what is filled in stays as it is. */
export function inPseudo(template: string): string {
	return template
		.split(/(\{\d+\})/)
		.map((piece, index) =>
			index % 2 === 1 ? piece : piece.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + OWN)),
		)
		.join("");
}

/** From now on whatever asks for a text gets it in this language. */
export function speakPseudo(): void {
	translateBy(Object.fromEntries(texts.map((text) => [text, inPseudo(text)])));
}

/** Words of a text that are in plain letters, are not quoted, and are no names of these sources. */
export function plainWords(text: string, ...sources: readonly string[]): readonly string[] {
	const names = new Set(sources.flatMap((source) => code(source).match(/\w+/g) ?? []));
	const said = text.replace(/```[\s\S]*?```|`[^`\n]*`|'[^'\n]*'/g, " ");
	return (said.match(/[A-Za-z]\w+/g) ?? []).filter((word) => !names.has(word));
}
