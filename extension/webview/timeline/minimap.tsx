/**
 * A long run on one screen: a tick for each step in its lane, the window, the failure, and the part that is in view.
 */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { type Geometry, heightOfStep, rowAt } from "./geometry";
import { laneClass, numbersIn } from "./lane-drawing";

interface MinimapProperties {
	readonly run: TimelineRun;
	readonly geometry: Geometry;
	/** The part of the rows that is in view. */
	readonly view: { readonly top: number; readonly height: number };
	onScroll(top: number): void;
}

/** The units of the drawing, which is stretched to the height that there is. */
const WIDTH = 34;
const HEIGHT = 1000;

export function Minimap({ run, geometry, view, onScroll }: MinimapProperties) {
	const { steps, lanes, pair } = run;
	const each = HEIGHT / steps.length;
	const lane = 22 / lanes.length;
	const ticks = lanes.map((_, index) => {
		const of = (relevant: boolean) =>
			steps
				.filter((step) => step.lane === index && step.relevant === relevant && !step.failing)
				.map(({ number }) => `M${7 + index * lane} ${(number - 1) * each}h${lane - 1}v${Math.max(3, each - 1)}h${1 - lane}Z`)
				.join("");
		return { index, relevant: of(true), irrelevant: of(false) };
	});
	const failing = steps.find((step) => step.failing);
	const [from, to] = inView(geometry, view);
	const scroll = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
		const { top, height } = event.currentTarget.getBoundingClientRect();
		const number = Math.min(steps.length, Math.max(1, Math.round(((event.clientY - top) / height) * steps.length)));
		onScroll((heightOfStep(geometry, number) ?? 0) - view.height / 2);
	};
	return (
		<div
			class="minimap"
			aria-hidden="true"
			onPointerDown={(event) => {
				event.currentTarget.setPointerCapture(event.pointerId);
				scroll(event);
			}}
			onPointerMove={(event) => event.buttons === 1 && scroll(event)}
		>
			<svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
				{ticks.map(({ index, relevant, irrelevant }) => (
					<g key={index} class={laneClass(index)}>
						<path class="tick irrelevant" d={irrelevant} />
						<path class="tick" d={relevant} />
					</g>
				))}
				{pair && (
					<rect
						class="window"
						x="1"
						width="4"
						y={(pair.from - 1) * each}
						height={Math.max(10, (Math.max(pair.to, Math.min(pair.second.number, steps.length)) - pair.from + 1) * each)}
					/>
				)}
				{failing && <rect class="failure" x="0" width={WIDTH} y={Math.min(HEIGHT - 8, (failing.number - 1) * each)} height="8" />}
				<rect class="view" x="0.5" width={WIDTH - 1} y={(from - 1) * each} height={Math.max(12, (to - from + 1) * each)} />
			</svg>
		</div>
	);
}

/** The first and the last step that is in view. */
function inView(geometry: Geometry, { top, height }: MinimapProperties["view"]): readonly [number, number] {
	const numbers = geometry.rows.slice(rowAt(geometry, top), rowAt(geometry, top + height) + 1).flatMap(numbersIn);
	return [numbers[0] ?? 1, numbers[numbers.length - 1] ?? 1];
}
