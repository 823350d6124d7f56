/** What the matrix panel shows, as plain data: the rows that have come, and the columns of each view. */
import { t } from "../../language-server/src/base/l10n";
import { quantity } from "../../language-server/src/base/quantities";
import type { MatrixCellResult, MatrixResult, MatrixRowResult } from "../../language-server/src/lsp/protocol/matrix";
import type { MatrixEnd, MatrixScope, ToMatrix } from "./matrix-messages";

/** What has been heard of a matrix. */
export interface MatrixState {
	readonly scope: MatrixScope | undefined;
	/** What there are columns for; absent until the first part has come. */
	readonly head: Pick<MatrixResult, "kernels" | "patches" | "base"> | undefined;
	readonly rows: readonly MatrixRowResult[];
	/** The files that were asked about last. */
	readonly asked: readonly string[];
	/** Rows that have come since, by `keyOf`: others of these files may hold no more. */
	readonly fresh: ReadonlySet<string>;
	readonly done: number;
	readonly total: number;
	/** How it came to its end; undefined while rows come. */
	readonly end: MatrixEnd | undefined;
}

export const EMPTY: MatrixState = {
	scope: undefined,
	head: undefined,
	rows: [],
	asked: [],
	fresh: new Set(),
	done: 0,
	total: 0,
	end: undefined,
};

/** What is known after a message. A row that comes takes the place of the one that is about the same scenario. */
export function hear(state: MatrixState, message: ToMatrix): MatrixState {
	switch (message.kind) {
		case "begin": {
			const { scope, uris } = message;
			const isOther = JSON.stringify(scope) !== JSON.stringify(state.scope);
			return { ...state, scope, rows: isOther ? [] : state.rows, asked: uris, fresh: new Set(), done: 0, total: 0, end: undefined };
		}
		case "rows": {
			const { kernels, patches, base, rows, done, total } = message.part;
			const head = kernels.length > 0 ? { kernels, patches, base } : state.head;
			return { ...state, head, rows: rows.reduce(withRow, state.rows), fresh: new Set([...state.fresh, ...rows.map(keyOf)]), done, total };
		}
		case "end": {
			const { end } = message;
			// Of a scenario that has gone no row has come.
			return { ...state, end, rows: end === "done" ? state.rows.filter((row) => !isStale(state, row)) : state.rows };
		}
	}
}

function withRow(rows: readonly MatrixRowResult[], row: MatrixRowResult): readonly MatrixRowResult[] {
	const index = rows.findIndex((other) => keyOf(other) === keyOf(row));
	if (index >= 0) return rows.with(index, row);
	// Rows of a file stand together.
	const last = rows.findLastIndex(({ uri }) => uri === row.uri);
	return last < 0 ? [...rows, row] : rows.toSpliced(last + 1, 0, row);
}

/** The same for rows about the same scenario. */
export function keyOf({ uri, scenario, options }: MatrixRowResult): string {
	return `${uri} ${scenario} ${options}`;
}

/** What a row is about, as a person reads it. */
export function nameOf({ scenario, options }: MatrixRowResult): string {
	return options === "" ? scenario : `${scenario}, ${options}`;
}

/** True for a row that was asked for again and has not come. */
export function isStale({ asked, fresh }: MatrixState, row: MatrixRowResult): boolean {
	return asked.includes(row.uri) && !fresh.has(keyOf(row));
}

/** How far it is, in words. */
export function statusText({ head, rows, done, total, end }: MatrixState): string {
	const scenarios = (count: number) => quantity(count, "scenario");
	if (end === "failed") return t`The language server did not answer.`;
	if (end === "cancelled") return t`Cancelled: ${done} of ${scenarios(total)} came before.`;
	if (end === "done") return rows.length === 0 ? t`No scenario here.` : scenarios(rows.filter(({ options }) => options === "").length);
	return head === undefined || total === 0 ? t`Checking…` : t`Checking: ${done} of ${scenarios(total)}`;
}

export type View = "kernels" | "alone" | "leftOut" | "smallest";

/** Which columns there are, as a person chooses them. */
export const VIEWS: readonly { readonly view: View; readonly title: string }[] = [
	{ view: "kernels", title: t`Kernel Releases` },
	{ view: "alone", title: t`Each Patch Alone` },
	{ view: "leftOut", title: t`Each Patch Left Out` },
	{ view: "smallest", title: t`Smallest Sets` },
];

export interface Column {
	readonly name: string;
	/** More about it; empty when there is nothing. */
	readonly title: string;
	cellOf(row: MatrixRowResult): MatrixCellResult | string;
}

/** The columns of a view. A cell is a verdict, or words. */
export function columnsOf(view: View, { kernels, patches, base }: NonNullable<MatrixState["head"]>): readonly Column[] {
	const without: Column = { name: t`none`, title: t`${base} without any patch of the series`, cellOf: (row) => row.without };
	const all: Column = { name: t`all`, title: t`${base} with every patch of the series`, cellOf: (row) => row.all };
	switch (view) {
		case "kernels":
			return kernels.map((name, index) => ({ name, title: "", cellOf: (row) => row.kernels[index] }));
		case "alone": {
			const columns = patches.map(({ name, title }, index): Column => ({ name: `+ ${name}`, title, cellOf: (row) => row.alone[index] }));
			return [without, ...columns, all];
		}
		case "leftOut": {
			const columns = patches.map(({ name, title }, index): Column => ({ name: `− ${name}`, title, cellOf: (row) => row.leftOut[index] }));
			return [all, ...columns, without];
		}
		case "smallest":
			return [without, all, { name: t`is made safe by`, title: t`None of these patches can be left out`, cellOf: smallestText }];
	}
}

function smallestText({ smallest, decided, without, all }: MatrixRowResult): string {
	if (without.verdict === "safe") return t`safe without any`;
	const sets = smallest.map((set) => set.join(" + ")).join(t`, or `);
	if (smallest.length > 0) return decided ? sets : t`${sets} (others not decided)`;
	if (all.verdict === null) return t`cannot be compiled`;
	return decided ? t`not even all of these` : t`not decided`;
}

/** Whether the patches make a difference to a scenario. */
export function isConcerned({ without, all, alone, leftOut }: MatrixRowResult): boolean {
	return new Set([without, all, ...alone, ...leftOut].map(({ verdict }) => verdict)).size > 1;
}

const SYMBOLS = { safe: "✓", race: "✗", hang: "∞", inconclusive: "?", none: "–" } as const;
const WORDS = { safe: t`safe`, race: t`race`, hang: t`hang`, inconclusive: t`open`, none: t`none` } as const;

/** A verdict as a cell shows it: a symbol and a word. */
export function verdictOf({ verdict }: MatrixCellResult): {
	readonly kind: keyof typeof SYMBOLS;
	readonly symbol: string;
	readonly word: string;
} {
	const kind = verdict ?? "none";
	return { kind, symbol: SYMBOLS[kind], word: WORDS[kind] };
}

/** A configuration as a person writes it. */
export function underText({ kernel, added, removed, setting = [] }: MatrixCellResult["under"]): string {
	const options = setting.map(({ name, value }) => `, ${name} = ${value}`);
	return [kernel, ...added.map((patch) => ` + ${patch}`), ...removed.map((patch) => ` - ${patch}`), ...options].join("");
}

/** What happens in a cell, in a sentence. */
export function sentenceOf({ verdict, effect, message, subject, under, states }: MatrixCellResult): string {
	const where = t`under ${underText(under)}`;
	if (verdict === null) return t`cannot be compiled ${where}`;
	if (verdict === "inconclusive") return t`not decided ${where}: the search ended at its limit`;
	if (verdict === "safe") return t`safe ${where}, ${quantity(states, "state")}`;
	return `${WORDS[verdict]} ${subject} ${where}: ${[message, ...(effect === "" ? [] : [effect])].join(". ")}`;
}
