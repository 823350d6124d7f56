/** The grid: one cell at a time can be focused, and arrow keys move between cells (WAI-ARIA's pattern for grids). */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../language-server/src/base/l10n";
import type { MatrixCellResult, MatrixRowResult } from "../../language-server/src/lsp/protocol/matrix";
import { type Column, isStale, keyOf, type MatrixState, nameOf, sentenceOf, verdictOf } from "./matrix-view";

interface Properties {
	readonly state: MatrixState;
	readonly rows: readonly MatrixRowResult[];
	readonly columns: readonly Column[];
	onOpen(row: MatrixRowResult, cell: MatrixCellResult): void;
}

export function MatrixGrid({ state, rows, columns, onOpen }: Properties) {
	/** The cell that can be focused, by what it is about, since rows come and go. */
	const [active, setActive] = useState({ row: "", column: 0 });
	const activeRow = Math.max(
		0,
		rows.findIndex((row) => keyOf(row) === active.row),
	);
	const body = useRef<HTMLTableSectionElement>(null);
	/** True while a key was the reason for another active cell: then the focus goes there. */
	const moved = useRef(false);
	useLayoutEffect(() => {
		if (moved.current) body.current?.querySelector<HTMLElement>("td[tabindex='0']")?.focus();
		moved.current = false;
	});
	const activate = (row: number, column: number) => {
		const clamp = (index: number, count: number) => Math.min(Math.max(index, 0), count - 1);
		setActive({ row: keyOf(rows[clamp(row, rows.length)]), column: clamp(column, columns.length) });
	};
	const open = (row: MatrixRowResult, column: Column) => {
		const cell = column.cellOf(row);
		if (typeof cell !== "string") onOpen(row, cell);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const { row, column } = { row: activeRow, column: active.column };
		const all = event.ctrlKey || event.metaKey;
		const target: Readonly<Record<string, readonly [number, number]>> = {
			ArrowUp: [row - 1, column],
			ArrowDown: [row + 1, column],
			ArrowLeft: [row, column - 1],
			ArrowRight: [row, column + 1],
			Home: [all ? 0 : row, 0],
			End: [all ? rows.length - 1 : row, columns.length - 1],
			PageUp: [row - PAGE, column],
			PageDown: [row + PAGE, column],
		};
		if (event.key === "Enter" || event.key === " ") open(rows[row], columns[column]);
		else if (Object.hasOwn(target, event.key)) {
			moved.current = true;
			activate(...target[event.key]);
		} else return;
		event.preventDefault();
	};
	const files = new Set(rows.map(({ uri }) => uri));
	return (
		<div class="scroll">
			<table
				// biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table with this role is the grid of the ARIA Authoring Practices.
				role="grid"
				aria-label="Verdicts"
				aria-rowcount={rows.length + 1}
				aria-colcount={columns.length + 1}
				aria-busy={state.end === undefined}
			>
				<thead>
					<tr>
						<th scope="col">{t`Scenario`}</th>
						{columns.map(({ name, title }) => (
							<th scope="col" key={name} title={title || undefined}>
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody ref={body} onKeyDown={onKeyDown}>
					{rows.map((row, index) => (
						<tr key={keyOf(row)} class={isStale(state, row) ? "stale" : ""}>
							<th scope="row" title={files.size > 1 ? decodeURIComponent(row.uri.slice(row.uri.lastIndexOf("/") + 1)) : undefined}>
								{nameOf(row)}
							</th>
							{columns.map((column, number) => (
								<Cell
									key={column.name}
									row={row}
									column={column}
									active={index === activeRow && number === active.column}
									onClick={() => {
										activate(index, number);
										open(row, column);
									}}
								/>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

/** Rows that a page key goes over. */
const PAGE = 10;

function Cell({ row, column, active, onClick }: { row: MatrixRowResult; column: Column; active: boolean; onClick(): void }) {
	const cell = column.cellOf(row);
	const isText = typeof cell === "string";
	const sentence = isText ? cell : sentenceOf(cell);
	const verdict = isText ? undefined : verdictOf(cell);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled for the whole grid
		<td
			class={verdict ? `cell ${verdict.kind}` : "sets"}
			tabIndex={active ? 0 : -1}
			aria-label={isText ? undefined : `${verdict?.word}, ${nameOf(row)} ${sentence}`}
			title={sentence}
			onClick={onClick}
		>
			{verdict ? (
				<>
					<span class="symbol">{verdict.symbol}</span> <span class="word">{verdict.word}</span>
				</>
			) : (
				sentence
			)}
		</td>
	);
}
