/**
 * What a reader would stumble over although nothing is wrong: names that nobody uses, statements that no interleaving
 * reaches, expectations that cannot all be met.
 */
import { t } from "../../base/l10n";
import type { Span } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import type { Expression, LocalStatement } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import type { ExplainedDiagnostic } from "./explained-diagnostic";

/** All hints of a document. */
export function readingHints(snapshot: Snapshot): readonly ExplainedDiagnostic[] {
	return [
		...unusedVariables(snapshot),
		...snapshot.scenarios.flatMap((scenario) => [...contradictions(snapshot, scenario), ...statementsThatNeverRun(snapshot, scenario)]),
	];
}

/** Local variables that are declared and not named again. */
export function unusedVariables({ file }: Snapshot): ExplainedDiagnostic[] {
	const named = new Map<AnySymbol, number>();
	for (const symbol of file.names.values()) named.set(symbol, (named.get(symbol) ?? 0) + 1);
	const found: ExplainedDiagnostic[] = [];
	// Mostly there are none, and the tree need not be gone through.
	if (![...named].some(([symbol, times]) => times === 1 && symbol.kind === "variable" && symbol.role === "local")) return found;
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "local") {
			const { name, value } = node.variable;
			const symbol = file.names.get(name);
			if (symbol?.kind === "variable" && named.get(symbol) === 1) {
				const call = value && calls(value);
				const without = call && value.kind === "call" ? `${file.written(value)};` : "";
				found.push({
					span: file.spanOf(name),
					severity: "hint",
					code: "unused",
					topic: "unused",
					message: t`'${name.text}' is never used`,
					tags: ["unnecessary"],
					// A call does something, and stays; so does the rest of a declaration of several names.
					...((!call || without !== "") &&
						isAlone(file, node) && {
							fixes: [
								{
									title: t`Remove '${name.text}'`,
									edits: [{ span: withLine(file.text, file.spanOf(node), without), newText: without }],
								},
							],
						}),
				});
			}
		}
		for (const child of children(node)) visit(child);
	};
	for (const item of file.tree.items) visit(item);
	return found;
}

/** Whether a declaration declares nothing else. */
function isAlone(file: FileAnalysis, { variable }: LocalStatement): boolean {
	return variable.type.kind !== "sameType" && file.written(variable).endsWith(";");
}

function calls(node: Expression | SyntaxNode): boolean {
	return ("kind" in node && node.kind === "call") || children(node).some(calls);
}

/** The span of a statement, with its line where nothing else is on it and nothing takes its place. */
function withLine(text: string, { start, end }: Span, instead: string): Span {
	const line = text.lastIndexOf("\n", start - 1);
	const newline = text.indexOf("\n", end);
	const alone = text.slice(line + 1, start).trim() === "" && newline >= 0 && text.slice(end, newline).trim() === "";
	return instead === "" && alone && line >= 0 ? { start: line, end: newline } : { start, end };
}

/** `expect safe` beside an expectation that something fails, for one configuration. */
function contradictions({ locate }: Snapshot, { scenario }: ScenarioSnapshot): ExplainedDiagnostic[] {
	return scenario.expectations.flatMap((expectation, index) => {
		const other = scenario.expectations
			.slice(0, index)
			.find(
				(before) =>
					before.configuration.key === expectation.configuration.key && (before.outcome === "safe") !== (expectation.outcome === "safe"),
			);
		if (other === undefined) return [];
		return [
			{
				span: locate(expectation.span),
				severity: "warning" as const,
				code: "contradictory-expectations",
				topic: "contradictory-expectations",
				message: t`this cannot be met together with '${other.text}'`,
				related: [{ span: locate(other.span), message: other.text }],
			},
		];
	});
}

/**
 * Statements of tasks and functions that no interleaving comes to, of a scenario that is safe: elsewhere a failure may
 * end a run before it comes there.
 */
function statementsThatNeverRun({ uri, locate }: Snapshot, { checks }: ScenarioSnapshot): ExplainedDiagnostic[] {
	return (checks[0]?.neverRuns ?? [])
		.map(({ place }) => locate(place))
		.filter(({ file }) => file === uri)
		.map(({ start, end }) => ({
			span: { start, end },
			severity: "hint",
			code: "unreachable",
			topic: "unreachable",
			message: t`no interleaving reaches this`,
			tags: ["unnecessary"],
		}));
}
