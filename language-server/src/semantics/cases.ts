/** The cases of a `switch`. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { CaseStatement, Statement, SwitchStatement } from "../syntax/tree";
import { constantValue } from "./constants";
import type { Place } from "./place";

/** The cases of one `switch`, as they are come to. */
export class Cases {
	private readonly ranges: { readonly low: number; readonly high: number; readonly node: CaseStatement }[] = [];
	private fallback: CaseStatement | undefined;

	constructor(private readonly place: Place) {}

	/** Notes a case whose values have been checked; reports what is no constant, or there already. */
	add(node: CaseStatement): void {
		const { context, scope } = this.place;
		if (node.low === undefined) {
			if (this.fallback) this.reportTwice(node, "`default`", this.fallback);
			this.fallback ??= node;
			return;
		}
		const low = constantValue(context, scope, node.low);
		const high = node.high ? constantValue(context, scope, node.high) : low;
		for (const [end, value] of [
			[node.low, low],
			[node.high, high],
		] as const)
			if (end && value === undefined && context.types.get(end)?.kind !== "error")
				context.error(end, "not-constant", t`the value of a case must be a constant`);
		if (low === undefined || high === undefined) return;
		if (high < low) return context.error(node, "invalid-range", t`the range ${low} ... ${high} is empty`);
		const other = this.ranges.find((range) => range.low <= high && low <= range.high);
		if (other) this.reportTwice(node, `\`${context.written(node).replace(/\s*:$/, "")}\``, other.node);
		this.ranges.push({ low, high, node });
	}

	private reportTwice(node: CaseStatement, what: string, other: CaseStatement): void {
		const related = [{ span: spanOf(other), message: t`here` }];
		this.place.context.error(node, "duplicate-case", t`${what} is in this \`switch\` already`, { related });
	}
}

/** Warns of cases that are gone on to from the one before, without a word. */
export function checkFallthrough({ context }: Place, { body }: SwitchStatement): void {
	body.statements.forEach((statement, index) => {
		const before = body.statements[index - 1];
		if (statement.kind !== "case" || before === undefined || before.kind === "case" || !goesOn(before)) return;
		const insert = (word: string) => ({
			title: t`Insert \`${word};\``,
			edits: [{ span: { ...spanOf(statement), to: statement.from }, newText: `${word};\n` }],
		});
		const message = t`the case before goes on here: say \`break;\` or \`fallthrough;\``;
		context.warning(statement, "implicit-fallthrough", message, { fixes: [insert("break"), insert("fallthrough")] });
	});
}

/** Whether what stands behind a statement may be come to from it, without its having been said. */
function goesOn(statement: Statement): boolean {
	switch (statement.kind) {
		case "break":
		case "continue":
		case "return":
		case "goto":
			return false;
		case "empty":
			return !statement.fallsThrough;
		case "block":
		case "atomic": {
			const last = (statement.kind === "atomic" ? statement.body : statement).statements.at(-1);
			return last === undefined || goesOn(last);
		}
		case "if":
			return statement.otherwise === undefined || goesOn(statement.then) || goesOn(statement.otherwise);
		case "loop":
			return statement.condition !== undefined;
		default:
			return true;
	}
}
