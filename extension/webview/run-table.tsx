/**
 * One run as a table: a row for each step and call, a column for each lane, and a strip for each field that changes.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Place } from "../../language-server/src/lsp/protocol/place";
import type { TimelineRun } from "../../language-server/src/lsp/protocol/timelines";
import { type Row, ranges, type SkippedRow, visibleRows } from "./rows";
import { type Bar, barsOf, type Strip, stripsOf } from "./strips";

interface Properties {
	readonly run: TimelineRun;
	readonly rows: readonly Row[];
	readonly folded: ReadonlySet<string>;
	onFold(folded: ReadonlySet<string>): void;
	/** Shows the steps that a row of skipped ones stands for. */
	onUnfold(id: string): void;
	/** Where the editor's cursor is. */
	readonly cursor: { readonly uri: string; readonly line: number } | undefined;
	/** The number of the first step that is not the same in the run beside it. */
	readonly differs: number | undefined;
	onReveal(place: Place | undefined, focus: boolean): void;
}

export function RunTable({ run, rows, folded, onFold, onUnfold, cursor, differs, onReveal }: Properties) {
	const visible = visibleRows(rows, folded);
	const strips = useMemo(() => stripsOf(run), [run]);
	const bars = useMemo(() => barsOf(run), [run]);
	const lanes = useMemo(
		() => run.lanes.map((lane, index) => ({ ...lane, index })).filter(({ index }) => rows.some((row) => row.lane === index)),
		[run, rows],
	);
	const [active, setActive] = useState(rows.find((row) => row.kind === "step" && row.step.failing)?.id ?? rows[0]?.id);
	const body = useRef<HTMLTableSectionElement>(null);
	/** True while a key was the reason for another active row: then the focus goes there. */
	const moved = useRef(false);
	const activeIndex = Math.max(
		0,
		visible.findIndex((row) => row.id === active),
	);

	useLayoutEffect(() => {
		const row = body.current?.querySelector<HTMLElement>("tr[tabindex='0']");
		if (moved.current) row?.focus();
		moved.current = false;
	});
	useEffect(() => {
		body.current?.querySelector(".at-cursor")?.scrollIntoView({ block: "nearest" });
	}, [cursor]);

	const fold = (id: string, fold: boolean) => {
		const next = new Set(folded);
		if (fold) next.add(id);
		else next.delete(id);
		onFold(next);
	};
	const unfold = ({ id, steps }: SkippedRow) => {
		onUnfold(id);
		setActive(`step ${steps[0]}`);
	};
	const move = (index: number) => {
		const row = visible[Math.min(Math.max(index, 0), visible.length - 1)];
		moved.current = true;
		setActive(row.id);
		onReveal(row.place, false);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const row = visible[activeIndex];
		const page = 10;
		const actions: Record<string, () => void> = {
			ArrowDown: () => move(activeIndex + 1),
			ArrowUp: () => move(activeIndex - 1),
			PageDown: () => move(activeIndex + page),
			PageUp: () => move(activeIndex - page),
			Home: () => move(0),
			End: () => move(visible.length - 1),
			Enter: () => (row.kind === "skipped" ? unfold(row) : onReveal(row.place, true)),
			" ": () => (row.kind === "skipped" ? unfold(row) : row.kind === "call" && fold(row.id, !folded.has(row.id))),
			ArrowRight: () => {
				if (row.kind === "skipped") unfold(row);
				else if (row.kind === "call" && folded.has(row.id)) fold(row.id, false);
				else if (row.kind === "call") move(activeIndex + 1);
			},
			ArrowLeft: () => {
				if (row.kind === "call" && !folded.has(row.id)) fold(row.id, true);
				else if (row.parent !== undefined) move(visible.findIndex((other) => other.id === row.parent));
			},
		};
		const action = actions[event.key];
		if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		moved.current = true;
		action();
	};

	return (
		<table
			// biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table with this role is the treegrid of the ARIA Authoring Practices.
			role="treegrid"
			aria-label={`Steps of the run: ${run.headline}`}
			aria-colcount={1 + lanes.length + strips.length}
			onKeyDown={onKeyDown}
		>
			<thead>
				<tr>
					<th scope="col" class="number">
						#
					</th>
					{lanes.map((lane) => (
						<th scope="col" class={`lane lane-${lane.index % 6}`} key={lane.name}>
							{lane.name}
							{lane.kind !== "task" && <span class="kind"> {lane.kind}</span>}
						</th>
					))}
					{strips.map((strip, index) => (
						<th scope="col" class={isFirstOfObject(strips, index) ? "strip first" : "strip"} key={`${strip.object} ${strip.field}`}>
							<span class="object">{isFirstOfObject(strips, index) ? strip.object : " "}</span>
							{strip.field}
						</th>
					))}
				</tr>
			</thead>
			<tbody ref={body}>
				{visible.map((row, index) => (
					<RowView
						key={row.id}
						row={row}
						run={run}
						lanes={lanes}
						strips={strips}
						bars={bars}
						folded={row.kind === "call" && folded.has(row.id)}
						active={index === activeIndex}
						differs={row.kind === "step" && row.step.number === differs}
						atCursor={isAtCursor(row, run, cursor)}
						onActivate={() => {
							moved.current = true;
							if (row.kind === "skipped") return unfold(row);
							setActive(row.id);
							onReveal(row.place, false);
						}}
						onFold={(value) => fold(row.id, value)}
					/>
				))}
			</tbody>
		</table>
	);
}

interface RowProperties {
	readonly row: Row;
	readonly run: TimelineRun;
	/** Those that take part, with their index among all. */
	readonly lanes: readonly { readonly name: string; readonly index: number }[];
	readonly strips: readonly Strip[];
	readonly bars: readonly Bar[];
	readonly folded: boolean;
	readonly active: boolean;
	readonly atCursor: boolean;
	readonly differs: boolean;
	onActivate(): void;
	onFold(folded: boolean): void;
}

function RowView({ row, run, lanes, strips, bars, folded, active, atCursor, differs, onActivate, onFold }: RowProperties) {
	const classes = [
		row.kind,
		differs && "differs",
		atCursor && "at-cursor",
		row.kind === "step" && row.step.failing && "failing",
		pairClass(row, run),
	]
		.filter(Boolean)
		.join(" ");
	const number = row.kind === "step" ? row.step.number : undefined;
	return (
		<tr
			class={classes}
			tabIndex={active ? 0 : -1}
			aria-level={row.depth + 1}
			aria-expanded={row.kind === "call" ? !folded : row.kind === "skipped" ? false : undefined}
			aria-selected={active}
			aria-label={differs ? `First difference. ${spoken(row, run)}` : spoken(row, run)}
			onClick={onActivate}
		>
			<td class="number" title={differs ? "First difference" : undefined}>
				{differs && "≠ "}
				{number}
			</td>
			{lanes.map((lane) => (
				<td class={`lane lane-${lane.index % 6}`} key={lane.name}>
					{barsAt(bars, lane.name, number).map((bar) => (
						<span class="bar" title={`holds ${bar.name}`} key={bar.name} />
					))}
					{lane.index === row.lane && <Content row={row} run={run} folded={folded} onFold={onFold} />}
				</td>
			))}
			{strips.map((strip, index) => (
				<td class={isFirstOfObject(strips, index) ? "strip first" : "strip"} key={`${strip.object} ${strip.field}`}>
					{number !== undefined && <StripValue strip={strip} number={number} />}
				</td>
			))}
		</tr>
	);
}

function Content({ row, run, folded, onFold }: Pick<RowProperties, "row" | "run" | "folded" | "onFold">) {
	const indent = { paddingInlineStart: `${row.depth}em` };
	if (row.kind === "call")
		return (
			<div class="content" style={indent}>
				<button
					type="button"
					class="fold"
					tabIndex={-1}
					aria-label={folded ? "Unfold" : "Fold"}
					onClick={(event) => {
						event.stopPropagation();
						onFold(!folded);
					}}
				>
					{folded ? "▸" : "▾"}
				</button>
				<span class="functions">{row.functions.join(" › ")}()</span>
				{folded && <span class="folded"> {ranges(row.steps)}</span>}
			</div>
		);
	if (row.kind === "skipped")
		return (
			<div class="content skipped" style={indent} title={skippedText(row)}>
				⋯ {ranges(row.steps)}
			</div>
		);
	if (row.kind === "waiting")
		return (
			<div class="content">
				<span class="wait">⏳ {row.label}</span> <span class="mark">{row.named ? "hangs" : "stays"}</span>
			</div>
		);
	// Who holds what is a bar already.
	const shown = row.step.changes.filter((change) => !change.holder);
	const shared = shown.filter((change) => !change.local);
	const changes = shared.length > 0 ? shared : shown;
	return (
		<div class="content" style={indent}>
			<code>{row.step.label}</code>
			{changes.map((change) => (
				<span class="change" key={change.name}>
					{change.local ? `${change.name} = ${change.after}` : `${change.name} ${change.before} → ${change.after}`}
				</span>
			))}
			{roleOf(row, run) && <span class="mark role">{roleOf(row, run)}</span>}
			{row.step.failing && <span class="mark">{run.kind === "race" ? run.subject : "fails"}</span>}
		</div>
	);
}

/** The value where it changes, and a line where it stays. */
function StripValue({ strip, number }: { strip: Strip; number: number }) {
	const [before, after] = [strip.values[number - 1], strip.values[number]];
	const shown = before !== after || number === 1;
	return shown ? <span class={before === after ? "value" : "value changed"}>{after}</span> : <span class="same" title={after} />;
}

function isFirstOfObject(strips: readonly Strip[], index: number): boolean {
	return strips[index - 1]?.object !== strips[index].object;
}

function barsAt(bars: readonly Bar[], lane: string, number: number | undefined): readonly Bar[] {
	return number === undefined ? [] : bars.filter((bar) => bar.lane === lane && bar.from <= number && number <= bar.to);
}

function isAtCursor(row: Row, run: TimelineRun, cursor: Properties["cursor"]): boolean {
	const isThere = (place: Place | undefined) =>
		place !== undefined && cursor !== undefined && place.uri === cursor.uri && place.range.start.line === cursor.line;
	// What is folded away is marked where it is folded.
	if (row.kind === "skipped") return row.steps.some((number) => isThere(run.steps[number - 1].place));
	return isThere(row.place) || (row.kind === "step" && isThere(row.step.scenarioPlace));
}

function skippedText({ steps }: SkippedRow): string {
	return `${steps.length === 1 ? "step" : "steps"} ${ranges(steps)}: the failure does not depend on ${steps.length === 1 ? "it" : "them"}`;
}

/** What a step does in the racing pair. */
function roleOf(row: Row, run: TimelineRun): string | undefined {
	return row.kind === "step" ? run.pair?.roles.find(({ number }) => number === row.step.number)?.role : undefined;
}

/** Marks the steps of the pair, and with a bracket all rows of the window. */
function pairClass(row: Row, { pair }: TimelineRun): string {
	if (pair === undefined || row.kind !== "step") return "";
	const { number } = row.step;
	const inPair = pair.roles.some((role) => role.number === number);
	const inWindow = pair.from < pair.to && pair.from <= number && number <= pair.to;
	const edge = inWindow && number === pair.from ? "window-opens" : inWindow && number === pair.to ? "window-closes" : "";
	return [inPair ? "in-pair" : "", inWindow ? "in-window" : "", edge].filter(Boolean).join(" ");
}

/** What a screen reader says of a row. */
function spoken(row: Row, run: TimelineRun): string {
	const lane = run.lanes[row.lane].name;
	if (row.kind === "call") return `${lane} in ${row.functions[row.functions.length - 1]}, steps ${ranges(row.steps)}`;
	if (row.kind === "skipped") return skippedText(row);
	if (row.kind === "waiting") return `${lane} ${row.named ? "hangs" : "stays"} in ${row.label}`;
	const { number, label, changes, failing } = row.step;
	const words = changes.map((change) =>
		change.local ? `${change.name} is ${change.after}` : `${change.name} from ${change.before} to ${change.after}`,
	);
	const role = roleOf(row, run);
	return [`Step ${number}, ${lane}: ${label}`, ...words, ...(role ? [role] : []), ...(failing ? [`fails: ${run.headline}`] : [])].join(
		", ",
	);
}
