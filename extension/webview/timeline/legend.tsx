/** What the marks of the drawing mean. */
import type { ComponentChildren } from "preact";
import { box, circle, cross, head } from "./shapes";

function Sample({ children, label }: { readonly children: ComponentChildren; readonly label: string }) {
	return (
		<span class="sample">
			<svg viewBox="0 0 16 16" class="lane-0" aria-hidden="true">
				{children}
			</svg>
			{label}
		</span>
	);
}

/** Of a run of one kind, or of a comparison; all of them where nothing is said. */
export function Legend({ of }: { readonly of?: "race" | "hang" | "comparison" }) {
	return (
		<p class="legend">
			<Sample label="looks">
				<path class="mark looks" d={circle(8, 8, 4.3)} />
			</Sample>
			<Sample label="changes">
				<path class="mark changes" d={circle(8, 8, 4.3)} />
			</Sample>
			<Sample label="fails">
				<path class="mark fails" d={circle(8, 8, 6.5)} />
				<path class="mark crossed" d={cross(8, 8, 2.6)} />
			</Sample>
			<Sample label="lock">
				<path class="bar lock" d={box(6.5, 0, 2.5, 16)} />
			</Sample>
			<Sample label="shared">
				<path class="bar shared" d={box(6.5, 0.5, 2.5, 15)} />
			</Sample>
			{of !== "comparison" && <span class="sample">+ takes − lets go</span>}
			{(of === undefined || of === "comparison") && (
				<>
					<Sample label="value, losing run">
						<path class="strip-line losing" d="M8 1V15" />
					</Sample>
					<Sample label="safe run">
						<path class="strip-line safe" d="M8 1V15" />
					</Sample>
				</>
			)}
			{of !== "comparison" && (
				<>
					<Sample label="window">
						<path class="window" d="M12 2H5V14H12" />
					</Sample>
					<Sample label="racing pair">
						<path class="ring pair" d={circle(8, 8, 6.5)} />
						<path class="mark changes" d={circle(8, 8, 3.5)} />
					</Sample>
				</>
			)}
			{(of === undefined || of === "hang") && (
				<>
					<Sample label="waits">
						<path class="mark waits" d={box(3.5, 3.5, 9, 9)} />
					</Sample>
					<Sample label="for ever">
						<path class="loop" d="M12 13H5V4H10" />
						<path class="loop" d={head(12, 4, "right", 3)} />
					</Sample>
				</>
			)}
		</p>
	);
}
