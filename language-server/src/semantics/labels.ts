/** The labels of a task or function, and what goes to them. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { labelsOf } from "../syntax/jumps";
import type { Block, LabelStatement, Name } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import type { Context } from "./context";
import { suggest } from "./suggest";
import type { LabelSymbol } from "./symbols";

export class Labels {
	private readonly byName = new Map<string, LabelSymbol>();
	private readonly used = new Set<LabelSymbol>();

	/** Those of a body; reports names that are there twice, as C does. */
	constructor(
		private readonly context: Context,
		body: Block,
	) {
		for (const label of labelsIn(body)) {
			const { name, documentation } = label;
			const symbol: LabelSymbol = { kind: "label", name: name.text, span: spanOf(name), documentation };
			const other = this.byName.get(name.text);
			if (other) {
				const related = [{ span: other.span, message: t`the other '${name.text}'` }];
				context.error(name, "duplicate-name", t`the label '${name.text}' is there already`, { related });
			} else this.byName.set(name.text, symbol);
			context.names.set(name, symbol);
		}
	}

	/** Finds where a `goto` goes from within some blocks; reports where it cannot go there. */
	use(name: Name, blocks: readonly Block[]): void {
		if (name.text === "") return;
		const symbol = this.byName.get(name.text);
		if (symbol === undefined) {
			const meant = suggest(name.text, this.byName.keys());
			const fixes = meant === undefined ? [] : [{ title: t`Change to '${meant}'`, edits: [{ span: name, newText: meant }] }];
			return this.context.error(name, "unknown-name", t`there is no label '${name.text}' in this function`, { fixes });
		}
		this.context.names.set(name, symbol);
		this.used.add(symbol);
		const isAround = blocks.some(({ statements }) =>
			statements.some((statement) => statement.kind === "label" && statement.name.text === name.text),
		);
		if (isAround) return;
		const related = [{ span: symbol.span, message: t`the label` }];
		const message = t`'${name.text}' stands in a block that this is not in: move the label out of it`;
		this.context.error(name, "jump-into-block", message, { related });
	}

	/** Reports labels to which nothing goes. */
	reportUnused(): void {
		for (const symbol of this.byName.values()) {
			if (this.used.has(symbol)) continue;
			const message = t`nothing goes to the label '${symbol.name}'`;
			this.context.diagnostics.push({ span: symbol.span, severity: "warning", code: "unused-label", message, tags: ["unnecessary"] });
		}
	}
}

function labelsIn(node: SyntaxNode): readonly LabelStatement[] {
	if ("kind" in node && node.kind === "label") return [node];
	return children(node).flatMap(labelsIn);
}

/**
 * Notes the variables of a block whose declarations are jumped over: they have not always the value that stands there.
 */
export function noteSkipped(context: Context, block: Block): void {
	const { statements } = block;
	const skipped = labelsOf(block).flatMap(({ index, first }) => (first === undefined ? [] : statements.slice(first + 1, index)));
	// A case may be come to from the head of its `switch`.
	skipped.push(
		...statements.slice(
			0,
			Math.max(
				0,
				statements.findLastIndex(({ kind }) => kind === "case"),
			),
		),
	);
	for (const statement of skipped) {
		const symbol = statement.kind === "local" && !statement.variable.static ? context.names.get(statement.variable.name) : undefined;
		if (symbol?.kind !== "variable") continue;
		context.assigned.add(symbol);
		if (symbol.written === "object") {
			const message = t`'${symbol.name}' is an object, and a jump goes over its declaration: declare it before`;
			context.error(symbol.span, "stack-object", message);
		} else if (symbol.type.kind === "pointer")
			context.error(
				symbol.span,
				"pointer-variable",
				t`'${symbol.name}' is a pointer, and a jump goes over its declaration: declare it before`,
			);
	}
}
