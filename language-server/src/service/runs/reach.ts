/**
 * "Some run reaches this statement with this condition": the question is put to the checker by asserting its contrary
 * in a copy of the text.
 */
import type { FileSpan, Locate, Span } from "../../base/span";
import type { Run } from "../../checker/result";
import type { Search } from "../../explain/verdict/check-scenario";
import { countText } from "../../explain/verdict/quantities";
import type { LocalStatement } from "../../syntax/tree";
import { pathAt } from "../../syntax/walk";
import type { NamedSystem } from "../../system/system-text";
import { type Snapshot, scenarioAt } from "../workspace/snapshot";

/** The property that is violated where the condition holds. No scenario can have one of this name by accident. */
export const REACHED = "reached__";

/** A run that reaches a statement. */
export interface ReachingRun {
	readonly named: NamedSystem;
	readonly run: Run;
	/** What it reaches, in words. */
	readonly about: string;
	/** Where the places of the system stand in the document. */
	readonly locate: Locate;
}

/** A copy of a document's text in which reaching a statement violates `REACHED`. */
export interface Probe {
	readonly text: string;
	/** Moves places of the copy to where they are in the document. */
	readonly toDocument: (place: FileSpan) => FileSpan;
	/** Which scenario of the document is asked about. */
	readonly scenario: number;
}

/**
 * A run that reaches the statement at an offset with a condition, which may be empty; a sentence where there is none,
 * or nothing to ask about. `variant` compiles a scenario, by its place in the document, in another text of it;
 * undefined where that has errors.
 */
export async function runReaching(
	snapshot: Snapshot,
	offset: number,
	condition: string,
	variant: (text: string, scenario: number) => { readonly named: NamedSystem; readonly locate: Locate } | undefined,
	search: Search,
): Promise<ReachingRun | string> {
	const asked = probe(snapshot, offset, condition);
	if (typeof asked === "string") return asked;
	const copy = variant(asked.text, asked.scenario);
	if (copy === undefined) return `'${condition}' cannot be asked here: it must be an expression of what is known at this statement.`;
	const { named, locate } = copy;
	const { system, text } = named;
	const result = await search(system, { name: text.name });
	const about = condition.trim() === "" ? "this statement is reached" : `this statement is reached with ${condition.trim()}`;
	const found = result.violations.find(({ failure }) => system.failures[failure].property === REACHED);
	if (found) return { named, run: found.run, about, locate: (place) => asked.toDocument(locate(place)) };
	if (result.bitstate && result.limit === undefined)
		return `Not decided: a bitstate search of ${countText(result.states)} states found no such run.`;
	if (!result.complete) return `Not decided: the search ended at its limit after ${countText(result.states)} states.`;
	return `In none of ${countText(result.states)} states ${about.replace("this statement is", "is this statement")}.`;
}

const statements: ReadonlySet<string> = new Set([
	"local",
	"assign",
	"assert",
	"wait",
	"return",
	"expression",
	"atomic",
	"if",
	"while",
	"do",
	"for",
	"loop",
	"choose",
	"break",
	"continue",
]);

/**
 * The probe for the statement at an offset; a sentence where there is nothing to ask about. An empty condition always
 * holds.
 */
export function probe(snapshot: Snapshot, at: number, condition: string): Probe | string {
	// A line stands for what begins on it.
	const offset = at + (/^[ \t]*/.exec(snapshot.file.text.slice(at))?.[0].length ?? 0);
	const asked = scenarioAt(snapshot, offset);
	if (asked === undefined) return "Put the cursor on a statement of a scenario.";
	const path = pathAt(snapshot.file.tree, offset).flatMap((node) => ("kind" in node && statements.has(node.kind) ? [node] : []));
	const atomic = path.find((node) => node.kind === "atomic");
	const innermost = path[path.length - 1];
	const statement = atomic ?? (innermost?.kind === "local" ? declarationOf(snapshot, innermost) : innermost);
	if (statement === undefined) return "Put the cursor on a statement of a task.";
	return {
		...withProbe(snapshot, snapshot.file.spanOf(statement), statement.kind === "local", condition.trim() || "true"),
		scenario: snapshot.scenarios.indexOf(asked),
	};
}

/** The statement that begins the declaration of a variable, which may declare others before it. */
function declarationOf({ file: { tree, spanOf } }: Snapshot, local: LocalStatement): LocalStatement {
	if (local.variable.type.kind !== "sameType") return local;
	const block = pathAt(tree, spanOf(local).start).findLast(
		(node) => "kind" in node && node.kind === "block" && node.statements.includes(local),
	);
	const before = block && "statements" in block ? block.statements.slice(0, block.statements.indexOf(local)) : [];
	return before.findLast((one): one is LocalStatement => one.kind === "local" && one.variable.type.kind !== "sameType") ?? local;
}

/**
 * A statement may be the only one of a branch, so it gets braces with the probe; a declaration never is, and must stay
 * visible behind it.
 */
function withProbe({ uri, file: { text } }: Snapshot, { start, end }: Span, bare: boolean, condition: string): Omit<Probe, "scenario"> {
	const before = `${bare ? "" : "{ "}atomic { assert(!(${condition}), ${REACHED}()); } `;
	const after = bare ? "" : " }";
	const property = `\nproperty ${REACHED}() "reached";\n`;
	const moved = (offset: number): number => {
		if (offset <= start) return offset;
		const inside = Math.max(start, offset - before.length);
		return inside <= end ? inside : Math.min(text.length, Math.max(end, inside - after.length));
	};
	return {
		text: text.slice(0, start) + before + text.slice(start, end) + after + text.slice(end) + property,
		toDocument: (span) => (span.file === uri ? { file: uri, start: moved(span.start), end: moved(span.end) } : span),
	};
}
