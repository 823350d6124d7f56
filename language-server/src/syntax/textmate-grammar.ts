/**
 * The TextMate grammar, made from the grammar table. Editors colour with it before the language server has answered,
 * and where there is none. It sees one line at a time and knows no names, so that it guesses: a name before a name is a
 * type, capitals are a constant. Scopes are those that the themes of VS Code know.
 */
import { attributeWords, calledAttributeWords, integerWords } from "./c-words";
import {
	assignmentOperators,
	binaryPrecedence,
	containerWords,
	documentationTags,
	handlerEntries,
	type KeywordCategory,
	keywords,
	patchEntries,
	stepOperators,
	unaryOperators,
} from "./grammar-table";

interface Rule {
	readonly name?: string;
	readonly contentName?: string;
	readonly match?: string;
	readonly begin?: string;
	readonly end?: string;
	readonly captures?: Captures;
	readonly beginCaptures?: Captures;
	readonly endCaptures?: Captures;
	readonly include?: string;
	readonly patterns?: readonly Rule[];
}

type Captures = Readonly<Record<string, { readonly name?: string; readonly patterns?: readonly Rule[] }>>;

export interface TextMateGrammar {
	readonly name: string;
	readonly scopeName: string;
	readonly fileTypes: readonly string[];
	readonly patterns: readonly Rule[];
	readonly repository: Readonly<Record<string, { readonly patterns: readonly Rule[] }>>;
}

const scope = (name: string): string => `${name}.raceline`;
const include = (...names: readonly string[]): Rule[] => names.map((name) => ({ include: `#${name}` }));

/** Captures in order: one scope for each group. */
function captures(...names: readonly string[]): Captures {
	return Object.fromEntries(names.map((name, index) => [String(index + 1), { name: scope(name) }]));
}

function words(category: KeywordCategory, reserved?: boolean): string {
	const found = keywords.filter((keyword) => keyword.category === category && (reserved === undefined || keyword.reserved === reserved));
	return found.map((keyword) => keyword.word).join("|");
}

/** Alternatives of signs, the longest first. */
function anySign(signs: readonly string[]): string {
	const escaped = [...signs].sort((a, b) => b.length - a.length).map((sign) => sign.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
	return escaped.join("|");
}

const reservedWord = `(?:${keywords
	.filter((keyword) => keyword.reserved)
	.map((keyword) => keyword.word)
	.join("|")})\\b`;
const modifier = `(?:${words("modifier")}|${words("statement", false)})\\b`;
/** Words of C that are names as well, unless more of a declaration follows them, and those that are none. */
const [attributes, markedAttributes] = [false, true].map((marked) =>
	[...attributeWords, ...calledAttributeWords].filter((word) => word !== "const" && word.startsWith("__") === marked).join("|"),
);
const release = "\\bv\\d+(?:\\.\\d+)*\\b";
/** A name, which may also be a release. */
const name = `\\b(?!${reservedWord})(?:v\\d+(?:\\.\\d+)*\\b|[A-Za-z_]\\w*)`;

export function textMateGrammar(): TextMateGrammar {
	return {
		name: "Raceline",
		scopeName: "source.raceline",
		fileTypes: ["race"],
		patterns: include(
			"comments",
			"directives",
			"strings",
			"items",
			"expectations",
			"quantifiers",
			"statements",
			"expressions",
			"punctuation",
		),
		repository: {
			comments: { patterns: comments },
			directives: { patterns: directives },
			strings: { patterns: strings },
			items: { patterns: items },
			expectations: { patterns: expectations },
			quantifiers: { patterns: quantifiers },
			statements: { patterns: statements },
			types: { patterns: types },
			expressions: { patterns: expressions },
			values: { patterns: values },
			operators: { patterns: operators },
			punctuation: { patterns: punctuation },
		},
	};
}

const comments: readonly Rule[] = [
	{
		name: scope("comment.line.documentation"),
		begin: "///(?!/)",
		end: "$",
		beginCaptures: { "0": { name: scope("punctuation.definition.comment") } },
		patterns: [
			{ match: `(?<=///\\s|///)(?:${documentationTags.join("|")})\\b`, name: scope("storage.type.class.documentation") },
			{ match: "`[^`]+`", name: scope("markup.inline.raw.documentation") },
		],
	},
	{ name: scope("comment.line.double-slash"), match: "(//).*$", captures: captures("punctuation.definition.comment") },
	{
		name: scope("comment.block"),
		begin: "/\\*",
		end: "\\*/",
		captures: { "0": { name: scope("punctuation.definition.comment") } },
	},
];

/** Lines of the preprocessor. */
const directives: readonly Rule[] = [
	{
		name: scope("meta.preprocessor"),
		begin: "^\\s*(#)\\s*(\\w+)",
		end: "(?<![\\\\\\n])(?=\\n)|(?=//|/\\*)",
		beginCaptures: captures("keyword.control.directive", "keyword.control.directive"),
		patterns: [
			{ match: `(?<=define)\\s+(${name})`, captures: captures("entity.name.function.preprocessor") },
			{ match: "<[^>]*>", name: scope("string.quoted.other") },
			...include("strings", "expressions"),
		],
	},
];

const strings: readonly Rule[] = [
	{
		name: scope("string.quoted.double"),
		begin: '"',
		end: '"|$',
		beginCaptures: { "0": { name: scope("punctuation.definition.string.begin") } },
		endCaptures: { "0": { name: scope("punctuation.definition.string.end") } },
		patterns: [
			{ match: '\\\\["\\\\n]', name: scope("constant.character.escape") },
			{ match: "\\\\.", name: scope("invalid.illegal.escape") },
			{ match: "\\{\\{|\\}\\}", name: scope("constant.character.escape") },
			{
				name: scope("meta.template.expression"),
				contentName: scope("meta.embedded.expression"),
				begin: "\\{",
				end: '\\}|(?=")|$',
				beginCaptures: { "0": { name: scope("punctuation.definition.template-expression.begin") } },
				endCaptures: { "0": { name: scope("punctuation.definition.template-expression.end") } },
				patterns: include("expressions"),
			},
		],
	},
];

/** What has a name, where it is defined. */
const items: readonly Rule[] = [
	{ match: '\\b(use)\\b(?=\\s*")', captures: captures("keyword.control.import") },
	{ match: `\\b(scenario)\\s+(${name})`, captures: captures("storage.type.scenario", "entity.name.section.scenario") },
	{
		match: `\\b(?:(daemon)\\s+)?(task|device)\\s+(${name})\\s*(?=\\{|\\[[^\\]]*\\]\\s*(?:\\{|on\\b)|on\\s+${name}|$)`,
		captures: captures("storage.modifier", "storage.type.task", "entity.name.section.task"),
	},
	{
		match: `\\b(?:(daemon)\\s+)?(${name})\\s+(${name})\\s+(for)\\s*(\\()\\s*(${name})\\s+(in)\\s+(${name})\\s*(?=:)`,
		captures: captures(
			"storage.modifier",
			"storage.type.task",
			"entity.name.section.task",
			"storage.modifier",
			"punctuation.section.parens",
			"variable.other",
			"storage.modifier",
			"entity.name.type",
		),
	},
	{ match: `\\b(struct|extend|enum)\\s+(${name})(?=\\s*(?:\\{|$))`, captures: captures("storage.type", "entity.name.type") },
	{
		begin: "\\b(fn)\\b",
		end: "(?=[({};])",
		beginCaptures: captures("storage.type.function"),
		patterns: [{ match: `${name}(?=\\s*\\()`, name: scope("entity.name.function") }, ...include("comments", "types", "expressions")],
	},
	{
		match: `\\b(property)\\s+(${name})\\s+(off)\\b(?=\\s*;)`,
		captures: captures("storage.type.property", "entity.name.function.property", "storage.modifier"),
	},
	{ match: `\\b(property)\\s+(${name})`, captures: captures("storage.type.property", "entity.name.function.property") },
	{ match: `\\b(pool)\\s+(${name})(?=\\s*:)`, captures: captures("storage.type.pool", "entity.name.type") },
	{ match: `\\b(patch)\\s+(${name})(?=\\s*(?:\\{|$))`, captures: captures("storage.type.patch", "entity.name.function.preprocessor") },
	{ match: `\\b(option)\\s+(${name})(?=\\s*=)`, captures: captures("storage.type.option", "entity.name.function.preprocessor") },
	{ match: "\\b(typedef)(?=\\s+[A-Za-z_])", captures: captures("storage.type") },
	{ match: "\\b(kernel)(?=\\s+[A-Za-z_])", captures: captures("storage.type.kernel") },
	{ match: `\\b(const)\\s+(${name})(?=\\s*(?:=|$))`, captures: captures("storage.type.const", "variable.other.constant") },
	{ match: "\\b(at)\\s+(end)\\b(?=\\s*(?:[=;]|$))", captures: captures("storage.modifier", "storage.modifier") },
	{ match: `^\\s*(${[...patchEntries, ...handlerEntries].join("|")})\\s*(?=:)`, captures: captures("variable.other.property") },
	{ match: `\\b(handler)\\s+(${name})(?=\\s*(?:\\{|$))`, captures: captures("storage.type.handler", "entity.name.type") },
	{ match: `\\b(guard)\\s+(${name})(?=\\s*=)`, captures: captures("storage.type.guard", "entity.name.function.guard") },
	{ match: `\\b(on)\\b(?=\\s+${name}[^;{}]*\\{)`, captures: captures("storage.modifier") },
	// A handler is called by its kind, which is a name.
	{
		match: `\\b(?:(once)\\s+)?(${name})\\s+(${name})(?=\\s*(?:\\[[^\\]]*\\]\\s*)?(?:on\\s+${name}[^;{}()]*)?\\{)`,
		captures: captures("storage.modifier", "storage.type.task", "entity.name.section.task"),
	},
];

const expectations: readonly Rule[] = [
	{
		begin: "\\b(expect)\\b",
		end: "(?=[;{}])",
		beginCaptures: captures("keyword.control.expect"),
		patterns: [
			...include("comments"),
			{
				match: `(?<=expect)\\s+(?:(no)\\s+)?(${words("outcome")})\\b`,
				captures: captures("keyword.operator.no", "keyword.other.outcome"),
			},
			{ match: "\\bunder\\b", name: scope("keyword.control.under") },
			{ match: `${release}`, name: scope("constant.other.release") },
			{
				match: `(${name})\\s*(=)\\s*(${name})`,
				captures: captures("entity.name.function.preprocessor", "keyword.operator.assignment", "variable.other.enummember"),
			},
			...include("values", "operators", "punctuation"),
		],
	},
];

const quantifiers: readonly Rule[] = [
	{
		match: `\\b(forall|exists|count)\\s+(${name})\\s+(in)\\b`,
		captures: captures("keyword.operator.quantifier", "variable.other", "keyword.operator.quantifier"),
	},
];

const statements: readonly Rule[] = [
	{
		match: `\\b(for|choose)\\s*(\\()\\s*(${name})\\s+(in)\\b`,
		captures: captures("keyword.control", "punctuation.section.parens", "variable.other", "keyword.control"),
	},
	{ match: `\\b(goto)\\s+(${name})`, captures: captures("keyword.control", "entity.name.label") },
	{ match: "\\bfallthrough\\b(?=\\s*;)", name: scope("keyword.control") },
	// Elsewhere more stands behind the colon.
	{ match: `^\\s*(${name})\\s*(?=:\\s*(?:$|//|/\\*))`, captures: captures("entity.name.label") },
	{ match: "\\b(served|idle)\\s+(wait)\\b", captures: captures("keyword.control", "keyword.control") },
	{ match: `\\b(?:${words("statement", true)})\\b`, name: scope("keyword.control") },
	{ match: `\\b(?:${words("statement", false)})\\b(?=\\s*\\{)`, name: scope("keyword.control") },
	...include("types"),
];

const types: readonly Rule[] = [
	{ match: `\\b(?:${markedAttributes})\\b`, name: scope("storage.modifier") },
	{ match: `\\b(?:${attributes}|const)\\b(?=\\s+[A-Za-z_*]|\\s*$)`, name: scope("storage.modifier") },
	{ match: `\\b(?:${[...integerWords].join("|")})\\b(?=\\s+[A-Za-z_]|\\s*(?:[*)]|\\(\\s*\\*))`, name: scope("storage.type") },
	{ match: "\\bvoid\\b", name: scope("storage.type") },
	{ match: `\\b(?:${words("type")})\\b`, name: scope("storage.type") },
	{ match: `\\b(struct|enum)\\s+(${name})`, captures: captures("storage.type", "entity.name.type") },
	{ match: `\\b(counted)\\s+(${name})(?=\\s+[A-Za-z_])`, captures: captures("storage.modifier", "entity.name.type") },
	// A name before a name, or before `*` and a name between parameters.
	{ match: `${name}(?=\\s+(?!${modifier})(?!${reservedWord})[A-Za-z_])`, name: scope("entity.name.type") },
	{
		match: `(?<=[(,])\\s*(?!\\s|(?:void|${[...integerWords].join("|")})\\b)(${name})(?=\\s*\\*\\s*[A-Za-z_]\\w*\\s*[,)=])`,
		captures: captures("entity.name.type"),
	},
];

const expressions: readonly Rule[] = [
	...include("comments", "quantifiers"),
	{
		match: `\\b(patched|option)\\s*(\\()\\s*(${name})?`,
		captures: captures("keyword.operator.expression", "punctuation.section.parens", "entity.name.function.preprocessor"),
	},
	{ match: `\\b(?:${[...containerWords.keys()].join("|")}|typeof|__typeof__)\\b(?=\\s*\\()`, name: scope("keyword.operator.expression") },
	{ match: "\\bsizeof\\b(?=\\s*[(*])", name: scope("keyword.operator.expression.sizeof") },
	{ match: `\\b(new)\\b(?:\\s+(${name}))`, captures: captures("keyword.operator.new", "entity.name.type") },
	// The names of arguments and of fields.
	{ match: `([({,])\\s*(${name})(?=\\s*:)`, captures: captures("punctuation.section", "variable.parameter") },
	{ match: `(\\.(?!\\.)|->)\\s*(${name})`, captures: captures("punctuation.accessor", "variable.other.property") },
	{ match: "\\b(?:length|counted|site|free|alive)(?=\\s*\\()", name: scope("support.function") },
	{ match: `${name}(?=\\s*\\()`, name: scope("entity.name.function") },
	...include("values", "operators", "punctuation"),
];

const values: readonly Rule[] = [
	{ match: "\\b(?:true|false|null)\\b", name: scope("constant.language") },
	{ match: "\\bself\\b", name: scope("variable.language") },
	{ match: "'(?:[^'\\\\\\n]|\\\\(?:[abefnrtv\\\\'\"?]|[0-7]{1,3}|x[\\da-fA-F]{1,2}))'", name: scope("constant.character") },
	{ match: "\\b(?:0[xX][\\da-fA-F]+|\\d+)[uUlL]{0,3}\\b", name: scope("constant.numeric") },
	{ match: release, name: scope("constant.other.release") },
	{ match: "\\b[A-Z][A-Z\\d_]+\\b", name: scope("variable.other.constant") },
	// As the name of a variable, as C has it.
	{ match: "\\bnew\\b(?=\\s*(?:[=;,).\\[\\]]|->|!=))", name: scope("variable.other") },
	// Whatever is still a reserved word, as one half-typed.
	{ match: `\\b${reservedWord}`, name: scope("keyword.other") },
	{ match: name, name: scope("variable.other") },
];

const operatorNames: readonly (readonly [string, readonly string[]])[] = [
	["keyword.operator.assignment", [...assignmentOperators.filter((sign) => sign !== "="), ...stepOperators]],
	["keyword.operator.range", [".."]],
	["keyword.operator.comparison", ["==", "!=", "<=", ">="]],
	["keyword.operator.logical", ["&&", "||"]],
	["keyword.operator.bitwise", ["<<", ">>"]],
	["keyword.operator.comparison", ["<", ">"]],
	["keyword.operator.logical", ["!"]],
	["keyword.operator.assignment", ["="]],
	["keyword.operator.ternary", ["?", ":"]],
];
const named = new Set(operatorNames.flatMap(([, signs]) => signs));
const others = [...new Set([...Object.keys(binaryPrecedence), ...unaryOperators])].filter((sign) => !named.has(sign));

const operators: readonly Rule[] = [
	...operatorNames.map(([scopeName, signs]) => ({ match: anySign(signs), name: scope(scopeName) })),
	{ match: anySign(others), name: scope("keyword.operator.arithmetic") },
];

const punctuation: readonly Rule[] = [
	{ match: ";", name: scope("punctuation.terminator.statement") },
	{ match: ",", name: scope("punctuation.separator") },
	{ match: "\\.|->", name: scope("punctuation.accessor") },
	{ match: "[{}]", name: scope("punctuation.section.braces") },
	{ match: "[()]", name: scope("punctuation.section.parens") },
	{ match: "[\\[\\]]", name: scope("punctuation.section.brackets") },
];
