/** The words of the text in labels and messages. */
import { type BinaryOperator, NUMBERS } from "../base/arithmetic";
import { sentence } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import { parseDocumentation } from "../semantics/documentation";
import type { FileAnalysisKey, PropertySymbol, Type } from "../semantics/symbols";
import type { Interval } from "../system/interval";
import type { FailureText } from "../system/system-text";
import type { Operand } from "../system/transition-system";

/** A message in pieces, and the values that it names. */
export interface Message {
	readonly parts: FailureText["message"];
	readonly witness: readonly Operand[];
}

/** The only witness of a message, a number. */
export const NUMBER = { witness: 0, type: { kind: "int" } } as const;

/** What is said of an operation whose result is no number; the two operands are the witnesses. */
export function misfitOf(operator: BinaryOperator, left: Operand, right: Operand): Message {
	const second = { ...NUMBER, witness: 1 };
	return { parts: sentence`${NUMBER} ${{ verbatim: operator }} ${second} is not in ${{ verbatim: NUMBERS }}`, witness: [left, right] };
}

/** What is said of a value that a variable cannot hold; the value is the only witness. */
export function outsideRange(type: Type, { low, high }: Interval): Message["parts"] {
	const range = [{ verbatim: low }, { verbatim: high }] as const;
	if (type.kind === "int" && (type.open || type.unsigned))
		return sentence`${NUMBER} is outside ${range[0]}..${range[1]}, all that is held without a range: declare one, as in \`int 0..65535 flags\``;
	return sentence`${NUMBER} is outside ${range[0]}..${range[1]}`;
}

/** What is said of a number without a sign that is below 0; it is the only witness. */
export function belowZero(): Message["parts"] {
	return sentence`${NUMBER} is below 0, and \`unsigned\`: C would wrap it`;
}

const EXCERPT_LENGTH = 60;

/** A text on one line, cut to a readable length. */
function excerpt(text: string): string {
	// Most are short and on one line: then nothing has to be replaced.
	const whole = text.slice(0, 4 * EXCERPT_LENGTH);
	const line = (/\s\s|[\n\t\r]/.test(whole) ? whole.replace(/\s+/g, " ") : whole).replace(/;$/, "");
	return line.length <= EXCERPT_LENGTH ? line : `${line.slice(0, EXCERPT_LENGTH - 1)}…`;
}

const excerpts = new WeakMap<AnchoredSpan, string>();

/** The same of what stands at a node, which is written but once: functions are inlined again and again. */
export function excerptAt(node: AnchoredSpan, file: Pick<FileAnalysisKey, "written">): string {
	let text = excerpts.get(node);
	if (text === undefined) {
		text = excerpt(file.written(node));
		excerpts.set(node, text);
	}
	return text;
}

/** What the user of a machine sees of it when a property fails, as its documentation says; empty where it does not. */
export function seenOf(property: PropertySymbol | undefined): Pick<FailureText, "effect" | "symptom"> {
	const { effect, symptom } = parseDocumentation(property?.documentation);
	return { effect, symptom };
}
