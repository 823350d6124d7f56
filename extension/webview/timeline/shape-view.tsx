/** Shapes, as SVG. */
import type { Shape } from "./shapes";

export function Shapes({ shapes }: { readonly shapes: readonly Shape[] }) {
	return (
		<>
			{shapes.map((each, index) => (
				<path key={index} class={each.class} d={each.d} style={each.isHatched ? { fill: "url(#hatching)" } : undefined}>
					{each.title !== undefined && <title>{each.title}</title>}
				</path>
			))}
		</>
	);
}
