import type { FileSpan } from "../base/span";
import type { Failure } from "./transition-system";

/** The failures that a system's instructions refer to; the same one is kept once. */
export class Failures {
	readonly all: Failure[] = [];
	private readonly known = new Map<string, number>();

	add(property: string, message: Failure["message"], span: FileSpan, effect: () => string = () => ""): number {
		const text = message.map((part) => (typeof part === "string" ? part : `{${part.witness}}`)).join("");
		const key = `${property} ${span.start} ${span.end} ${span.file} ${text}`;
		let index = this.known.get(key);
		if (index === undefined) {
			index = this.all.length;
			this.all.push({ property, message, effect: effect(), span: { file: span.file, start: span.start, end: span.end } });
			this.known.set(key, index);
		}
		return index;
	}
}
