import { codeSpan, escapeMarkdown } from "../../base/escape";
import { type AnchoredSpan, holds, type Span, samePlace, touches } from "../../base/span";
import { printValue } from "../../explain/timeline/print-value";
import { headline } from "../../explain/verdict/headline";
import { knownTitle } from "../../explain/verdict/known";
import { quantity } from "../../explain/verdict/quantities";
import type { Judgment } from "../../explain/verdict/verdict";
import type { AnySymbol } from "../../semantics/symbols";
import type { Type } from "../../semantics/types";
import type { Expression, Name } from "../../syntax/tree";
import { symbolAt } from "../navigation/find-symbol";
import { knownOf, type ScenarioSnapshot, type Snapshot, scenarioAt } from "../workspace/snapshot";
import { Denotation, type DenotedObjects } from "./denoted";
import { describeSymbol } from "./describe-symbol";
import { factsText } from "./facts";
import { pairText } from "./pair-text";
import { type Evidence, everywhere, evidence, type Point, pointAt, statementAt } from "./point";
import { valueTable } from "./value-table";

/** What is shown at the cursor. */
export interface Hover {
	readonly span: Span;
	readonly markdown: string;
}

/** So many objects get a table of their own. */
const TABLES = 3;
/** So many fields that never change are named. */
const CONSTANTS = 6;

/**
 * What there is to know at an offset: the values of the object or variable there, in the run that is shown and over all
 * interleavings; what the name stands for; what came of an expectation. Never waits: values of which nothing is known
 * yet are left out. In a file without scenarios, such as one of the kernel model, it is told what the scenarios of
 * `callers` make of it.
 */
export function hover(snapshot: Snapshot, offset: number, callers = snapshot): Hover | undefined {
	const use = symbolAt(snapshot.file, offset);
	const expression = use ? expressionOf(snapshot, use.name) : expressionAt(snapshot, offset);
	const scenario = scenarioAt(snapshot, offset);
	const values = scenario && valuesText(snapshot, scenario, offset, use?.symbol, expression);
	const judgment = scenario?.judgments.find(
		({ expectation }) => expectation.written && touches(snapshot.file.spanOf(expectation.span), offset),
	);
	const parts = [
		values,
		use && describeSymbol(snapshot.program, use.symbol),
		use && factsText(snapshot, use.symbol, scenario ? [scenario] : callers.scenarios),
		scenario && judgment && judgmentText(snapshot, scenario, judgment),
	];
	const markdown = parts.filter((part) => part !== undefined && part !== "").join("\n\n---\n\n");
	const span = use?.name ?? expression ?? judgment?.expectation.span;
	return markdown === "" || span === undefined ? undefined : { span: snapshot.file.spanOf(span), markdown };
}

/**
 * The expression that a name is the last word of: `a.b` for b, the call for a function's name, else the name itself.
 */
function expressionOf(snapshot: Snapshot, name: Name): Expression | undefined {
	for (const expression of snapshot.file.types.keys()) {
		if ((expression.kind === "name" || expression.kind === "field" || expression.kind === "call") && expression.name === name)
			return expression;
	}
	return undefined;
}

/** The innermost word at an offset that is an expression and no name: `self`. */
function expressionAt(snapshot: Snapshot, offset: number): Expression | undefined {
	for (const expression of snapshot.file.types.keys())
		if (expression.kind === "word" && expression.word === "self" && touches(snapshot.file.spanOf(expression), offset)) return expression;
	return undefined;
}

// --- values ---

function valuesText(
	snapshot: Snapshot,
	scenario: ScenarioSnapshot,
	offset: number,
	symbol: AnySymbol | undefined,
	expression: Expression | undefined,
): string | undefined {
	const found = evidence(scenario);
	const type = expression ? snapshot.file.types.get(expression) : typeOfSymbol(snapshot, symbol);
	if (found === undefined || type === undefined || symbol?.kind === "const" || symbol?.kind === "enumMember") return undefined;
	const statement = statementAt(snapshot, offset);
	const point = statement ? pointAt(snapshot, found, statement) : everywhere(found);
	const denotation = new Denotation(snapshot.file, found, point, lanesAt(snapshot, found, offset, point));
	const of = denotedBy(snapshot, statement, symbol, expression);
	if (of === undefined) return undefined;
	const heading = statement ? "in the run" : "start → end of the run";
	const objects = denotation.objects(of, type);
	if (objects) return objectsText(found, point, objects, heading);
	if (expression?.kind === "field") {
		const owner = snapshot.file.types.get(expression.object);
		const owners = owner && denotation.objects(expression.object, owner);
		if (owners) return objectsText(found, point, owners, heading, expression.name.text);
	}
	const rows = denotation.rows(of);
	return rows && valueTable(found, point, rows, heading);
}

/** A call denotes what it returns: where that initialises or sets a variable, what the variable denotes. */
function denotedBy(
	snapshot: Snapshot,
	statement: AnchoredSpan | undefined,
	symbol: AnySymbol | undefined,
	expression: Expression | undefined,
): Expression | AnySymbol | undefined {
	if (expression?.kind !== "call") return expression ?? symbol;
	for (const [name, meant] of snapshot.file.names) {
		if (meant.kind === "variable" && meant.value === expression && samePlace(meant.span, name)) return meant;
	}
	return statement ? expression : undefined;
}

function typeOfSymbol(snapshot: Snapshot, symbol: AnySymbol | undefined): Type | undefined {
	if (symbol?.kind === "variable") return symbol.type;
	return symbol?.kind === "task" ? { kind: "struct", symbol: snapshot.program.task } : undefined;
}

/** The lanes of the task that the cursor is in; outside of tasks those that come by. */
function lanesAt(snapshot: Snapshot, { text }: Evidence, offset: number, point: Point): ReadonlySet<number> {
	const task = scenarioAt(snapshot, offset)?.scenario.tasks.find(({ node }) => touches(snapshot.file.spanOf(node), offset));
	if (task === undefined) return new Set(point.locations.map(([lane]) => lane));
	return new Set(text.lanes.flatMap((lane, index) => (holds(task.node, lane.span) ? [index] : [])));
}

function objectsText(found: Evidence, point: Point, denoted: DenotedObjects, heading: string, first?: string): string {
	const { objects, certain, inRun, mayBeNull } = denoted;
	const { text } = found;
	const ordered = inRun === undefined ? objects : [inRun, ...objects.filter((object) => object !== inRun)];
	const shown = ordered.slice(0, inRun === undefined ? TABLES : 1);
	const parts = shown.map((object) => objectText(found, point, object, heading, first));
	const others = [...ordered.slice(shown.length).map((object) => text.objects[object].name), ...(mayBeNull ? ["null"] : [])].map(codeSpan);
	if (others.length > 0) parts.push(`${shown.length === 0 ? "Is" : "In other interleavings also"} ${others.join(", ")}`);
	if (!certain && objects.length > 1) parts.unshift("Any of:");
	return parts.join("\n\n");
}

/**
 * One object: its name, and its fields that can change, in the order of their declaration (`first` before the others).
 */
function objectText(found: Evidence, point: Point, index: number, heading: string, first: string | undefined): string {
	const { text } = found;
	const object = text.objects[index];
	const isFirst = (name: string): boolean => first !== undefined && (name === first || name.startsWith(`${first}[`));
	const fields = [...object.fields].sort((a, b) => Number(isFirst(b.name)) - Number(isFirst(a.name)));
	const rows = fields.flatMap(({ name, operand }) =>
		operand.kind === "cell" && !text.cells[operand.cell].ghost ? [{ name, cell: operand.cell }] : [],
	);
	const constants = fields.flatMap(({ name, type, operand }) =>
		operand.kind === "constant" && !(type.kind === "reference" && isPart(text.objects[type.objects[operand.value - 1]]?.name, object.name))
			? [codeSpan(`${name} = ${printValue(text, type, operand.value)}`)]
			: [],
	);
	const title = `**${escapeMarkdown(object.name)}**${object.struct === object.name.split(" ")[0] ? "" : ` (${escapeMarkdown(object.struct)})`}`;
	const unchanging =
		constants.length === 0 ? "" : `Never changes: ${constants.slice(0, CONSTANTS).join(", ")}${constants.length > CONSTANTS ? ", …" : ""}`;
	return [title, valueTable(found, point, rows, heading), unchanging].filter((part) => part !== "").join("\n\n");
}

/** True for what belongs to an object alone, such as its lock: `data.i_rwsem`. */
function isPart(name: string | undefined, owner: string): boolean {
	return name?.startsWith(`${owner}.`) ?? false;
}

// --- expectations ---

function judgmentText(snapshot: Snapshot, scenario: ScenarioSnapshot, { expectation, met, message, outcome, finding }: Judgment): string {
	const kernel = expectation.configuration.text === "" ? "" : ` under ${escapeMarkdown(expectation.configuration.text)}`;
	const check = scenario.checks.find(({ configuration }) => configuration.key === expectation.configuration.key);
	const known = knownOf(scenario, check);
	if (known.kind !== "found" || outcome === undefined) return `${escapeMarkdown(capital(knownTitle(known)))}${kernel}`;
	const result = finding ? headline(finding) : `${outcome.verdict}, ${quantity(outcome.result.states, "state")}`;
	const verdict = met === undefined ? "Cannot be told" : met ? "Met" : "Not met";
	const pair = finding && pairText(snapshot, outcome, finding);
	const story = pair ? `${escapeMarkdown(pair.sentence)}  \n${escapeMarkdown(pair.window)}` : "";
	return [`**${verdict}**${kernel}: ${escapeMarkdown(result)}`, met === true || message === "" ? "" : escapeMarkdown(message), story]
		.filter((part) => part !== "")
		.join("\n\n");
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
