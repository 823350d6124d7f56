import type { AnchoredSpan, FileSpan, Span } from "./span";
import type { TextEdit } from "./text-edit";

/** How grave a diagnostic is; the names are the LSP's. */
export type Severity = "error" | "warning" | "information" | "hint";

/** A place that explains a diagnostic, in the same or another file. */
export interface RelatedInformation<Place = FileSpan> {
	readonly span: Place;
	readonly message: string;
}

/** A change of text that would cure a diagnostic, offered as a quick fix. */
export interface SuggestedFix<Place = Span> {
	readonly title: string;
	readonly edits: readonly TextEdit<Place>[];
}

interface DiagnosticAt<Place, OtherPlace> {
	readonly span: Place;
	readonly severity: Severity;
	/** Stable name of the kind of finding, such as `unknown-name`; `docs/diagnostics.md` has a section for each. */
	readonly code: string;
	/** One sentence, without a full stop. */
	readonly message: string;
	readonly related?: readonly RelatedInformation<OtherPlace>[];
	readonly tags?: readonly ("unnecessary" | "deprecated")[];
	readonly fixes?: readonly SuggestedFix<Place>[];
}

/** One finding about a file, as plain data: spans are offsets, nothing of the LSP. */
export type Diagnostic = DiagnosticAt<Span, FileSpan>;

/** One finding about a piece of a file, wherever that stands. */
export type AnchoredDiagnostic = DiagnosticAt<AnchoredSpan, AnchoredSpan>;

/** A finding where it stands in the texts as they are. */
export function locateDiagnostic(diagnostic: AnchoredDiagnostic, locate: (span: AnchoredSpan) => FileSpan): Diagnostic {
	const { span, related, fixes, ...rest } = diagnostic;
	const place = (anchored: AnchoredSpan): Span => {
		const { start, end } = locate(anchored);
		return { start, end };
	};
	return {
		span: place(span),
		...rest,
		...(related && { related: related.map((one) => ({ span: locate(one.span), message: one.message })) }),
		...(fixes && {
			fixes: fixes.map(({ title, edits }) => ({
				title,
				edits: edits.map((edit) => ({ span: place(edit.span), newText: edit.newText })),
			})),
		}),
	};
}
