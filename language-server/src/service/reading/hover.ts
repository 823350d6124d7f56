import { escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { type AnchoredSpan, holds, type Span, samePlace, touches } from "../../base/span";
import { headline } from "../../explain/verdict/headline";
import { knownTitle } from "../../explain/verdict/known";
import type { Judgment } from "../../explain/verdict/verdict";
import type { AnySymbol } from "../../semantics/symbols";
import { type Type, typeText } from "../../semantics/types";
import type { Expression, Name } from "../../syntax/tree";
import { symbolAt } from "../navigation/find-symbol";
import { type Followed, knownOf, type ScenarioSnapshot, type Snapshot, scenarioAt } from "../workspace/snapshot";
import { Denotation, type DenotedObjects } from "./denoted";
import { describeSymbol } from "./describe-symbol";
import { factsText } from "./facts";
import { type ObjectFields, objectHover } from "./object-hover";
import { pairText } from "./pair-text";
import { type Evidence, everywhere, evidence, type Point, pointAt, statementAt } from "./point";
import { raceText } from "./race-facts";
import { valueTable } from "./value-table";

/** What is shown at the cursor. */
export interface Hover {
	readonly span: Span;
	/** All of it. */
	readonly markdown: string;
	/** For who can follow links: what is shown of it, with links between the two parts that lead to the rest. */
	readonly folded: Folded;
}

export interface Folded {
	readonly before: string;
	readonly links: readonly HoverLink[];
	readonly after: string;
}

/** What a link shows: of the scenario its run or why it is safe, or all values of what the cursor is on. */
export type HoverLink = "timeline" | "whySafe" | "values";

/** Between what is of different kinds. */
const RULE = "\n\n---\n\n";

/**
 * What there is to know at an offset: of the object or variable there how it stands now, what the run that is shown
 * does to it, and its values over all interleavings; what the name stands for; what came of an expectation. Never
 * waits: it says how far what is not known yet has come. In a file without scenarios, such as one of the kernel model,
 * it is told what the scenarios of `callers` make of it, and of the one that is followed the values there.
 */
export function hover(snapshot: Snapshot, offset: number, callers = snapshot, followed?: Followed): Hover | undefined {
	const asked = askedAt(snapshot, offset, followed);
	const { use, expression, scenario, around } = asked;
	const own = around === snapshot ? scenario : undefined;
	const values = scenario && valuesAtCursor(snapshot, scenario, offset, asked);
	const judgment = own?.judgments.find(({ expectation }) => expectation.written && touches(snapshot.file.spanOf(expectation.span), offset));
	const others = joined(RULE, [
		use && describeSymbol(snapshot.program, use.symbol),
		use && factsText(snapshot, use.symbol, own ? [own] : callers.scenarios),
		use && own && raceText(own, use.symbol),
		own && judgment && judgmentText(snapshot, own, judgment),
	]);
	const markdown = joined(RULE, [joined("\n\n", [values?.first, values?.rest]), others]);
	const span = use?.name ?? expression ?? judgment?.expectation.span;
	if (markdown === "" || span === undefined) return undefined;
	const links: HoverLink[] = [...(values?.links ?? []), ...(values && values.rest !== "" ? (["values"] as const) : [])];
	return { span: snapshot.file.spanOf(span), markdown, folded: { before: values?.first ?? "", links, after: others } };
}

/** What `hover` folds: all fields of what is at an offset. Empty where there are none. */
export function allValues(snapshot: Snapshot, offset: number, followed?: Followed): readonly ObjectFields[] {
	const asked = askedAt(snapshot, offset, followed);
	return (asked.scenario && valuesAtCursor(snapshot, asked.scenario, offset, asked)?.fields) ?? [];
}

interface Asked {
	/** The document of the scenario. */
	readonly around: Snapshot;
	readonly use: { readonly name: Name; readonly symbol: AnySymbol } | undefined;
	readonly expression: Expression | undefined;
	readonly scenario: ScenarioSnapshot | undefined;
}

function askedAt(snapshot: Snapshot, offset: number, followed: Followed | undefined): Asked {
	const use = symbolAt(snapshot.file, offset);
	const expression = use ? expressionOf(snapshot, use.name) : expressionAt(snapshot, offset);
	const inModel = snapshot.program.base === undefined;
	if (inModel && followed) return { use, expression, scenario: followed.scenario, around: followed.snapshot };
	return { use, expression, scenario: scenarioAt(snapshot, offset), around: snapshot };
}

function joined(between: string, parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined && part !== "").join(between);
}

/**
 * The expression that a name is the last word of: `a.b` for b, the call for a function's name, else the name itself.
 */
function expressionOf(snapshot: Snapshot, name: Name): Expression | undefined {
	const { file } = snapshot;
	for (const expression of file.around(file.spanOf(name)).types.keys()) {
		if ((expression.kind === "name" || expression.kind === "field" || expression.kind === "call") && expression.name === name)
			return expression;
	}
	return undefined;
}

/** The innermost word at an offset that is an expression and no name: `self`. */
function expressionAt(snapshot: Snapshot, offset: number): Expression | undefined {
	const { file } = snapshot;
	for (const expression of file.around({ start: offset, end: offset }).types.keys())
		if (expression.kind === "word" && expression.word === "self" && touches(file.spanOf(expression), offset)) return expression;
	return undefined;
}

// --- values ---

/** What is told of values: first what matters, and the rest, which may be folded. */
interface Values {
	readonly first: string;
	readonly rest: string;
	readonly links: readonly HoverLink[];
	readonly fields?: readonly ObjectFields[];
}

function valuesAtCursor(
	snapshot: Snapshot,
	scenario: ScenarioSnapshot,
	offset: number,
	{ use, expression, around }: Asked,
): Values | undefined {
	const symbol = use?.symbol;
	const found = evidence(around, scenario);
	const type = expression ? snapshot.file.types.get(expression) : typeOfSymbol(snapshot, symbol);
	if (type === undefined || symbol?.kind === "const" || symbol?.kind === "enumMember") return undefined;
	if (found === undefined) return notYet(scenario, symbol, type);
	const statement = statementAt(snapshot, offset);
	const point = statement ? pointAt(snapshot, found, statement) : everywhere(found);
	if (found.isEarlier && point.locations.length === 0) return notYet(scenario, symbol, type);
	const denotation = new Denotation(snapshot.file, found, point, lanesAt(snapshot, found, offset, point));
	const heading = statement ? t`in the run` : t`start → end of the run`;
	const of = denotedBy(snapshot, statement, symbol, expression);
	const links: HoverLink[] = found.shown
		? ["timeline"]
		: found.known.kind === "found" && found.known.outcome.verdict === "safe"
			? ["whySafe"]
			: [];
	const about = (denoted: DenotedObjects, first?: string): Values => {
		const values = objectHover({ snapshot: around, found, point, heading, name: nameOf(symbol, expression) }, denoted, first);
		const fields = found.isEarlier
			? values.fields.map((field) => ({ ...field, all: t`${field.all}, before the last edit` }))
			: values.fields;
		return { ...values, first: asOf(found, values.first), fields, links };
	};
	const objects = of && denotation.objects(of, type);
	if (objects?.certain) return about(objects);
	// A call says by its arguments what it is about where it gives nothing itself, or nothing that is known.
	for (const { value } of expression?.kind === "call" ? expression.arguments : []) {
		const argument = snapshot.file.types.get(value);
		const given = argument && denotation.objects(value, argument);
		if (given?.certain) return about(given);
	}
	if (expression?.kind === "field") {
		const owner = snapshot.file.types.get(expression.object);
		const owners = owner && denotation.objects(expression.object, owner);
		if (owners?.certain) return about(owners, expression.name.text);
	}
	if (objects) return notYet(scenario, symbol, type);
	const rows = of && denotation.rows(of);
	const table = rows && valueTable(found, point, rows, heading);
	return table ? { first: asOf(found, table), rest: "", links } : notYet(scenario, symbol, type);
}

/** What belongs to an earlier text is shown until more is known, but not as what is. */
function asOf({ isEarlier }: Evidence, values: string): string {
	return isEarlier ? t`*Before the last edit:*\n\n${values}` : values;
}

/** What is said of something whose values are not known: only that, and how far the search has come. */
function notYet({ checks: [own] }: ScenarioSnapshot, symbol: AnySymbol | undefined, type: Type): Values | undefined {
	if (own?.progress === undefined || symbol?.kind !== "variable" || (type.kind === "array" ? type.element : type).kind !== "struct")
		return undefined;
	const { states } = own.progress;
	const sofar = states === 0 ? "" : t`, ${quantity(states, "state")} so far`;
	return {
		first: t`… **${escapeMarkdown(symbol.name)}** (${escapeMarkdown(typeText(type))}) · still checking${sofar}`,
		rest: "",
		links: [],
	};
}

/** What the text calls what is asked about. */
function nameOf(symbol: AnySymbol | undefined, expression: Expression | undefined): string | undefined {
	return symbol?.kind === "variable" && (expression === undefined || expression.kind === "name") ? symbol.name : undefined;
}

/** A call denotes what it returns: where that initialises or sets a variable, what the variable denotes. */
function denotedBy(
	snapshot: Snapshot,
	statement: AnchoredSpan | undefined,
	symbol: AnySymbol | undefined,
	expression: Expression | undefined,
): Expression | AnySymbol | undefined {
	if (expression?.kind !== "call") return expression ?? symbol;
	for (const [name, meant] of snapshot.file.around(snapshot.file.spanOf(expression)).names) {
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

// --- expectations ---

function judgmentText(snapshot: Snapshot, scenario: ScenarioSnapshot, { expectation, met, message, outcome, finding }: Judgment): string {
	const kernel = expectation.configuration.text === "" ? "" : t` under ${escapeMarkdown(expectation.configuration.text)}`;
	const check = scenario.checks.find(({ configuration }) => configuration.key === expectation.configuration.key);
	const known = knownOf(scenario, check);
	if (known.kind !== "found" || outcome === undefined) return `${escapeMarkdown(capital(knownTitle(known)))}${kernel}`;
	const result = finding ? headline(finding) : `${outcome.verdict}, ${quantity(outcome.result.states, "state")}`;
	const verdict = met === undefined ? t`Cannot be told` : met ? t`Met` : t`Not met`;
	const pair = finding && pairText(snapshot, outcome, finding);
	const story = pair ? `${escapeMarkdown(pair.sentence)}  \n${escapeMarkdown(pair.window)}` : "";
	return [`**${verdict}**${kernel}: ${escapeMarkdown(result)}`, met === true || message === "" ? "" : escapeMarkdown(message), story]
		.filter((part) => part !== "")
		.join("\n\n");
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
