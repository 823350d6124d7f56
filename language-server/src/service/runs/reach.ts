/**
 * "Some run reaches this statement with this condition": the question is put to the checker by asserting its contrary
 * in a copy of the text of the file in which the statement stands.
 */
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import type { FileSpan, Locate, Span } from "../../base/span";
import type { Run } from "../../checker/result";
import type { Search } from "../../explain/verdict/check-scenario";
import type { Configuration } from "../../semantics/configuration";
import { allFiles, type FileAnalysis } from "../../semantics/program";
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
	/** Where the places of the system stand in the files as they are. */
	readonly locate: Locate;
}

/** A statement that a run is to reach: of a scenario, or of a function that it may call, in any file. */
export interface Target {
	/** Which scenario of the document is asked about, by its place among them. */
	readonly scenario: number;
	readonly configuration: Configuration;
	readonly file: FileAnalysis;
	readonly offset: number;
}

/** A copy of a file's text in which reaching a statement violates `REACHED`. */
export interface Probe {
	readonly file: string;
	readonly text: string;
	/** Moves places of the copy to where they are in the file. */
	readonly toFile: (place: FileSpan) => FileSpan;
}

/** The statement at an offset of the document itself, which is one of a scenario; a sentence where there is none. */
export function targetAt(snapshot: Snapshot, offset: number): Target | string {
	const { file, scenarios } = snapshot;
	const asked = scenarioAt(snapshot, skipIndent(file.text, offset));
	if (asked === undefined) return t`Put the cursor on a statement of a scenario.`;
	return { scenario: scenarios.indexOf(asked), configuration: asked.scenario.configuration, file, offset };
}

/**
 * The statement at an offset of any file for a scenario that is replayed, which it may stand in or call; a sentence
 * where there is none.
 */
export function targetWithin(
	{ scenarios, program }: Snapshot,
	{ scenario, configuration }: { readonly scenario: string; readonly configuration: Configuration },
	uri: string,
	offset: number | undefined,
): Target | string {
	const index = scenarios.findIndex((one) => one.scenario.symbol.name === scenario);
	const file = allFiles(program).find((one) => one.uri === uri);
	if (index < 0 || file === undefined || offset === undefined) return t`There is no '${scenario}' any more.`;
	return { scenario: index, configuration, file, offset };
}

/**
 * A run that reaches a statement with a condition, which may be empty; a sentence where there is none, or nothing to
 * ask about. `variant` compiles the scenario where a file has another text; undefined where that has errors.
 */
export async function runReaching(
	target: Target,
	condition: string,
	variant: (probe: Probe, target: Target) => { readonly named: NamedSystem; readonly locate: Locate } | undefined,
	search: Search,
): Promise<ReachingRun | string> {
	const asked = probe(target, condition);
	if (typeof asked === "string") return asked;
	const copy = variant(asked, target);
	if (copy === undefined) return t`'${condition}' cannot be asked here: it must be an expression of what is known at this statement.`;
	const { named, locate } = copy;
	const { system, text } = named;
	const result = await search(system, { name: text.name });
	const holding = condition.trim();
	const about = holding === "" ? t`this statement is reached` : t`this statement is reached with ${holding}`;
	const found = result.violations.find(({ failure }) => system.failures[failure].property === REACHED);
	if (found) return { named, run: found.run, about, locate: (place) => asked.toFile(locate(place)) };
	if (result.bitstate && result.limit === undefined)
		return t`Not decided: a bitstate search of ${quantity(result.states, "state")} found no such run.`;
	if (!result.complete) return t`Not decided: the search ended at its limit after ${quantity(result.states, "state")}.`;
	const states = quantity(result.states, "state");
	if (holding === "") return t`In none of ${states} is this statement reached.`;
	return t`In none of ${states} is this statement reached with ${holding}.`;
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
	"switch",
	"goto",
	"choose",
	"break",
	"continue",
]);

/** The probe for a statement; a sentence where there is nothing to ask about. An empty condition always holds. */
export function probe({ file, offset: at }: Target, condition: string): Probe | string {
	// A line stands for what begins on it.
	const offset = skipIndent(file.text, at);
	const path = pathAt(file.tree, offset).flatMap((node) => ("kind" in node && statements.has(node.kind) ? [node] : []));
	const atomic = path.find((node) => node.kind === "atomic");
	const innermost = path[path.length - 1];
	const statement = atomic ?? (innermost?.kind === "local" ? declarationOf(file, innermost) : innermost);
	if (statement === undefined) return t`Put the cursor on a statement of a task.`;
	return withProbe(file, file.spanOf(statement), statement.kind === "local", condition.trim() || "true");
}

function skipIndent(text: string, offset: number): number {
	return offset + (/^[ \t]*/.exec(text.slice(offset))?.[0].length ?? 0);
}

/** The statement that begins the declaration of a variable, which may declare others before it. */
function declarationOf({ tree, spanOf }: FileAnalysis, local: LocalStatement): LocalStatement {
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
function withProbe({ uri, text }: FileAnalysis, { start, end }: Span, bare: boolean, condition: string): Probe {
	const before = `${bare ? "" : "{ "}atomic { assert(!(${condition}), ${REACHED}()); } `;
	const after = bare ? "" : " }";
	const property = `\nproperty ${REACHED}() "reached";\n`;
	const moved = (offset: number): number => {
		if (offset <= start) return offset;
		const inside = Math.max(start, offset - before.length);
		return inside <= end ? inside : Math.min(text.length, Math.max(end, inside - after.length));
	};
	return {
		file: uri,
		text: text.slice(0, start) + before + text.slice(start, end) + after + text.slice(end) + property,
		toFile: (span) => (span.file === uri ? { file: uri, start: moved(span.start), end: moved(span.end) } : span),
	};
}
