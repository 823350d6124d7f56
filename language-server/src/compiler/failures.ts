import { type AnchoredSpan, placeKey, spanOf } from "../base/span";
import type { FailureText } from "../system/system-text";
import type { Failure } from "../system/transition-system";

/** What there is to know of a failure beside its name, message and place. */
export interface FailureDetails {
	/** What the user of a machine sees of it. */
	readonly seen?: () => Pick<FailureText, "effect" | "symptom">;
	readonly at?: AnchoredSpan | undefined;
}

/** A failure and its text, while a system is made. */
export interface KnownFailure extends Failure, FailureText {}

/** The failures that a system's instructions refer to; the same one is kept once. */
export class Failures {
	readonly all: KnownFailure[] = [];
	private readonly known = new Map<string, number>();

	add(property: string, message: FailureText["message"], span: AnchoredSpan, { seen = () => ({}), at }: FailureDetails = {}): number {
		const text = message.map((part) => (typeof part === "string" ? part : `{${part.witness}}`)).join("");
		const key = `${property} ${placeKey(span)} ${at ? placeKey(at) : ""} ${text}`;
		let index = this.known.get(key);
		if (index === undefined) {
			index = this.all.length;
			this.all.push({
				property,
				message,
				...seen(),
				span: spanOf(span),
				...(at && { at: spanOf(at) }),
			});
			this.known.set(key, index);
		}
		return index;
	}
}
