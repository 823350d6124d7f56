/**
 * What a piece of C uses and nobody declares: structs and their fields, as far as their use tells what they are.
 *
 * A field whose struct is unknown is declared by how it is used: what it is compared with, assigned, given to or called
 * as. That may be wrong, and is for its author to look at; it is never less than what the code needs to be read.
 */
import { spanOf } from "../../base/span";
import { analyzeProgram } from "../../semantics/analyze";
import { type FileAnalysis, fieldsOf, type Program } from "../../semantics/program";
import { type Type, typeText } from "../../semantics/types";
import { parse } from "../../syntax/parser";
import type { CallExpression, ContainerExpression, Expression, FieldExpression, Name, NamedTypeName } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import type { CFiles } from "./c-definitions";

/** The structs to be declared, each with its fields as they are declared; of one that is known only what it lacks. */
export type UsedStructs = ReadonlyMap<string, UsedStruct>;

interface UsedStruct {
	readonly known: boolean;
	readonly fields: ReadonlyMap<string, string>;
	/** The fields of which no file says what they are. */
	readonly guessed: ReadonlySet<string>;
}

/** A declaration tells more the lower its rank. */
interface Use {
	readonly rank: number;
	readonly text: string;
}

/** After so many rounds nothing more is looked for: a round goes one field deeper. */
const MOST_ROUNDS = 24;

/**
 * The structs that `code` needs beside those of a program; as the C files have them, where they do. What is `known`
 * from less of the code is not looked for again.
 */
export function usedStructs(code: string, around: Program, source: CFiles, known: UsedStructs = new Map()): UsedStructs {
	const structs = new Map(
		[...known].map(([name, one]) => [name, { known: one.known, fields: new Map(one.fields), guessed: new Set(one.guessed) }] as const),
	);
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const { file, program } = analysedWith(`${declarationsOf(structs)}${code}`, around);
		const before = sizeOf(structs);
		const unknown = [...unknownStructs(file)].filter((name) => !structs.has(name));
		for (const name of unknown) structs.set(name, { known: false, fields: new Map(), guessed: new Set() });
		// Of fields more is known when the types are that stand beside them.
		if (unknown.length > 0) continue;
		for (const [struct, fields] of unknownFields(file, program)) {
			const entry = structs.get(struct) ?? { known: true, fields: new Map(), guessed: new Set() };
			structs.set(struct, entry);
			for (const [name, { text }] of fields) {
				const declared = source.fieldOf(struct, name);
				const isKnown = declared !== undefined && isUnderstood(declared, around, source);
				entry.fields.set(name, isKnown ? declared : text);
				if (!isKnown) entry.guessed.add(name);
			}
		}
		if (sizeOf(structs) === before) break;
	}
	return structs;
}

/** A text as it is understood beside the files of a program, which is the model or stands on it. */
export function analysedWith(text: string, around: Program): { readonly file: FileAnalysis; readonly program: Program } {
	const others = around.base ? around.files : [];
	const sources = [...others.map(({ uri, tree }) => ({ uri, tree })), { uri: CODE, tree: parse(text) }];
	const program = analyzeProgram(around.base ?? around, sources);
	return { program, file: program.files[program.files.length - 1] };
}

/** Whether the declaration of a field can be read, and what it names is known or can be found. */
function isUnderstood(declaration: string, around: Program, source: CFiles): boolean {
	const { file } = analysedWith(`struct declared_here { ${declaration}; }`, around);
	return !file.diagnostics.some(({ severity, span, code }) => {
		if (severity !== "error" || code === "not-constant") return false;
		return code !== "unknown-name" || source.definitionOf(file.text.slice(span.start, span.end)) === undefined;
	});
}

/** The URI of a text that is no file. */
const CODE = "raceline-code:/code.race";

/** The declarations as text. */
export function declarationsOf(structs: UsedStructs): string {
	return [...structs]
		.map(
			([name, { known, fields }]) =>
				`${known ? "extend" : "struct"} ${name} {\n${[...fields.values()].map((field) => `\t${field};\n`).join("")}};\n\n`,
		)
		.join("");
}

function sizeOf(structs: UsedStructs): number {
	return [...structs.values()].reduce((sum, { fields }) => sum + 1 + fields.size, 0);
}

function unknownStructs(file: FileAnalysis): ReadonlySet<string> {
	const found = new Set<string>();
	visit(file, (node) => {
		if (!("kind" in node) || node.kind !== "namedType" || node.word !== "struct") return;
		const { name } = node as NamedTypeName;
		const symbol = file.names.get(name);
		if (name.text !== "" && (symbol === undefined || (symbol.kind === "struct" && symbol.isOpaque))) found.add(name.text);
	});
	return found;
}

/** The fields that are used and that their structs lack, by struct, as their uses declare them. */
function unknownFields(file: FileAnalysis, program: Program): ReadonlyMap<string, ReadonlyMap<string, Use>> {
	const found = new Map<string, Map<string, Use>>();
	const note = (owner: Type | undefined, { text: name }: Name, use: () => Use): void => {
		if (name === "" || owner?.kind !== "struct" || fieldsOf(program, owner.symbol).some((field) => field.name === name)) return;
		const fields = found.get(owner.symbol.name) ?? new Map<string, Use>();
		found.set(owner.symbol.name, fields);
		const [known, more] = [fields.get(name), use()];
		if (known === undefined || more.rank < known.rank) fields.set(name, more);
	};
	visit(file, (node, parents) => {
		if (!("kind" in node)) return;
		if (node.kind === "field" && !file.names.has(node.name)) note(file.types.get(node.object), node.name, () => useOf(node, parents, file));
		if (node.kind === "containerOf") {
			const [step] = node.path;
			const part = file.types.get(node.part);
			if (step && part?.kind === "struct")
				note(wholeOf(node, file), step, () => ({ rank: 0, text: `struct ${part.symbol.name} ${step.text}` }));
		}
	});
	return found;
}

/** The struct of what `container_of()` gives. */
function wholeOf({ struct, like }: ContainerExpression, file: FileAnalysis): Type | undefined {
	const symbol = struct && file.names.get(struct);
	if (symbol?.kind === "typedef") return symbol.variable;
	return symbol?.kind === "struct" ? { kind: "struct", symbol } : like && file.types.get(like);
}

/** Goes through a file with what its macros stand for. */
function visit(file: FileAnalysis, see: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void): void {
	const parents: SyntaxNode[] = [];
	const inside = (node: SyntaxNode): void => {
		see(node, parents);
		parents.push(node);
		const expansion = "kind" in node && (node.kind === "call" || node.kind === "headed") ? file.expansions.get(node) : undefined;
		const below = expansion === undefined ? children(node) : "value" in expansion ? [expansion.value] : expansion.statements;
		for (const child of below) inside(child);
		parents.pop();
	};
	for (const node of file.tree.items) inside(node);
}

/** What the place of a field tells of it. */
function useOf(field: FieldExpression, parents: readonly SyntaxNode[], file: FileAnalysis): Use {
	const name = field.name.text;
	let node: Expression = field;
	let address = false;
	for (const parent of parents.toReversed()) {
		if (!("kind" in parent)) {
			// An argument, whose call is the next one up.
			if ("value" in parent && parent.value === node) continue;
			break;
		}
		switch (parent.kind) {
			case "field":
				return { rank: 1, text: `struct ${guessed(name)} ${isArrow(parent, file) ? "*" : ""}${name}` };
			case "index":
				return parent.array === node ? { rank: 1, text: `int ${name}[2]` } : numberUse(name);
			case "callThrough":
				if (parent.callee === node)
					return {
						rank: 0,
						text: functionText(
							name,
							parent.arguments.map(({ value }) => file.types.get(value)),
							parents,
						),
					};
				return conditionUse(name);
			case "call": {
				const wanted = wantedBy(parent, node, address, file);
				// `READ_ONCE(p->x)` is used as what is around it is.
				if (wanted === "itself") {
					node = parent;
					address = false;
					continue;
				}
				return wanted ? typedUse(name, wanted, address) : address ? { rank: 3, text: `struct ${guessed(name)} ${name}` } : numberUse(name);
			}
			case "unary":
				if (parent.operator === "&") {
					address = true;
					node = parent;
					continue;
				}
				return parent.operator === "!" ? conditionUse(name) : numberUse(name);
			case "binary": {
				if (parent.operator === "&&" || parent.operator === "||") return conditionUse(name);
				const other = file.types.get(parent.left === node ? parent.right : parent.left);
				return (parent.operator === "==" || parent.operator === "!=") && other ? typedUse(name, other, address) : numberUse(name);
			}
			case "assign":
			case "assignment": {
				const other = parent.target === node ? parent.value : parent.target;
				const type = other && file.types.get(other);
				return type ? typedUse(name, type, address) : numberUse(name);
			}
			case "variable": {
				const symbol = file.names.get(parent.name);
				return symbol?.kind === "variable" ? typedUse(name, symbol.type, address) : numberUse(name);
			}
			case "return": {
				const around = parents.find((one) => "kind" in one && one.kind === "function");
				const symbol = around && "kind" in around && around.kind === "function" ? file.names.get(around.name) : undefined;
				return symbol?.kind === "function" ? typedUse(name, symbol.returns, address) : numberUse(name);
			}
			case "if":
			case "while":
			case "do":
			case "conditional":
				return conditionUse(name);
			default:
				return numberUse(name);
		}
	}
	return numberUse(name);
}

function isArrow(field: FieldExpression, file: FileAnalysis): boolean {
	const { from } = field.name;
	return file.written({ ...spanOf(field), from: field.object.to, to: from }).includes("->");
}

const numberUse = (name: string): Use => ({ rank: 5, text: `int ${name}` });
/** What is only asked for its truth may be anything: least is known of it. */
const conditionUse = (name: string): Use => ({ rank: 6, text: `bool ${name}` });

/** What a field of struct type is called by, whose struct is not known: as the field, where that can be a name. */
function guessed(field: string): string {
	return parse(`struct ${field} { int x; }`).diagnostics.length === 0 ? field : `${field}_struct`;
}

function typedUse(name: string, type: Type, address: boolean): Use {
	switch (type.kind) {
		case "null":
			return { rank: 4, text: `struct ${guessed(name)} *${name}` };
		case "struct":
			return { rank: 0, text: `struct ${type.symbol.name} ${address ? "" : "*"}${name}` };
		case "bool":
			return { rank: 2, text: `bool ${name}` };
		case "enum":
			return { rank: 1, text: `enum ${type.symbol.name} ${name}` };
		case "pointer":
			return { rank: 2, text: `${typeText(type.target)} ${name}` };
		case "function":
			return { rank: 0, text: functionText(name, type.parameters, [], type.returns) };
		case "int":
			return { rank: 2, text: `${typeText(type)} ${name}` };
		default:
			return numberUse(name);
	}
}

/** What a call wants where `node` is given: a type, or what its own place wants. */
function wantedBy(call: CallExpression, node: Expression, address: boolean, file: FileAnalysis): Type | "itself" | undefined {
	const symbol = file.names.get(call.name);
	const index = call.arguments.findIndex(({ value }) => value === node);
	if (symbol?.kind === "function") return symbol.parameters[index]?.type;
	if (symbol?.kind !== "builtin") return undefined;
	if (symbol.does === "value" || symbol.does === "load") return "itself";
	if (symbol.does === "store" && !address) return call.arguments[1] && file.types.get(call.arguments[1].value);
	return symbol.does === "truth" || symbol.does === "warn" ? { kind: "bool" } : undefined;
}

function functionText(name: string, parameters: readonly (Type | undefined)[], parents: readonly SyntaxNode[], returns?: Type): string {
	const around = parents.at(-2);
	const isStatement = around !== undefined && "kind" in around && around.kind === "expression";
	const result = returns ? cType(returns) : isStatement ? "void " : "int ";
	return `${result}(*${name})(${parameters.map((type) => cType(type).trimEnd()).join(", ") || "void"})`;
}

/** A type as C writes it before a name. */
function cType(type: Type | undefined): string {
	switch (type?.kind) {
		case "struct":
			return `struct ${type.symbol.name} *`;
		case "bool":
			return "bool ";
		case "enum":
			return `enum ${type.symbol.name} `;
		case "void":
			return "void ";
		default:
			return "int ";
	}
}
