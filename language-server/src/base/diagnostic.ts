import type { FileSpan, Span } from "./span";

/** How grave a diagnostic is; the names are the LSP's. */
export type Severity = "error" | "warning" | "information" | "hint";

/** A place that explains a diagnostic, in the same or another file. */
export interface RelatedInformation {
	readonly span: FileSpan;
	readonly message: string;
}

/** A change of text that would cure a diagnostic, offered as a quick fix. */
export interface SuggestedFix {
	readonly title: string;
	readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** One finding about a file, as plain data: spans are offsets, nothing of the LSP. */
export interface Diagnostic {
	readonly span: Span;
	readonly severity: Severity;
	/** Stable name of the kind of finding, such as `unknown-name`; `docs/diagnostics.md` has a section for each. */
	readonly code: string;
	/** One sentence, without a full stop. */
	readonly message: string;
	readonly related?: readonly RelatedInformation[];
	readonly tags?: readonly ("unnecessary" | "deprecated")[];
	readonly fixes?: readonly SuggestedFix[];
}
