/**
 * What C files define at their top level: functions, macros, enums, types and variables, by name. It goes by brackets,
 * comments and strings, as `c-source.ts` does, and each file is gone through only when it has a name that is asked for.
 */
import { blanked, calledName, closing, fieldIn } from "./c-source";

/** A definition as it is written, to its `;` or closing brace. */
export interface CDefinition {
	readonly kind: "function" | "macro" | "enum" | "struct" | "typedef" | "variable";
	/** All that it gives a meaning: the members of an enum, too. */
	readonly names: readonly string[];
	readonly text: string;
}

/** The texts of C files, the one that is imported from first. */
export class CFiles {
	private readonly definitions = new Map<string, readonly CDefinition[]>();

	constructor(private readonly texts: readonly string[]) {}

	/** What a name is defined as, in the first file that defines it. */
	definitionOf(name: string): CDefinition | undefined {
		const word = new RegExp(`\\b${name}\\b`);
		for (const text of this.texts) {
			if (!word.test(text)) continue;
			const found = this.definitionsOf(text).find(({ names, kind }) => kind !== "struct" && names.includes(name));
			if (found) return found;
		}
		return undefined;
	}

	/** Whether a definition stands in a header, and not in the file that is imported from. */
	isOfHeader(definition: CDefinition): boolean {
		return this.texts.length > 0 && !this.definitionsOf(this.texts[0]).includes(definition);
	}

	/** The declaration of a field as the first file has it that defines the struct, without its `;`. */
	fieldOf(struct: string, field: string): string | undefined {
		for (const text of this.texts) {
			if (!text.includes(struct) || !text.includes(field)) continue;
			const found = fieldIn(text, struct, field);
			if (found !== undefined) return found;
		}
		return undefined;
	}

	private definitionsOf(text: string): readonly CDefinition[] {
		const found = this.definitions.get(text) ?? definitionsIn(text);
		this.definitions.set(text, found);
		return found;
	}
}

/** The definitions in a text, in their order but for macros, which come first. */
export function definitionsIn(text: string): readonly CDefinition[] {
	const found: CDefinition[] = [...macrosIn(text)];
	const plain = blanked(text);
	let begin = 0;
	const add = (end: number): void => {
		const start = begin + Math.max(0, plain.slice(begin, end).search(/\S/));
		const definition = classified(plain.slice(start, end), text.slice(start, end));
		if (definition) found.push(definition);
		begin = end;
	};
	for (let at = 0; at < plain.length; at++) {
		if (plain[at] === ";") add(at + 1);
		if (plain[at] !== "{") continue;
		const end = closing(plain, at);
		const isFunction = isHeadOfFunction(plain.slice(begin, at));
		if (isFunction) add(end);
		at = end - 1;
	}
	return found;
}

/** Whether a brace behind these words opens the body of a function. */
export function isHeadOfFunction(head: string): boolean {
	return /\)[\w\s(),]*$/.test(head) && !head.includes("=");
}

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^)]*\))?((?:\\\r?\n|[^\n])*)/gm;

function macrosIn(text: string): readonly CDefinition[] {
	return [...text.matchAll(DEFINE)]
		.filter(([, , , value]) => value.replace(/\/\*.*?\*\//g, "").trim() !== "")
		.map(([written, name]) => ({ kind: "macro", names: [name], text: written.trimEnd() }));
}

/** What a piece of the top level defines, by its text without comments. */
function classified(plain: string, text: string): CDefinition | undefined {
	const words = plain.replace(/^(?:(?:static|const|extern|volatile|inline|__\w+)\s+)+/, "");
	const open = plain.indexOf("{");
	if (open >= 0 && isHeadOfFunction(plain.slice(0, open))) {
		const name = calledName(plain.slice(0, open));
		return name === undefined ? undefined : { kind: "function", names: [name], text };
	}
	if (/^typedef\b/.test(plain)) {
		const name = /\(\s*\*\s*(\w+)\s*\)\s*\([^{}]*\)\s*;$/.exec(plain) ?? /(\w+)\s*(?:\[[^\]]*\]\s*)?;$/.exec(plain);
		return name ? { kind: "typedef", names: [name[1]], text } : undefined;
	}
	const tagged = /^(struct|union|enum)\s*(?:__\w+\s+)*(\w*)[^{};=()]*\{/.exec(words);
	const behind = open < 0 ? "" : plain.slice(closing(plain, open));
	if (tagged && !/^\s*\**\s*\w+\s*(\[|=|,|;)/.test(behind.replace(/^\s*(__\w+(\([^)]*\))?\s*)+/, ""))) {
		const [, word, name] = tagged;
		if (word !== "enum") return { kind: "struct", names: [name], text };
		const members = [...plain.slice(open + 1, closing(plain, open) - 1).matchAll(/(?:^|,)\s*(\w+)/g)].map(([, member]) => member);
		return { kind: "enum", names: [name, ...members].filter((one) => one !== ""), text };
	}
	if (/^extern\b/.test(plain)) return undefined;
	const macro = /^([A-Z][A-Z\d_]*)\s*\(\s*(\w+)\s*[,)]/.exec(words);
	if (macro && !/^(EXPORT_|MODULE_|module_|subsys_)/.test(macro[1])) return { kind: "variable", names: [macro[2]], text };
	const flat = open < 0 ? plain : `${plain.slice(0, open)} ${behind}`;
	if (/\)\s*;$/.test(flat) && !flat.includes("=") && !/\(\s*\*/.test(flat)) return undefined;
	const name = /\(\s*\*\s*(\w+)\s*\)/.exec(flat) ?? /(\w+)\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*(?:=|,|;)/.exec(flat);
	const more = [...flat.replace(/=[^,;]*/g, "").matchAll(/,\s*\**\s*(\w+)/g)].map(([, other]) => other);
	return name && /\s|\*/.test(flat.trim().slice(0, -1)) ? { kind: "variable", names: [name[1], ...more], text } : undefined;
}
