/** Shapes of the drawings beside the rows: paths, with what they mean as their class, and where they begin and end. */

export interface Shape {
	/** As SVG's `d`. */
	readonly d: string;
	readonly class: string;
	readonly top: number;
	readonly bottom: number;
	/** True for what is filled with lines in place of a color. */
	readonly isHatched?: boolean;
	/** What the pointer is told that rests on it. */
	readonly title?: string;
}

export function circle(x: number, y: number, radius: number): string {
	return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

export function cross(x: number, y: number, size: number): string {
	return `M${x - size} ${y - size}L${x + size} ${y + size}M${x + size} ${y - size}L${x - size} ${y + size}`;
}

export function box(x: number, y: number, width: number, height: number): string {
	return `M${x} ${y}h${width}v${height}h${-width}Z`;
}

/** An arrow head with its tip at a point. */
export function head(x: number, y: number, direction: "down" | "right" | "left", size: number): string {
	if (direction === "down") return `M${x - size} ${y - size}L${x} ${y}L${x + size} ${y - size}`;
	const back = direction === "right" ? -size : size;
	return `M${x + back} ${y - size}L${x} ${y}L${x + back} ${y + size}`;
}

/** A shape without height at its own place. */
export function shape(name: string, d: string, top: number, bottom = top, title?: string): Shape {
	return { d, class: name, top: Math.min(top, bottom), bottom: Math.max(top, bottom), ...(title === undefined ? {} : { title }) };
}

/** Those that are seen between two heights. */
export function shapesBetween(shapes: readonly Shape[], from: number, to: number): readonly Shape[] {
	const margin = 12;
	return shapes.filter(({ top, bottom }) => bottom + margin >= from && top - margin <= to);
}
