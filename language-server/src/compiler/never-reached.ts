/** Statements of the user's own text that no code was made of: what is known to be dead without any search. */
import { type Anchor, type AnchoredSpan, holds, samePlace, spanOf } from "../base/span";
import type { FileAnalysis, Program, Scenario } from "../semantics/program";
import type { FunctionSymbol } from "../semantics/symbols";
import { type Block, type Statement, spanIn } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import type { Reads } from "./reads";

/** The places of such statements in a scenario's tasks and functions, outermost ones only, in the order of the text. */
export function neverReached(program: Program, scenario: Scenario, { lowered, leftOut, ran }: Reads): readonly AnchoredSpan[] {
	if (program.base === undefined) return [];
	const isMade = (statement: Statement): boolean | undefined =>
		lowered.has(statement) || ran.has(statement) ? true : leftOut.has(statement) ? undefined : false;
	return ownBodies(program, scenario)
		.filter(({ body, isTask }) => isTask || lowered.has(body))
		.flatMap(({ body }) => outermost(body, isMade));
}

/** The body of a task or function. */
export interface OwnBody {
	readonly file: FileAnalysis;
	readonly body: Block;
	readonly isTask: boolean;
}

/**
 * The bodies that belong to a scenario alone: of its tasks, its functions, and those functions of its file that nothing
 * but it names.
 */
export function ownBodies(program: Program, scenario: Scenario): readonly OwnBody[] {
	const { node } = scenario;
	const file = program.files.find(({ tree }) => tree.anchors.has(node.anchor));
	if (file === undefined) return [];
	const uses = usesOfFunctions(program);
	const isOwn = (fn: FunctionSymbol): boolean => (uses.get(fn) ?? []).every((use) => holds(node, use) || samePlace(use, fn.span));
	const tasks = scenario.tasks.map((task) => ({ file, body: task.node.body, isTask: true }));
	const functions = file.functionBodies.filter(({ symbol }) => isOwn(symbol)).map(({ node: { body } }) => ({ file, body, isTask: false }));
	const startOf = ({ body }: OwnBody): number => spanIn(file.tree, body).start;
	return [...tasks, ...functions].sort((a, b) => startOf(a) - startOf(b));
}

const knownUses = new WeakMap<Program, ReadonlyMap<FunctionSymbol, readonly AnchoredSpan[]>>();

/** Where the functions of the user's files are named. */
function usesOfFunctions(program: Program): ReadonlyMap<FunctionSymbol, readonly AnchoredSpan[]> {
	const known = knownUses.get(program);
	if (known) return known;
	const uses = new Map<FunctionSymbol, AnchoredSpan[]>();
	for (const { names } of program.files) {
		for (const [name, symbol] of names) {
			if (symbol.kind !== "function" || !program.files.some(({ tree }) => tree.anchors.has(symbol.span.anchor))) continue;
			const found = uses.get(symbol) ?? [];
			uses.set(symbol, found);
			found.push(name);
		}
	}
	knownUses.set(program, uses);
	return uses;
}

/**
 * The outermost statements for which `isReached` is false; within those for which it is undefined nothing is looked
 * for. What only leaves, such as a `return` behind a check that never fails, is left out: that is what such checks are
 * for.
 */
export function outermost(body: Block, isReached: (statement: Statement) => boolean | undefined): readonly AnchoredSpan[] {
	const found: { anchor: Anchor; from: number; to: number }[] = [];
	/** The dead statement right before, if there is one: what follows it belongs to it. */
	const sequence = (statements: readonly Statement[]): void => {
		let before: (typeof found)[number] | undefined;
		for (const statement of statements) {
			const span = dead(statement);
			if (span === undefined) before = undefined;
			else if (before) before.to = span.to;
			else {
				before = spanOf(span);
				found.push(before);
			}
		}
	};
	/** What is dead of a statement that is dead as a whole; else looks within. */
	const dead = (statement: Statement): AnchoredSpan | undefined => {
		const reached = isReached(statement);
		if (reached === false) return onlyLeaves(statement) ? undefined : contents(statement);
		if (reached) visit(statement);
		return undefined;
	};
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "block") return sequence(node.statements);
		for (const child of children(node)) {
			if (isStatement(child)) sequence([child]);
			else visit(child);
		}
	};
	sequence(body.statements);
	return found;
}

const STATEMENTS: ReadonlySet<string> = new Set<Statement["kind"]>([
	"block",
	"if",
	"while",
	"do",
	"for",
	"loop",
	"switch",
	"return",
	"atomic",
	"wait",
	"choose",
	"assert",
	"local",
	"assign",
	"expression",
]);

function isStatement(node: SyntaxNode): node is Statement {
	return "kind" in node && STATEMENTS.has(node.kind);
}

/** A statement, or what a block has between its braces, however many they are; undefined for an empty one. */
function contents(statement: Statement): AnchoredSpan | undefined {
	if (statement.kind !== "block") return statement;
	const { statements } = statement;
	if (statements.length === 1) return contents(statements[0]);
	return statements.length === 0 ? undefined : { ...spanOf(statements[0]), to: statements[statements.length - 1].to };
}

function onlyLeaves(statement: Statement): boolean {
	if (statement.kind === "block") return statement.statements.every(onlyLeaves);
	if (statement.kind === "case" || statement.kind === "label" || statement.kind === "goto" || statement.kind === "empty") return true;
	return statement.kind === "break" || statement.kind === "continue" || (statement.kind === "return" && statement.value?.kind !== "call");
}
