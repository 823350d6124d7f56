/** What can be done about a piece of text at once; what must be searched for first is in `repairs.ts`. */
import type { SuggestedFix } from "../../base/diagnostic";
import type { Span } from "../../base/span";
import { curableDiagnostics } from "../diagnostics/diagnostics";
import type { ExplainedDiagnostic } from "../diagnostics/explained-diagnostic";
import type { Snapshot } from "../workspace/snapshot";
import { expectationFixes } from "./expectation-fixes";
import { extractFunction } from "./extract-function";
import { markingFixes } from "./marking-fixes";
import { organiseUses } from "./organise-uses";

/** A change of text that cures a diagnostic. */
export interface QuickFix extends SuggestedFix {
	readonly diagnostic: ExplainedDiagnostic;
}

/** A change that is offered, by the kind that the protocol has for it. */
export interface CodeAction extends SuggestedFix {
	readonly kind: "quickfix" | "refactor.extract" | "source.organizeImports";
	readonly diagnostic?: ExplainedDiagnostic;
}

/** The quick fixes of the diagnostics that touch a piece of text. */
export function quickFixes(snapshot: Snapshot, within: Span): readonly QuickFix[] {
	return curableDiagnostics(snapshot)
		.filter(({ span }) => span.start <= within.end && within.start <= span.end)
		.flatMap((diagnostic) => (diagnostic.fixes ?? []).map((fix) => ({ ...fix, diagnostic })));
}

/** Everything that can be offered for a piece of text without a search. */
export function codeActions(snapshot: Snapshot, within: Span): readonly CodeAction[] {
	const extracted = extractFunction(snapshot, within);
	const organised = organiseUses(snapshot);
	return [
		...quickFixes(snapshot, within).map((fix) => ({ ...fix, kind: "quickfix" as const })),
		...expectationFixes(snapshot, within).map((fix) => ({ ...fix, kind: "quickfix" as const })),
		...markingFixes(snapshot, within).map((fix) => ({ ...fix, kind: "quickfix" as const })),
		...(extracted ? [{ ...extracted, kind: "refactor.extract" as const }] : []),
		...(organised ? [{ ...organised, kind: "source.organizeImports" as const }] : []),
	];
}
