/** What a user's text can do that shows only when it is compiled. */
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import type { Effort } from "./effort";

/** Something in the user's text that shows only when it is compiled or set up; caught by `compile`. */
export class CompileFailure extends Error {
	constructor(
		readonly span: AnchoredSpan,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** The code of the problem that a scenario is too large to be compiled. */
export const TOO_LARGE = "scenario-too-large";

/** Says what is too large: a call of the function `name`, or a task or property. */
export function tooLarge({ limit, endedLate }: Effort, span: AnchoredSpan, name?: string): CompileFailure {
	const what = name === undefined ? t`this` : t`this call of '${name}'`;
	const why = endedLate ? t`compiling it takes longer than the limit on time` : t`compiling it takes more than ${limit} steps`;
	return new CompileFailure(span, TOO_LARGE, t`${what} is too large when its calls and loops are taken apart: ${why}`);
}
