/**
 * "Some run reaches this statement with this condition": the question is put to the checker by asserting its contrary in a copy of the text.
 */
import type { Span } from "../../base/span";
import { pathAt } from "../../syntax/walk";
import { type Snapshot, scenarioAt } from "../workspace/snapshot";
import type { Shift } from "../workspace/text-shift";

/** The property that is violated where the condition holds. No scenario can have one of this name by accident. */
export const REACHED = "reached__";

/** A copy of a document's text in which reaching a statement violates `REACHED`. */
export interface Probe {
	readonly text: string;
	/** Moves places of the copy to where they are in the document. */
	readonly shift: Shift;
	/** Which scenario of the document is asked about. */
	readonly scenario: number;
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
	"for",
	"choose",
	"break",
	"continue",
]);

/** The probe for the statement at an offset; a sentence where there is nothing to ask about. An empty condition always holds. */
export function probe(snapshot: Snapshot, at: number, condition: string): Probe | string {
	// A line stands for what begins on it.
	const offset = at + (/^[ \t]*/.exec(snapshot.file.text.slice(at))?.[0].length ?? 0);
	const asked = scenarioAt(snapshot, offset);
	if (asked === undefined) return "Put the cursor on a statement of a scenario.";
	const path = pathAt(snapshot.file.tree, offset).flatMap((node) => ("kind" in node && statements.has(node.kind) ? [node] : []));
	const atomic = path.find((node) => node.kind === "atomic");
	const statement = atomic ?? path[path.length - 1];
	if (statement === undefined) return "Put the cursor on a statement of a task.";
	return {
		...withProbe(snapshot, statement, statement.kind === "local", condition.trim() || "true"),
		scenario: snapshot.scenarios.indexOf(asked),
	};
}

/** A statement may be the only one of a branch, so it gets braces with the probe; a declaration never is, and must stay visible behind it. */
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
		shift: (span) => (span.file === uri ? { file: uri, start: moved(span.start), end: moved(span.end) } : span),
	};
}
