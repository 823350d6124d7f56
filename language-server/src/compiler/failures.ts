import { type AnchoredSpan, samePlace, spanOf } from "../base/span";
import type { FailureText } from "../system/system-text";
import type { Failure } from "../system/transition-system";

/** What there is to know of a failure beside its name, message and place. */
export interface FailureDetails {
	/** What the user of a machine sees of it. */
	readonly seen?: () => Pick<FailureText, "effect" | "symptom">;
	readonly at?: AnchoredSpan | undefined;
	/** The text there. */
	readonly about?: string | undefined;
}

/** A failure and its text, while a system is made. */
export interface KnownFailure extends Failure, FailureText {}

/** The failures that a system's instructions refer to; the same one is kept once. */
export class Failures {
	readonly all: KnownFailure[] = [];
	/** Their numbers, by where they begin. */
	private readonly known = new Map<number, number[]>();

	add(
		property: string,
		message: FailureText["message"],
		span: AnchoredSpan,
		{ seen = () => ({}), at, about }: FailureDetails = {},
	): number {
		const near = this.known.get(span.from) ?? [];
		for (const index of near) {
			const other = this.all[index];
			const isAt = at === undefined ? other.at === undefined : other.at !== undefined && samePlace(other.at, at);
			if (other.property === property && samePlace(other.span, span) && isAt && saysTheSame(other.message, message)) return index;
		}
		const index = this.all.length;
		this.all.push({
			property,
			message,
			...seen(),
			...(about !== undefined && { about }),
			span: spanOf(span),
			...(at && { at: spanOf(at) }),
		});
		if (near.push(index) === 1) this.known.set(span.from, near);
		return index;
	}

	/** Forgets all but the first so many. */
	takeBack(count: number): void {
		for (const { span } of this.all.splice(count).reverse()) this.known.get(span.from)?.pop();
	}
}

function saysTheSame(message: FailureText["message"], other: FailureText["message"]): boolean {
	if (message.length !== other.length) return false;
	return message.every((part, index) => {
		const its = other[index];
		if (typeof part === "string" || typeof its === "string") return part === its;
		return "verbatim" in part ? "verbatim" in its && part.verbatim === its.verbatim : "witness" in its && part.witness === its.witness;
	});
}
