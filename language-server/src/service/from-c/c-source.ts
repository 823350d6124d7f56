/**
 * Functions and fields of structs in the text of a C file. It goes by brackets, comments and strings alone, so that
 * whatever else stands in a file of the kernel does not matter.
 */

/** A function as it is written, from its type to its closing brace. */
export interface CFunction {
	readonly name: string;
	readonly text: string;
}

/** The definitions of functions in a text, in their order. */
export function functionsIn(text: string): readonly CFunction[] {
	const found: CFunction[] = [];
	const plain = blanked(text);
	let begin = 0;
	for (let at = 0; at < plain.length; at++) {
		if (plain[at] === ";") begin = at + 1;
		if (plain[at] !== "{") continue;
		const end = closing(plain, at);
		const head = plain.slice(begin, at);
		const name = /\)[\w\s(),]*$/.test(head) && !head.includes("=") ? calledName(head) : undefined;
		if (name !== undefined) found.push({ name, text: text.slice(begin + head.search(/\S/), end) });
		begin = end;
		at = end - 1;
	}
	return found;
}

/** The declaration of a field as a struct in the text has it, without its `;`. */
export function fieldIn(text: string, struct: string, field: string): string | undefined {
	const plain = blanked(text);
	const head = new RegExp(`\\bstruct\\s+${struct}\\s*\\{`).exec(plain);
	if (head === null) return undefined;
	const open = head.index + head[0].length - 1;
	const body = plain.slice(open + 1, closing(plain, open) - 1);
	const named = new RegExp(`(\\b${field}\\s*(\\[[^\\]]*\\]|:\\s*\\d+)?|\\(\\s*\\*\\s*${field}\\s*\\)\\s*\\([^()]*\\))\\s*$`);
	// What stands between braces without a name is the struct's own.
	for (const piece of body.split(/[;{}]/)) {
		if (!piece.includes(field)) continue;
		const [first, ...others] = piece.includes("(") ? [piece] : piece.split(",");
		for (const [index, one] of [first, ...others].entries()) {
			const bare = one.replace(/\s(?:__\w+|____\w+)(?:\([^()]*\))?\s*$/, "");
			if (!named.test(bare)) continue;
			const type = index === 0 ? "" : (/^\s*((?:\w+\s+)+)/.exec(first)?.[1] ?? "");
			const declaration = `${type}${bare.trim()}`.trim().replace(/\s+/g, " ");
			if (/\s|\*/.test(declaration.slice(0, -1))) return declaration;
		}
	}
	return undefined;
}

/** The name before the first bracket that holds parameters: words such as `__acquires(…)` may stand around it. */
export function calledName(head: string): string | undefined {
	for (const [, name] of head.matchAll(/(\w+)\s*\(/g))
		if (!/^__(attribute__|attribute|acquires|releases|must_hold)$/.test(name)) return name;
	return undefined;
}

/** The end of what begins with the brace at `open`. */
export function closing(plain: string, open: number): number {
	let depth = 0;
	for (let at = open; at < plain.length; at++) {
		if (plain[at] === "{") depth++;
		if (plain[at] === "}" && --depth === 0) return at + 1;
	}
	return plain.length;
}

/** The text with blanks in place of comments, strings, characters and lines for the preprocessor. */
export function blanked(text: string): string {
	const blank = (part: string): string => part.replace(/[^\n]/g, " ");
	return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*#(?:\\\n|[^\n])*/gm, blank);
}
