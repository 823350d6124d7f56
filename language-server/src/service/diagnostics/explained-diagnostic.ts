import type { Diagnostic } from "../../base/diagnostic";

/**
 * A diagnostic, and the section of `docs/diagnostics.md` that explains it: its code, except for those whose code is a
 * property's name.
 */
export interface ExplainedDiagnostic extends Diagnostic {
	readonly topic: string;
}
