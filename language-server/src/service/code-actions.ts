import type { SuggestedFix } from "../base/diagnostic";
import type { Span } from "../base/span";
import { diagnostics, type ExplainedDiagnostic } from "./diagnostics";
import type { Snapshot } from "./snapshot";

/** A change of text that cures a diagnostic. */
export interface QuickFix extends SuggestedFix {
	readonly diagnostic: ExplainedDiagnostic;
}

/** The quick fixes of the diagnostics that touch a piece of text. */
export function quickFixes(snapshot: Snapshot, within: Span): readonly QuickFix[] {
	return diagnostics(snapshot)
		.filter(({ span }) => span.start <= within.end && within.start <= span.end)
		.flatMap((diagnostic) => (diagnostic.fixes ?? []).map((fix) => ({ ...fix, diagnostic })));
}
