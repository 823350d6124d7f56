/** The legend below the rows, or among the keys. */
import { laneClass } from "./lane-drawing";
import { Shapes } from "./shape-view";
import { MORE_SIGNS, type Sign } from "./signs";

interface LegendProperties {
	readonly signs: readonly Sign[];
	/** Shows all of them; absent where these are all. */
	readonly onMore?: (() => void) | undefined;
}

export function Legend({ signs, onMore }: LegendProperties) {
	return (
		<p class="legend">
			{signs.map(({ key, words, picture, text, lane, begins }) => (
				<span key={key} class={`sample ${laneClass(lane)}`}>
					{begins && <b class="lane-name">{begins}</b>}
					{picture.length > 0 && (
						<svg viewBox="0 0 16 16" aria-hidden="true">
							<Shapes shapes={picture} />
						</svg>
					)}
					{text && <b>{text}</b>}
					{words}
				</span>
			))}
			{onMore && (
				<button type="button" class="link" onClick={onMore}>
					{MORE_SIGNS}
				</button>
			)}
		</p>
	);
}
