import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { Severity } from "../../base/diagnostic";
import type { ExplainedDiagnostic } from "../../service/diagnostics/explained-diagnostic";
import type { ToLsp } from "../to-lsp";

/** Where the documentation of a diagnostic's code is. */
const diagnosticsPage = "https://github.com/raceline/raceline/blob/main/docs/diagnostics.md";

/** Which optional parts of a diagnostic the client understands. */
export interface DiagnosticSupport {
	readonly related: boolean;
	readonly codeDescription: boolean;
	readonly tags: boolean;
}

export function diagnosticToLsp(diagnostic: ExplainedDiagnostic, support: DiagnosticSupport, convert: ToLsp): Diagnostic {
	const related = diagnostic.related?.flatMap(({ span, message }) => {
		const location = convert.location(span);
		return location ? [{ location, message }] : [];
	});
	return {
		range: convert.range(diagnostic.span),
		severity: severities[diagnostic.severity],
		code: diagnostic.code,
		codeDescription: support.codeDescription ? { href: `${diagnosticsPage}#${diagnostic.topic}` } : undefined,
		source: "raceline",
		message: diagnostic.message,
		tags: support.tags
			? diagnostic.tags?.map((tag) => (tag === "unnecessary" ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated))
			: undefined,
		relatedInformation: support.related ? related : undefined,
	};
}

const severities: Record<Severity, DiagnosticSeverity> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	information: DiagnosticSeverity.Information,
	hint: DiagnosticSeverity.Hint,
};
