/** Which words may begin a statement at a place: `break` in a loop, `else` behind an `if`. */
import { type AnchoredSpan, touches } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import { statementWords } from "../../syntax/grammar-table";
import type { Block, Statement } from "../../syntax/tree";
import { isLoop, pathAt } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";

/**
 * The words for a statement that begins at `start`, where a person is at `offset`. Those that go on with what stands
 * before come first.
 */
export function statementWordsAt({ file }: Snapshot, start: number, offset: number): readonly string[] {
	const path = pathAt(file.tree, start);
	const inLoop = path.some((node) => isLoop(node) && isWithin(file, node.body, start));
	const inSwitch = path.some((node) => "kind" in node && node.kind === "switch" && isWithin(file, node.body, start));
	const before = path
		.filter((node): node is Block => "kind" in node && node.kind === "block" && isWithin(file, node, start))
		.at(-1)
		?.statements.findLast((statement) => file.spanOf(statement).end <= start);
	const end = before && file.spanOf(before).end;
	const goesOn = end !== undefined && isBlank(file.text.slice(end, start)) && offset > end;
	return [
		...(before && goesOn && lacksElse(before) ? ["else"] : []),
		...(goesOn && before?.kind === "choose" ? ["or"] : []),
		"served wait",
		"idle wait",
		...[...statementWords].filter((word) => {
			if (word === "break") return inLoop || inSwitch;
			if (word === "continue") return inLoop;
			return inSwitch || (word !== "case" && word !== "default");
		}),
	];
}

/** True behind the opening brace, and not behind the closing one. */
export function isWithin({ text, spanOf }: FileAnalysis, body: AnchoredSpan, offset: number): boolean {
	const span = spanOf(body);
	return touches(span, offset) && (offset < span.end || text[span.end - 1] !== "}");
}

/** True when `else` behind a statement would belong to an `if` in it. */
function lacksElse(statement: Statement): boolean {
	switch (statement.kind) {
		case "if":
			return statement.otherwise === undefined || lacksElse(statement.otherwise);
		case "while":
		case "for":
		case "loop":
			return lacksElse(statement.body);
		default:
			return false;
	}
}

/** True for white space and comments. */
function isBlank(text: string): boolean {
	return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "").trim() === "";
}
