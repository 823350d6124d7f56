/** C code that is pasted into a scenario file: what is inserted, and where. */
import type { Span } from "../../base/span";
import type { TextEdit } from "../../base/text-edit";
import type { FormattingOptions } from "../editing/formatting";
import type { Snapshot } from "../workspace/snapshot";
import { functionsIn } from "./c-source";
import { scenarioCode, toldOf } from "./scenario-code";

export interface PastedCode {
	readonly edit: TextEdit;
	/** What is to be known of it, in sentences. */
	readonly told: readonly string[];
}

/** The functions in `code`, or all of it where there are none, behind the item at an offset. */
export function pastedCode({ file, program }: Snapshot, offset: number, code: string, style: FormattingOptions): PastedCode {
	const functions = functionsIn(code).map(({ text }) => text);
	const pasted = scenarioCode(functions.length > 0 ? functions.join("\n\n") : code, program, { style, sources: [code] });
	const at = placeAt(file.text, file.tree.items.map(file.spanOf), offset);
	const before = file.text.slice(0, at);
	const gap = before.trim() === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
	const behind = file.text.slice(at).trim() === "" ? "" : "\n";
	return { edit: { span: { start: at, end: at }, newText: `${gap}${pasted.text}${behind}` }, told: toldOf(pasted) };
}

/** Behind the item that an offset lies in, and the line that it ends on; else where the offset's line begins. */
function placeAt(text: string, items: readonly Span[], offset: number): number {
	const around = items.find((item) => item.start < offset && offset < item.end);
	if (around === undefined) return text.lastIndexOf("\n", offset - 1) + 1;
	const end = text.indexOf("\n", around.end);
	return end < 0 ? text.length : end + 1;
}
