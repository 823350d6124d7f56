/**
 * The words and signs of the language, in one table. The lexer, the parser, the completion and the TextMate grammar
 * draw on it.
 *
 * A **reserved** word is a keyword wherever it stands, which is what lets the parser find its way after an error: `if`
 * or `scenario` on a broken line is where the next statement or item starts. A **contextual** word is a keyword only
 * where the grammar asks for it and an ordinary name elsewhere, since kernel code is full of fields and variables
 * called `count`, `end` or `device`. Words that lead an item or a member (`patch`, `kernel`, …) cannot name a type,
 * because `kernel x;` would then be read in two ways; `task` can, since it is one.
 */

export type KeywordCategory =
	/** Starts an item of a file or a member of a scenario. */
	| "item"
	/** Starts a statement or goes on with one. */
	| "statement"
	/** Stands in the middle of an item. */
	| "modifier"
	/** What an `expect` expects. */
	| "outcome"
	| "type"
	| "constant"
	/** Is part of an expression. */
	| "operator";

export interface Keyword {
	readonly word: string;
	readonly category: KeywordCategory;
	/** False when the word can be a name as well. */
	readonly reserved: boolean;
}

const reserved = (category: KeywordCategory, ...words: readonly string[]): Keyword[] =>
	words.map((word) => ({ word, category, reserved: true }));
const contextual = (category: KeywordCategory, ...words: readonly string[]): Keyword[] =>
	words.map((word) => ({ word, category, reserved: false }));

export const keywords: readonly Keyword[] = [
	...reserved("item", "struct", "extend", "enum", "const", "fn", "scenario", "expect"),
	...contextual("item", "use", "property", "patch", "option", "kernel", "pool", "task", "device", "daemon", "handler", "guard", "typedef"),
	...reserved("statement", "if", "else", "while", "for", "break", "continue", "return", "atomic", "wait", "choose", "assert"),
	...reserved("statement", "switch", "case", "default", "goto", "do"),
	...contextual("statement", "or", "served", "idle", "fallthrough"),
	...contextual("modifier", "in", "at", "end", "under", "counted", "off", "on", "once", "no"),
	...contextual("outcome", "safe", "race", "hang", "data_race"),
	...reserved("type", "bool", "int"),
	...reserved("constant", "true", "false", "null", "self"),
	...reserved("operator", "new"),
	...contextual("operator", "forall", "exists", "count", "patched", "sizeof"),
];

export const reservedWords: ReadonlySet<string> = new Set(keywords.filter((keyword) => keyword.reserved).map((keyword) => keyword.word));

/** The reserved words with which a statement can start. */
export const statementWords: ReadonlySet<string> = new Set([
	"if",
	"while",
	"for",
	"break",
	"continue",
	"return",
	"atomic",
	"wait",
	"choose",
	"assert",
	"switch",
	"case",
	"default",
	"goto",
	"do",
]);

/** The words with which an item of a file can start, and only an item of a file. */
export const fileWords: ReadonlySet<string> = new Set([
	"use",
	"struct",
	"extend",
	"enum",
	"patch",
	"handler",
	"guard",
	"scenario",
	"typedef",
]);

/** The words with which a member of a scenario can start, and only a member of a scenario. */
export const scenarioWords: ReadonlySet<string> = new Set(["expect", "task", "device", "daemon"]);

/** The words with which both can start. */
export const commonWords: ReadonlySet<string> = new Set(["const", "fn", "property", "option", "kernel"]);

/** What takes a part of an object, the object's struct and the field, by the order of the latter two in the call. */
export const containerWords: ReadonlyMap<string, "struct" | "variable"> = new Map([
	["container_of", "struct"],
	["container_of_const", "struct"],
	["list_entry", "struct"],
	["hlist_entry", "struct"],
	["llist_entry", "struct"],
	["rb_entry", "struct"],
	["from_timer", "variable"],
	["timer_container_of", "variable"],
	["from_work", "variable"],
	["from_tasklet", "variable"],
]);

/** How tightly each binary operator binds, as in C: the higher, the tighter. All associate to the left. */
export const binaryPrecedence = {
	"||": 1,
	"&&": 2,
	"|": 3,
	"^": 4,
	"&": 5,
	"==": 6,
	"!=": 6,
	"<": 7,
	">": 7,
	"<=": 7,
	">=": 7,
	"<<": 8,
	">>": 8,
	"+": 9,
	"-": 9,
	"*": 10,
	"/": 10,
	"%": 10,
} as const;

export const unaryOperators = ["!", "-", "~", "&", "*"] as const;

export const assignmentOperators = ["=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>="] as const;

/** Stand before or after what they change. */
export const stepOperators = ["++", "--"] as const;

const brackets = ["(", ")", "[", "]", "{", "}"] as const;
const separators = [";", ",", ".", "->", "..", "...", ":", "?"] as const;

/** Every sign, the longest first: the first that fits is the token. */
export const signs: readonly string[] = [
	...new Set<string>([
		...Object.keys(binaryPrecedence),
		...unaryOperators,
		...assignmentOperators,
		...stepOperators,
		...brackets,
		...separators,
	]),
].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

/** The words after `kind:` and the like are free; these are the entries that a patch can have. */
export const patchEntries = ["title", "commit", "series", "position", "link", "kind", "behavior"] as const;

/** What a kind of handler has. */
export const handlerEntries = ["enter", "exit", "again"] as const;

/** The marks at the start of a line of documentation that set it apart from the prose. */
export const documentationTags = [
	"@source",
	"@checked",
	"@locks",
	"@simplifies",
	"@effect",
	"@symptom",
	"@ghost",
	"@awaits",
	"@holders",
	"@owner",
	"@cleared",
	"@bound",
] as const;
