/** A file put together from its pieces: what stands outside of bodies, and each body. */

import { type AnchoredDiagnostic, type Diagnostic, locateDiagnostic } from "../base/diagnostic";
import { t } from "../base/l10n";
import type { Locate, Span } from "../base/span";
import { type Expression, type Item, type Name, spanIn } from "../syntax/tree";
import { type Context, kindName } from "./context";
import type { ErroneousUse, JudgedFile } from "./depends-on-error";
import { JoinedTable } from "./joined-table";
import type { CheckedBody, FileAnalysis, Scenario, SourceFile, Surroundings } from "./program";
import type { AnySymbol, Expansion, FileAnalysisKey, MacroUse, Type } from "./symbols";

export interface JoinedFile extends Pick<FileAnalysisKey, "assigned" | "taken"> {
	readonly names: JoinedTable<Name, AnySymbol>;
	readonly types: JoinedTable<Expression, Type>;
	readonly expansions: JoinedTable<MacroUse, Expansion>;
	readonly source: SourceFile;
	readonly outside: Surroundings["files"][number];
	/** What stands outside of bodies first. */
	readonly pieces: readonly Context[];
	readonly scenarios: readonly Scenario[];
}

/** Puts a file together; `bodies` has what was found in each of its bodies. */
export function joinedFile(source: SourceFile, outside: JoinedFile["outside"], bodies: ReadonlyMap<Item, CheckedBody>): JoinedFile {
	const own = source.tree.items.flatMap((item) => {
		const body = bodies.get(item);
		return body ? [{ ...body, anchor: item.anchor }] : [];
	});
	const pieces = [outside.context, ...own.map(({ context }) => context)];
	return {
		source,
		outside,
		pieces,
		scenarios: own.flatMap(({ scenario }) => scenario ?? []),
		names: new JoinedTable(outside.context.names, new Map(own.map(({ anchor, context }) => [anchor, context.names]))),
		types: new JoinedTable(outside.context.types, new Map(own.map(({ anchor, context }) => [anchor, context.types]))),
		expansions: new JoinedTable(outside.context.expansions, new Map(own.map(({ anchor, context }) => [anchor, context.expansions]))),
		assigned: { has: (variable) => pieces.some((piece) => piece.assigned.has(variable)) },
		taken: { has: (expression) => pieces.some((piece) => piece.taken.has(expression)) },
	};
}

/** A file with what is wrong with it; `together` is what follows from all bodies together. */
export function judgedFile({ source, names, pieces }: JoinedFile, together: readonly AnchoredDiagnostic[], locate: Locate): JudgedFile {
	const { uri, tree, useProblems = [] } = source;
	const own = [...pieces.flatMap(({ diagnostics }) => diagnostics), ...together];
	return {
		uri,
		names,
		tree,
		diagnostics: [...tree.diagnostics, ...useProblems, ...own.map((diagnostic) => locateDiagnostic(diagnostic, locate))],
	};
}

/** All that is known of a file; `errorOf` gives what makes one of its scenarios erroneous. */
export function fileAnalysis(
	{ source, outside, pieces, names, types, expansions, assigned, taken, scenarios }: JoinedFile,
	judged: JudgedFile,
	errorOf: (file: JudgedFile, scenario: Item) => ErroneousUse | undefined,
	locate: Locate,
): FileAnalysis {
	const { tree, useProblems = [] } = source;
	const uses = new Map(scenarios.map((scenario) => [scenario, errorOf(judged, scenario.node)]));
	const erroneous = [...uses.values()].flatMap((use) => (use ? erroneousUse(use, locate) : []));
	const diagnostics = [...judged.diagnostics.filter((diagnostic) => !useProblems.includes(diagnostic)), ...erroneous];
	return {
		uri: source.uri,
		text: tree.text,
		written: (place) => {
			const { start, end } = spanIn(tree, place);
			return tree.text.slice(start, end);
		},
		spanOf: (place) => spanIn(tree, place),
		around: (span) => {
			const near = tree.items.filter((item) => reaches(spanIn(tree, item), span));
			const anchors = new Set(near.map(({ anchor }) => anchor));
			return { names: names.only(anchors), types: types.only(anchors) };
		},
		names,
		types,
		expansions,
		assigned,
		taken,
		tree,
		diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
		...outside.declared,
		functionBodies: pieces.flatMap(({ functions }) => functions),
		variables: [...outside.declared.variables, ...pieces.flatMap(({ statics }) => statics)],
		functions: [...outside.declared.functions, ...scenarios.flatMap(({ functions }) => functions)],
		scenarios: scenarios.map((scenario) => (uses.get(scenario) === undefined ? scenario : { ...scenario, erroneous: true })),
	};
}

function reaches(item: Span, { start, end }: Span): boolean {
	return item.start <= end && start <= item.end;
}

/** Says where a scenario uses something with an error. Of what every scenario depends on its own place says enough. */
function erroneousUse({ name, symbol, error }: ErroneousUse, locate: Locate): readonly Diagnostic[] {
	if (name === undefined || symbol === undefined) return [];
	const { start, end } = locate(name);
	const message = t`the ${kindName(symbol)} '${symbol.name}' has an error`;
	return [{ span: { start, end }, severity: "error", code: "depends-on-error", message, related: [error] }];
}
