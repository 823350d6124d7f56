/** One row of the timeline. */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import type { Columns } from "./columns";
import { type Field, type FieldChange, valueAfter } from "./fields";
import { Icon } from "./icons";
import { laneClass } from "./lane-drawing";
import { ranges, type StepSign, shownPath } from "./names";
import { type Fonts, noted, summary } from "./notes";
import { deciding, type FoldRow, itemsOf, type Row, type StepRow, type SwitchRow, type WaitingRow } from "./rows";
import type { Item } from "./sequence";
import { spoken } from "./spoken";

/** What all rows of a run have in common. */
export interface RowContext {
	readonly run: TimelineRun;
	readonly compares: boolean;
	readonly columns: Columns;
	readonly fonts: Fonts & { readonly value: number };
	/** The fields that have strips, in the losing run and in the safe one. */
	readonly strips: readonly Field[];
	readonly safeStrips: readonly Field[];
	readonly bars: readonly Bar[];
	readonly safeBars: readonly Bar[];
	onToggle(index: number): void;
	onGo(number: number): void;
}

export interface RowProperties {
	readonly row: Row;
	readonly index: number;
	readonly top: number;
	readonly height: number;
	readonly isSelected: boolean;
	readonly isAtCursor: boolean;
	/** The functions that the step before is in, which need not be said again. */
	readonly before: string | undefined;
	readonly context: RowContext;
	onSelect(index: number): void;
}

/** The id of a row's element. */
export function elementId(row: Row): string {
	return `row-${row.id.replace(/\W+/g, "-")}`;
}

export function RowView({ row, index, top, height, isSelected, isAtCursor, before, context, onSelect }: RowProperties) {
	const { run } = context;
	const bars = row.side === "safe" ? context.safeBars : context.bars;
	const isHeading = row.kind === "banner" || row.kind === "path";
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys, and says which row is the active one.
		<div
			id={elementId(row)}
			role="row"
			class={classesOf(row, context, isAtCursor)}
			style={{ top: `${top}px`, height: `${height}px` }}
			aria-rowindex={index + 2}
			aria-level={row.kind === "switch" || context.columns.tier === "wide" ? 1 : 2}
			aria-expanded={row.kind === "switch" ? !row.folded : row.kind === "fold" ? false : undefined}
			aria-selected={isHeading ? undefined : isSelected}
			aria-label={spoken(row, run, bars)}
			onClick={isHeading ? undefined : () => onSelect(index)}
		>
			<Numbers row={row} context={context} />
			<Content row={row} index={index} before={before} context={context} />
		</div>
	);
}

function classesOf(row: Row, { run, compares }: RowContext, isAtCursor: boolean): string {
	const classes: string[] = ["row", row.kind, laneClass(row.lane)];
	if (row.side !== "both") classes.push(row.side === "losing" ? "only-losing" : "only-safe");
	if (isAtCursor) classes.push("at-cursor");
	if (row.kind === "banner") classes.push(row.tone);
	if (row.kind === "step") {
		const { losing, step, moved } = row.item;
		if (losing && deciding(run, compares).has(losing.number)) classes.push("in-pair");
		if (losing?.failing) classes.push("failing");
		if (!step.relevant) classes.push("irrelevant");
		if (compares && moved !== undefined) classes.push("moved");
	}
	return classes.join(" ");
}

/** The numbers of a step in both runs, of which it may have one alone; room for the drawing of the lanes. */
function Numbers({ row, context }: { readonly row: Row; readonly context: RowContext }) {
	const item = row.kind === "step" ? row.item : undefined;
	const shown = (sign: StepSign, number: number | undefined) => (number === undefined ? "" : `${sign}${number}`);
	return (
		<>
			<span role="gridcell" class="number">
				{row.kind === "waiting" ? <span class="for-ever">∞</span> : shown("#", item?.losing?.number)}
			</span>
			{context.compares && (
				<span role="gridcell" class="number of-safe">
					{shown("✓", item?.safe?.number)}
				</span>
			)}
			<span />
			<span />
		</>
	);
}

interface ContentProperties {
	readonly row: Row;
	readonly index: number;
	readonly before: string | undefined;
	readonly context: RowContext;
}

function Content({ row, index, before, context }: ContentProperties) {
	switch (row.kind) {
		case "switch":
			return <Switch row={row} index={index} context={context} />;
		case "fold":
			return <Fold row={row} index={index} context={context} />;
		case "step":
			return <Step row={row} index={index} before={before} context={context} />;
		case "path":
			return (
				<div role="gridcell" class="label" title={row.functions.join(" › ")}>
					<span class="path">{shownPath(row.functions, Math.floor((context.columns.label - 20) / context.fonts.value))}</span>
				</div>
			);
		case "banner":
			return (
				<div role="gridcell" class="label wide-label">
					<Icon name={row.tone === "fails" ? context.run.kind : "safe"} />
					<span>{row.text}</span>
				</div>
			);
		case "waiting":
			return <Waiting row={row} context={context} />;
	}
}

function Chevron({ folded, onToggle }: { readonly folded: boolean; onToggle(): void }) {
	return (
		<button
			type="button"
			class="chevron"
			tabIndex={-1}
			aria-label={folded ? t`Unfold` : t`Fold`}
			onClick={(event) => {
				event.stopPropagation();
				onToggle();
			}}
		>
			<Icon name={folded ? "folded" : "unfolded"} />
		</button>
	);
}

function Switch({ row, index, context }: { readonly row: SwitchRow; readonly index: number; readonly context: RowContext }) {
	const { functions, line } = row;
	const path = functions.length > 2 ? [functions[0], "…", functions[functions.length - 1]] : functions;
	return (
		<>
			<div role="gridcell" class="label" title={functions.join(" › ")}>
				<Chevron folded={row.folded} onToggle={() => context.onToggle(index)} />
				<span class="lane-name">{context.run.lanes[row.lane].name}</span>
				<span class="where">
					{line !== undefined && t`line ${line}`}
					{path.length > 0 && ` · ${path.join(" › ")}`}
				</span>
			</div>
			<Values items={[]} isFirst={index === 0} context={context} />
		</>
	);
}

function Fold({ row, index, context }: { readonly row: FoldRow; readonly index: number; readonly context: RowContext }) {
	const text = summary(row.items, { bars: row.side === "safe" ? context.safeBars : context.bars });
	return (
		<>
			<div role="gridcell" class="label" title={text}>
				<Chevron folded={true} onToggle={() => context.onToggle(index)} />
				<span class="count">
					{ranges(
						row.items.map(({ step }) => step.number),
						row.side === "safe" ? "✓" : "#",
					)}
				</span>
				<span class="summary">{text}</span>
			</div>
			{context.columns.called > 0 && <span role="gridcell" />}
			<Values items={row.items} isFirst={index === 0} context={context} />
		</>
	);
}

interface StepProperties extends ContentProperties {
	readonly row: StepRow;
}

function Step({ row, index, before, context }: StepProperties) {
	const { item } = row;
	const { run, compares, columns, fonts, strips } = context;
	const bars = item.losing ? context.bars : context.safeBars;
	const { label, note } = noted(item, { run, compares, bars, strips }, columns.label, fonts);
	const path = item.step.stack.map((frame) => frame.function);
	return (
		<>
			<div role="gridcell" class="label">
				<code title={item.step.label}>
					<span class="name">{label.name}</span>
					<span class="rest">{label.rest}</span>
				</code>
				{note && (
					<span class={`note ${note.tone}`} title={note.full}>
						{note.text}
					</span>
				)}
			</div>
			{columns.called > 0 && (
				<span role="gridcell" class="path" title={path.join(" › ")}>
					{path.join() === before ? "" : shownPath(path, Math.floor((columns.called - 12) / fonts.value))}
				</span>
			)}
			<Values items={itemsOf(row)} isFirst={index === 0} context={context} />
		</>
	);
}

/** Where a lane stays. For what it waits stands above the rows, where all waits are drawn. */
function Waiting({ row, context }: { readonly row: WaitingRow; readonly context: RowContext }) {
	const { lanes } = context.run;
	return (
		<div role="gridcell" class="label wide-label" title={row.waiting.functions.join(" › ")}>
			<span class="lane-name">{lanes[row.lane].name}</span>
			<span class="waits">
				{t`stays for ever at`} <code>{row.waiting.label}</code>
			</span>
		</div>
	);
}

/** The values of the strips where they change, and in the first row those at the start. */
function Values({ items, isFirst, context }: { readonly items: readonly Item[]; readonly isFirst: boolean; readonly context: RowContext }) {
	return (
		<>
			{context.strips.map((strip, index) => {
				const changed = items.map((item) => changeIn(item, strip, context.safeStrips[index])).findLast((change) => change !== undefined);
				return (
					<span key={strip.name} role="gridcell" class={`value ${changed ? laneClass(changed.lane) : ""}`}>
						{changed ? <b title={`${strip.name} ${changed.after}`}>{changed.after}</b> : isFirst && <i>{valueAfter(strip, 0)}</i>}
					</span>
				);
			})}
		</>
	);
}

function changeIn({ losing, safe }: Item, strip: Field, safeStrip: Field | undefined): FieldChange | undefined {
	const number = (losing ?? safe)?.number;
	return (losing ? strip : safeStrip)?.changes.find((change) => change.number === number);
}
