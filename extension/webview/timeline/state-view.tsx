/** What is true at the selected row: who does what where, what that changes, and who holds what. */

import { Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../../language-server/src/base/l10n";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { TimelineRun, TimelineStep } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import type { Field } from "./fields";
import { laneClass } from "./lane-drawing";
import { useSize } from "./measure";
import { itemsOf, type Row, rolesOf } from "./rows";
import { LaneName, Sentence, StepLink } from "./sentence";
import { type FieldState, type LaneBars, stateAfter } from "./state";

export interface StateProperties {
	readonly run: TimelineRun;
	readonly row: Row | undefined;
	readonly fields: readonly Field[];
	readonly safeFields: readonly Field[];
	readonly bars: readonly Bar[];
	readonly safeBars: readonly Bar[];
	onGo(number: number): void;
	onReveal(place: Location, focus: boolean): void;
}

export function StateView({ run, row, fields, safeFields, bars, safeBars, onGo, onReveal }: StateProperties) {
	const section = useRef<HTMLElement>(null);
	const lines = useRef<HTMLDivElement>(null);
	const { height } = useSize(section);
	useLayoutEffect(() => showWholeLines(lines.current, height));
	if (row === undefined) return null;
	const isSafe = row.side === "safe";
	const step = stepOf(row);
	const number = step?.number ?? run.steps.length;
	const told = (isSafe && run.safe) || run;
	const state = stateAfter(number, isSafe ? safeFields : fields, isSafe ? safeBars : bars, told);
	const role = step && !isSafe ? (rolesOf(run).get(step.number) ?? (isOfPair(step, run) ? t`racing pair` : undefined)) : undefined;
	const waiting = row.kind === "waiting" ? row.waiting : undefined;
	const place = waiting ? waiting.place : step?.place;
	const functions = waiting ? waiting.functions : (step?.stack.map((frame) => frame.function) ?? []);
	const longest = Math.max(...[t`locks held`, ...state.fields.map(({ field }) => field.name)].map(({ length }) => length));
	// Those who hold something are seen without scrolling.
	const [first, others] = [state.fields.filter(isTelling), state.fields.filter((field) => !isTelling(field))];
	const go = isSafe ? undefined : onGo;
	return (
		<section ref={section} class="state" aria-label={t`State at the selected step`}>
			<div ref={lines} class="state-lines" style={`--longest: ${longest}`}>
				<div class="state-head">
					{step && (isSafe ? <b>✓{number}</b> : <StepLink number={number} onGo={onGo} />)}
					<LaneName run={run} lane={row.lane} />
					<code title={waiting?.label ?? step?.label}>{waiting?.label ?? step?.label}</code>
					{role && <span class="role">{role}</span>}
					{place && (
						<button type="button" class="link place" onClick={(event) => onReveal(place, event.detail === 0)}>
							{placeText(place)}
						</button>
					)}
				</div>
				<dl>
					<BarsView name={t`locks held`} lanes={state.held} run={run} onGo={go} />
					{first.map((field) => (
						<FieldView key={field.field.name} state={field} run={run} onGo={go} />
					))}
					{state.states.length > 0 && <BarsView name={t`states`} lanes={state.states} run={run} onGo={go} />}
				</dl>
				{role && run.pair && (
					<p class="why">
						<Sentence text={run.pair.sentence} onGo={onGo} />
					</p>
				)}
				{functions.length > 0 && (
					<p class="path">
						{functions.map((name, index) => (
							<span key={index}>{`${name}${index < functions.length - 1 ? " › " : ""}`}</span>
						))}
					</p>
				)}
				<dl>
					{others.map((field) => (
						<FieldView key={field.field.name} state={field} run={run} onGo={go} />
					))}
				</dl>
			</div>
		</section>
	);
}

/** As many lines as have room: one that would be cut can be scrolled to. */
function showWholeLines(element: HTMLElement | null, height: number): void {
	if (element === null) return;
	element.style.maxHeight = "";
	const { top } = element.getBoundingClientRect();
	const { paddingTop, paddingBottom } = getComputedStyle(element.parentElement ?? element);
	const room = height - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
	const scrolled = element.scrollTop;
	const ends = [...element.querySelectorAll(LINES)].map((line) => Math.ceil(line.getBoundingClientRect().bottom - top + scrolled));
	const fitting = ends.filter((end) => end <= room);
	if (fitting.length < ends.length) element.style.maxHeight = `${fitting.length > 0 ? Math.max(...fitting) : room}px`;
}

const LINES = ".state-head, p, dl > div";

/** What the step changed, and counts that somebody raised. */
function isTelling({ changedHere, shares }: FieldState): boolean {
	return changedHere || shares.length > 0;
}

interface BarsProperties {
	readonly name: string;
	readonly lanes: readonly LaneBars[];
	readonly run: TimelineRun;
	readonly onGo: ((number: number) => void) | undefined;
}

function BarsView({ name, lanes, run, onGo }: BarsProperties) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>
				{lanes.length === 0 && <span class="by">{t`none`}</span>}
				{lanes.map(({ lane, bars }) => (
					<span key={lane} class={`held ${laneClass(lane)}`}>
						<LaneName run={run} lane={lane} />
						{bars.map((bar) => (
							<Fragment key={bar.name}>
								{" "}
								<span class={`hold of-${bar.kind}`}>
									{bar.name} {bar.from > 0 && <StepNumber number={bar.from} onGo={onGo} />}
								</span>
							</Fragment>
						))}
					</span>
				))}
			</dd>
		</div>
	);
}

interface FieldProperties {
	readonly state: FieldState;
	readonly run: TimelineRun;
	/** Undefined for numbers of the safe run, which lead nowhere. */
	readonly onGo: ((number: number) => void) | undefined;
}

function FieldView({ state: { field, value, changedHere, last, shares, rest }, run, onGo }: FieldProperties) {
	return (
		<div class={changedHere ? "changed" : ""}>
			<dt title={field.name}>{field.name}</dt>
			<dd>
				<b>{value}</b>{" "}
				<span class="by">
					{shares.length > 0 ? (
						<>
							= {t`${rest} at rest`}
							{shares.map(({ lane, amount, number, what }) => (
								<span key={lane}>
									{" + "}
									{amount} <LaneName run={run} lane={lane} />
									{t`’s ${what}`} {number > 0 ? <StepNumber number={number} onGo={onGo} /> : t`from the start`}
								</span>
							))}
						</>
					) : last ? (
						<>
							{t`was`} <code>{last.before}</code> {t`until`} <LaneName run={run} lane={last.lane} />{" "}
							<StepNumber number={last.number} onGo={onGo} />
						</>
					) : (
						t`not changed yet`
					)}
				</span>
			</dd>
		</div>
	);
}

function StepNumber({ number, onGo }: { readonly number: number; readonly onGo: ((number: number) => void) | undefined }) {
	return onGo ? <StepLink number={number} onGo={onGo} /> : <>✓{number}</>;
}

/** The step whose end is looked at: of a fold the last one in it. */
function stepOf(row: Row): TimelineStep | undefined {
	if (row.kind === "switch") return row.items[0].step;
	return itemsOf(row).at(-1)?.step;
}

function isOfPair({ number }: TimelineStep, { pair }: TimelineRun): boolean {
	return pair?.first.number === number || pair?.second.number === number;
}

/** The last part of a place: `mm/gup.race:57`. */
export function placeText({ uri, range }: Location): string {
	const parts = decodeURIComponent(uri).split("/");
	const kernel = parts.lastIndexOf("kernel");
	const path = kernel >= 0 ? parts.slice(kernel + 1) : parts.slice(-1);
	return `${path.slice(-2).join("/")}:${range.start.line + 1}`;
}
